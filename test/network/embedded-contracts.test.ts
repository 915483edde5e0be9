import { contracts } from '@huren/chaincode';
import { motionId } from '@huren/chaincode/domain';
import { openEmbedded, type EmbeddedLedger } from '@huren/network/embedded';
import { createMemberCa } from '@huren/network/identity';
import { stateKey } from '../../chaincode/src/domain/record/write';
import { describeLedger } from './conformance';
import { dayMs, ProbeNetwork, signerOf, start } from './probe-network';

const founder = (id: string) => ({
  id,
  msp: `Huren${id}MSP`,
  name: { zh: `成员${id}`, en: `Member ${id}` },
  region: id,
});
const newcomer = founder('231100');
const call = (fn: string, argument: object) => ({
  contract: 'member',
  fn,
  argument: JSON.stringify(argument),
});
const propose = (nonce: string) => call('propose', { kind: 'admit-member', body: newcomer, nonce });

describeLedger('embedded, the contracts of Huren', async () => {
  const network = await ProbeNetwork.create();
  const path = network.folder();
  const opened: EmbeddedLedger[] = [];
  let founded = false;
  const foreign = await createMemberCa({
    id: '230200',
    name: 'x',
    now: new Date(start - dayMs),
    validDays: 99,
  });
  return {
    open: async () => {
      const { channel } = network;
      const ledger = await openEmbedded({
        path,
        channel,
        contracts,
        clock: () => network.now,
        audit: 'deep',
      });
      opened.push(ledger);
      if (!founded) {
        await ledger.submit(
          call('found', { members: [founder('230200'), founder('220800')] }),
          network.signer,
        );
        await ledger.submit(call('confirm', {}), network.signer);
        await ledger.submit(call('confirm', {}), network.otherSigner);
        founded = true;
      }
      return ledger;
    },
    signer: network.signer,
    otherSigner: network.otherSigner,
    stranger: await signerOf(foreign),
    node: await signerOf(network.ca, { role: 'peer' }),
    write: (n) => ({
      request: propose(`write ${String(n)}`),
      key: stateKey('motion', [motionId('admit-member', newcomer, '230200', `write ${String(n)}`)]),
    }),
    read: (n) => propose(`read ${String(n)}`),
    contended: propose('contended'),
    refused: { request: call('confirm', {}), code: 'NETWORK_ALREADY_OPEN', details: {} },
    clean: async () => {
      for (const ledger of opened) await ledger.close();
      await network.clean();
    },
  };
});
