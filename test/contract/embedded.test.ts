import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contracts } from '@huren/chaincode';
import { LedgerRejection } from '@huren/network';
import { type EmbeddedLedger, openEmbedded } from '@huren/network/embedded';
import { createMemberCa, issueIdentity, keySigner, type MemberCa } from '@huren/network/identity';
import { BAICHENG, memberOf, QIQIHAR } from './demo-network';

const NOW = Date.UTC(2026, 2, 2, 4);
const folder = mkdtempSync(join(tmpdir(), 'huren-contract-'));
let ledger: EmbeddedLedger;
const operators = new Map<string, ReturnType<typeof keySigner>>();

beforeAll(async () => {
  const cas: MemberCa[] = [];
  for (const id of [QIQIHAR, BAICHENG]) {
    const ca = await createMemberCa({ id, name: 'demo', now: new Date(NOW - 86_400_000), validDays: 3650 });
    cas.push(ca);
    const identity = await issueIdentity(ca, {
      commonName: 'demo',
      role: 'client',
      notBefore: new Date(NOW - 86_400_000),
      notAfter: new Date(NOW + 86_400_000),
    });
    operators.set(id, keySigner(identity));
  }
  const channel = cas.map(({ mspId, certificate }) => ({ mspId, caCertificates: [certificate] }));
  ledger = await openEmbedded({ path: folder, channel, contracts, clock: () => NOW });
});
afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const submit = (member: string, call: string, argument: unknown = {}) => {
  const [contract = '', fn = ''] = call.split(':');
  return ledger.submit({ contract, fn, argument: JSON.stringify(argument) }, operators.get(member)!);
};

describe('the contracts on the embedded engine', () => {
  it('found and open a network, refuse with their own codes, and emit events', async () => {
    await submit(QIQIHAR, 'member:found', { members: [memberOf(QIQIHAR), memberOf(BAICHENG)] });
    await submit(QIQIHAR, 'member:confirm');
    const refusal = await submit(QIQIHAR, 'member:confirm').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LedgerRejection);
    expect(refusal).toMatchObject({ code: 'ALREADY_CONFIRMED', details: {} });
    const { position, result } = await submit(BAICHENG, 'member:confirm');
    expect(result).toBe('{}');
    for await (const block of ledger.blocks(position.block)) {
      const transaction = block.transactions[position.tx]!;
      const keys = transaction.writes.map(({ key }) => key);
      expect(transaction.event).toEqual({ name: 'confirm', payload: JSON.stringify({ keys }) });
      expect(keys).toEqual([`member/${BAICHENG}`, `member/${QIQIHAR}`, 'network']);
      break;
    }
  });
});
