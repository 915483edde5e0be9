import { motionId } from '@huren/chaincode/domain';
import { LedgerRejection, type Ledger } from '@huren/network';
import { createMemberCa } from '@huren/network/identity';
import { stateKey } from '../../chaincode/src/domain/record/write';
import type { ExaminedNetwork } from '../network/conformance';
import { signerOf } from '../network/probe-network';
import type { RealNetwork } from './real-network';

const day = 86_400_000;

const founder = (id: string) => ({
  id,
  msp: `Huren${id}MSP`,
  name: { zh: `成员${id}`, en: `Member ${id}` },
  region: id,
});
const call = (fn: string, argument: object) => ({
  contract: 'member',
  fn,
  argument: JSON.stringify(argument),
});

/** The real contracts on real peers, for the port's exam. `run` keeps one examination's records from another's. */
export async function examinedFabric(
  network: RealNetwork,
  open: () => Ledger,
  run: string,
): Promise<ExaminedNetwork> {
  const [first, second] = [network.member(0).id, network.member(1).id];
  const newcomer = founder('231100');
  const propose = (nonce: string) =>
    call('propose', { kind: 'admit-member', body: newcomer, nonce: `${run} ${nonce}` });
  const now = new Date(Date.now() - day);
  const foreign = await createMemberCa({ id: first, name: 'x', now, validDays: 9 });
  const opened: Ledger[] = [];
  return {
    open: async () => {
      const ledger = open();
      opened.push(ledger);
      const signer = network.signer(0);
      try {
        await ledger.submit(call('found', { members: [founder(first), founder(second)] }), signer);
        await ledger.submit(call('confirm', {}), signer);
        await ledger.submit(call('confirm', {}), network.signer(1));
      } catch (error) {
        if (!(error instanceof LedgerRejection)) throw error;
      }
      return ledger;
    },
    signer: network.signer(0),
    otherSigner: network.signer(1),
    stranger: await signerOf(foreign, { from: now.getTime(), days: 9 }),
    node: network.signer(0, 'peer0'),
    write: (n) => ({
      request: propose(`write ${String(n)}`),
      key: stateKey('motion', [motionId('admit-member', newcomer, first, `${run} write ${String(n)}`)]),
    }),
    read: (n) => propose(`read ${String(n)}`),
    contended: propose('contended'),
    lateRefusal: 'MOTION_EXISTS',
    refused: { request: call('confirm', {}), code: 'NETWORK_ALREADY_OPEN', details: {} },
    clean: async () => {
      for (const ledger of opened) await ledger.close();
    },
  };
}
