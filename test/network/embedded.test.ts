import { LedgerConflict, LedgerIdentityRefused, LedgerRejection, LedgerUnavailable } from '@huren/network';
import { ContractFault, type EmbeddedLedger } from '@huren/network/embedded';
import { createMemberCa } from '@huren/network/identity';
import { blocksUpTo, describeLedger, failure, take } from './conformance';
import { dayMs, probe, ProbeNetwork, signerOf, start } from './probe-network';

describeLedger('embedded, probe contract', async () => {
  const network = await ProbeNetwork.create();
  const path = network.folder();
  const foreign = await createMemberCa({
    id: '230200',
    name: 'x',
    now: new Date(start - dayMs),
    validDays: 99,
  });
  return {
    open: () => network.open(path),
    signer: network.signer,
    otherSigner: network.otherSigner,
    stranger: await signerOf(foreign),
    node: await signerOf(network.ca, { role: 'peer' }),
    write: (n) => ({ request: probe('put', { key: `k${String(n)}`, value: 'v' }), key: `k${String(n)}` }),
    read: (n) => probe('get', { key: `k${String(n)}` }),
    contended: probe('add', { key: 'counter' }),
    refused: {
      request: { contract: 'probe', fn: 'refuse', argument: '{"day":"星期一"}' },
      code: 'NOT_TODAY',
      details: { day: '星期一' },
    },
    clean: () => network.clean(),
  };
});

describe('the embedded engine', () => {
  let network: ProbeNetwork;
  let ledger: EmbeddedLedger;

  beforeAll(async () => {
    network = await ProbeNetwork.create();
  });
  beforeEach(async () => {
    network.now = start;
    ledger = await network.open(network.folder());
  });
  afterEach(() => ledger.close());
  afterAll(() => network.clean());

  const submit = (fn: string, argument: object = {}) => ledger.submit(probe(fn, argument), network.signer);
  const evaluate = (fn: string, argument: object = {}) =>
    ledger.evaluate(probe(fn, argument), network.signer);
  const writesOf = async () =>
    (await blocksUpTo(ledger)).flatMap(({ transactions }) => transactions.flatMap(({ writes }) => writes));

  describe('runs contracts as a peer does', () => {
    it('with the identity, the attribute, the ids and the time of the transaction', async () => {
      const authority = '11230200MB0000000X';
      const signer = await signerOf(network.ca, { authority });
      const answer = await ledger.submit({ contract: 'probe', fn: 'whoAmI', argument: 'text' }, signer);
      expect(JSON.parse(answer.result)).toEqual({
        mspId: 'Huren230200MSP',
        authority,
        transactionId: answer.transactionId,
        channelId: 'huren',
        time: '2026-01-05T04:00:00.000Z',
        argument: 'text',
      });
    });

    it('without reading its own writes', async () => {
      await submit('put', { key: 'a', value: 'old' });
      expect((await submit('writeThenRead', { key: 'a', value: 'new' })).result).toBe('old');
      expect(await evaluate('get', { key: 'a' })).toBe('new');
    });

    it('answers an absent key with nothing', async () => {
      expect(await evaluate('get', { key: 'absent' })).toBe('');
    });

    it('keeps writes in byte order of the keys, the last for each key', async () => {
      await submit('scatter', { value: '值' });
      expect(await writesOf()).toEqual([
        { key: 'a', value: '值 again' },
        { key: 'm', value: '值' },
        { key: 'z', value: '值' },
        { key: '\uffee', value: '值' },
        { key: '\u{10000}', value: '值' },
      ]);
    });

    it('deletes with null, and reads an empty value as a deletion', async () => {
      await submit('put', { key: 'a', value: '1' });
      await submit('remove', { key: 'a' });
      await submit('put', { key: 'a', value: '2' });
      await submit('put', { key: 'a', value: '' });
      expect((await writesOf()).map(({ value }) => value)).toEqual(['1', null, '2', null]);
      expect(await evaluate('get', { key: 'a' })).toBe('');
    });

    it('walks a range beyond one page in byte order, without composite keys', async () => {
      const keys = Array.from({ length: 250 }, (_, index) => `r${String(index).padStart(3, '0')}`);
      await Promise.all(keys.map((key) => submit('put', { key, value: 'x' })));
      await submit('composite', { key: 'inner', value: 'x' });
      expect(JSON.parse(await evaluate('list'))).toEqual(keys);
      expect(JSON.parse(await evaluate('list', { start: 'r100', end: 'r200' }))).toEqual(
        keys.slice(100, 200),
      );
      expect(JSON.parse(await evaluate('list', { start: 'r000', end: 'r100' }))).toHaveLength(100);
      expect(JSON.parse(await evaluate('list', { start: 's' }))).toEqual([]);
    });

    it('pages through a range with bookmarks', async () => {
      for (const key of ['a', 'b', 'c']) await submit('put', { key, value: 'x' });
      const first = JSON.parse(await evaluate('page', { pageSize: 2 })) as { bookmark: string };
      expect(first).toEqual({ keys: ['a', 'b'], bookmark: 'c', fetchedRecordsCount: 2 });
      const second: unknown = JSON.parse(await evaluate('page', { pageSize: 2, bookmark: first.bookmark }));
      expect(second).toEqual({ keys: ['c'], bookmark: '', fetchedRecordsCount: 1 });
    });

    it('finds composite keys by their first part', async () => {
      await submit('composite', { key: 'x', value: '1' });
      await submit('composite', { key: 'xy', value: '2' });
      expect(JSON.parse(await evaluate('composite', { key: 'x', value: '3' }))).toEqual(['1']);
    });

    it("tells a key's history, newest first, valid transactions only", async () => {
      const first = await submit('put', { key: 'a', value: '1' });
      await submit('put', { key: 'ab', value: 'other' });
      await Promise.allSettled([submit('add', { key: 'n' }), submit('add', { key: 'n' })]);
      const last = await submit('remove', { key: 'a' });
      expect(JSON.parse(await evaluate('history', { key: 'a' }))).toEqual([
        { value: '', isDelete: true, txId: last.transactionId },
        { value: '1', isDelete: false, txId: first.transactionId },
      ]);
      expect(JSON.parse(await evaluate('history', { key: 'n' }))).toHaveLength(1);
    });

    it('keeps key policies with their keys and gives them back', async () => {
      await submit('put', { key: 'a', value: '1' });
      await submit('setPolicy', { key: 'a', value: 'majority' });
      await submit('put', { key: 'a', value: '2' });
      expect(await evaluate('getPolicy', { key: 'a' })).toBe('majority');
      expect(await evaluate('getPolicy', { key: 'absent' })).toBe('');
    });

    it('passes an event on', async () => {
      await submit('event', { n: 1 });
      expect((await blocksUpTo(ledger))[1]?.transactions[0]?.event).toEqual({
        name: 'Probed',
        payload: '{"n":1}',
      });
    });
  });

  describe('orders', () => {
    it('many submissions into few blocks', async () => {
      await Promise.all(Array.from({ length: 100 }, (_, n) => submit('put', { key: String(n), value: 'x' })));
      expect(await ledger.height()).toBeLessThan(60);
      expect(await writesOf()).toHaveLength(100);
    });

    it('at most as many into one block as the limit says', async () => {
      const small = await network.open(network.folder(), { limits: { blockTransactions: 3 } });
      const put = (n: number) => small.submit(probe('put', { key: String(n), value: 'x' }), network.signer);
      await Promise.all(Array.from({ length: 20 }, (_, n) => put(n)));
      const sizes = (await blocksUpTo(small)).map(({ transactions }) => transactions.length);
      expect(Math.max(...sizes)).toBe(3);
      await small.close();
    });

    it('counts right under contention when the losers try again', async () => {
      const add = async (): Promise<void> => {
        for (;;) {
          const outcome = await submit('add', { key: 'n' }).catch((error: unknown) => error);
          if (!(outcome instanceof LedgerConflict)) return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, add));
      expect(await evaluate('get', { key: 'n' })).toBe('12');
    });

    it.each([
      ['a key that appeared in a range that was read', 'put', { key: 'r5', value: 'x' }, 'countRange', true],
      ['a key that left a range that was read', 'remove', { key: 'r1' }, 'countRange', true],
      ['a key that changed in a range that was read', 'put', { key: 'r1', value: 'y' }, 'countRange', true],
      ['a key outside the range', 'put', { key: 's', value: 'x' }, 'countRange', false],
      ['a key behind where the reading stopped', 'put', { key: 'r9', value: 'x' }, 'takeFirst', false],
      ['a key before where the reading stopped', 'put', { key: 'r0', value: 'x' }, 'takeFirst', true],
    ])('%s', async (_reason, fn, argument, reader, conflicts) => {
      // More than one page, so that the reader that takes the first key leaves the rest unread.
      await Promise.all(
        ['r1', ...Array.from({ length: 120 }, (_, n) => `r3${String(n)}`)].map((key) =>
          submit('put', { key, value: 'x' }),
        ),
      );
      const [, read] = await Promise.allSettled([
        submit(fn, argument),
        submit(reader, { key: 'result', start: 'r', end: 's' }),
      ]);
      expect(read.status).toBe(conflicts ? 'rejected' : 'fulfilled');
      if (read.status === 'rejected') expect(read.reason).toBeInstanceOf(LedgerConflict);
    });

    it('a transaction over the state after its signature, however long the signer took', async () => {
      const slow = {
        ...network.signer,
        sign: async (bytes: Uint8Array) => {
          await submit('add', { key: 'n' });
          return network.signer.sign(bytes);
        },
      };
      expect((await ledger.submit(probe('add', { key: 'n' }), slow)).result).toBe('2');
    });
  });

  describe('refuses', () => {
    it.each([
      ['a write before a refusal', 'writeThenRefuse', { key: 'x' }, LedgerRejection],
      ['private data', 'privateData', {}, ContractFault],
      ['rich queries', 'richQuery', {}, ContractFault],
      ['an empty key', 'put', { key: '', value: 'x' }, ContractFault],
      ['a key with a lone surrogate', 'put', { key: '\ud800', value: 'x' }, ContractFault],
      ['a key that is too long', 'put', { key: 'k'.repeat(4_097), value: 'x' }, ContractFault],
      ['a value that is not UTF-8', 'putBytes', { value: 'ff' }, ContractFault],
      ['a function with two parameters', 'two', {}, LedgerRejection],
    ])('%s', async (_reason, fn, argument, kind) => {
      expect(await failure(submit(fn, argument))).toBeInstanceOf(kind);
      expect(await ledger.height()).toBe(1);
      expect(await ledger.health()).toEqual({ ready: true });
    });

    it('a key at the limit not', async () => {
      await submit('put', { key: 'k'.repeat(4_096), value: 'x' });
      expect(await ledger.height()).toBe(2);
    });

    it('a bug as an error whose text does not say what is inside', async () => {
      const fault = await failure(submit('bug'));
      expect(fault).toBeInstanceOf(ContractFault);
      expect(fault).not.toBeInstanceOf(LedgerRejection);
      expect(String(fault)).toBe('ContractFault: the contract function probe:bug failed');
    });

    it('a write after the answer, which then has no effect', async () => {
      await submit('lateWrite', { key: 'late' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await evaluate('get', { key: 'late' })).toBe('');
    });

    it.each([
      ['too long', 'x'.repeat(65)],
      ['with a lone surrogate', '\udc00'],
    ])('an argument %s', async (_reason, argument) => {
      const strict = await network.open(network.folder(), { limits: { argumentBytes: 64 } });
      const call = { contract: 'probe', fn: 'whoAmI', argument };
      expect(await failure(strict.submit(call, network.signer))).toMatchObject({
        code: 'MALFORMED_ARGUMENT',
      });
      expect(await strict.evaluate({ ...call, argument: 'x'.repeat(64) }, network.signer)).not.toBe('');
      await strict.close();
    });

    it('more submissions under way than the limit, and takes them again afterwards', async () => {
      const narrow = await network.open(network.folder(), { limits: { inFlight: 2 } });
      const put = (key: string) => narrow.submit(probe('put', { key, value: 'x' }), network.signer);
      const outcomes = await Promise.allSettled([put('a'), put('b'), put('c')]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect((outcomes[2] as PromiseRejectedResult).reason).toBeInstanceOf(LedgerUnavailable);
      await put('c');
      await narrow.close();
    });

    it.each([
      ['before it is valid', { from: start + dayMs }, 'not yet valid'],
      ['after it has expired', { from: start - 10 * dayMs, days: 1 }, 'expired'],
    ])('a certificate %s', async (_reason, validity, sentence) => {
      const signer = await signerOf(network.ca, validity);
      const refusal = await failure(ledger.submit(probe('put', { key: 'a', value: 'x' }), signer));
      expect(refusal).toBeInstanceOf(LedgerIdentityRefused);
      expect(String(refusal)).toContain(sentence);
    });

    it('a certificate that expires while the ledger is open, although it was good before', async () => {
      const signer = await signerOf(network.ca, { days: 2 });
      await ledger.submit(probe('put', { key: 'a', value: 'x' }), signer);
      network.now += 3 * dayMs;
      expect(await failure(ledger.submit(probe('put', { key: 'b', value: 'x' }), signer))).toBeInstanceOf(
        LedgerIdentityRefused,
      );
    });
  });

  describe('takes proposals that were signed elsewhere', () => {
    const request = probe('put', { key: 'a', value: 'x' });
    const signed = async () => {
      const { proposal, transactionId } = ledger.prepare(request, network.signer);
      return { proposal, transactionId, signature: await network.signer.sign(proposal) };
    };

    it('once, under the id that was announced', async () => {
      const { proposal, transactionId, signature } = await signed();
      const commit = await ledger.submitSigned(proposal, signature);
      expect(commit.transactionId).toBe(transactionId);
      expect(await ledger.lookup(transactionId)).toEqual({ position: commit.position, valid: true });
      const replay = await failure(ledger.submitSigned(proposal, signature));
      expect(replay).toMatchObject({ code: 'DUPLICATE_TRANSACTION' });
      expect(await ledger.height()).toBe(2);
    });

    it('once, also when both come at the same moment', async () => {
      const { proposal, signature } = await signed();
      const outcomes = await Promise.allSettled([
        ledger.submitSigned(proposal, signature),
        ledger.submitSigned(proposal, signature),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await writesOf()).toHaveLength(1);
    });

    it('but not when a single byte differs', async () => {
      const { proposal, signature } = await signed();
      for (let at = 0; at < proposal.length; at += 7) {
        const changed = Buffer.from(proposal);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const refusal = await failure(ledger.submitSigned(changed, signature));
        expect([LedgerIdentityRefused, LedgerRejection].some((kind) => refusal instanceof kind)).toBe(true);
      }
      expect(await ledger.height()).toBe(1);
    });

    it.each([
      ['an unknown field behind', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([0xfa, 0x01, 0x00])])],
      ['nothing', () => Buffer.alloc(0)],
      ['noise', () => Buffer.from('hello')],
    ])('and not with %s', async (_reason, change) => {
      const changed = change(Buffer.from((await signed()).proposal));
      const refusal = await failure(ledger.submitSigned(changed, await network.signer.sign(changed)));
      expect(refusal).toMatchObject({ code: 'MALFORMED_PROPOSAL' });
    });

    it.each([[15 * 60_000 + 1], [-15 * 60_000 - 1]])('and not %p ms away from the clock', async (away) => {
      const { proposal, signature } = await signed();
      network.now += away;
      expect(await failure(ledger.submitSigned(proposal, signature))).toMatchObject({
        code: 'PROPOSAL_EXPIRED',
      });
      network.now -= Math.sign(away);
      await ledger.submitSigned(proposal, signature);
    });

    it('and not with a high-S signature, which verifies all the same', async () => {
      const { proposal, signature } = await signed();
      const high = withHighS(Buffer.from(signature));
      expect(await failure(ledger.submitSigned(proposal, high))).toBeInstanceOf(LedgerIdentityRefused);
    });

    it('and not for another channel', async () => {
      const other = await network.open(network.folder(), { channelId: 'other' });
      const { proposal, signature } = await signed();
      expect(await failure(other.submitSigned(proposal, signature))).toMatchObject({
        code: 'MALFORMED_PROPOSAL',
      });
      await other.close();
    });
  });

  describe('looks transactions up', () => {
    it('valid and not valid ones, and knows what it does not know', async () => {
      const outcomes = await Promise.allSettled([submit('add', { key: 'n' }), submit('add', { key: 'n' })]);
      const lost = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
      const status = await ledger.lookup((lost.reason as LedgerConflict).transactionId);
      expect(status).toMatchObject({ valid: false });
      expect(await ledger.lookup('0'.repeat(64))).toBeUndefined();
      expect(await ledger.lookup('no id')).toBeUndefined();
    });
  });

  it('hands the readers blocks at their own pace', async () => {
    const slow = ledger.blocks(0)[Symbol.asyncIterator]();
    await slow.next();
    for (let n = 0; n < 20; n += 1) await submit('put', { key: String(n), value: 'x' });
    const rest = await take({ [Symbol.asyncIterator]: () => slow }, 20);
    expect(rest.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('names its network by the hash of block 0', async () => {
    const [genesis] = await take(ledger.blocks(0), 1);
    expect(genesis?.hash).toBe(ledger.genesisHash);
    expect(genesis?.transactions).toEqual([]);
    const other = await network.open(network.folder());
    network.now += 1;
    const later = await network.open(network.folder());
    expect(later.genesisHash).not.toBe(other.genesisHash);
  });
});

/** The other spelling of the same signature: s replaced by n − s. */
function withHighS(signature: Buffer): Buffer {
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const rEnd = 4 + (signature[3] ?? 0);
  const s = BigInt(`0x${signature.toString('hex', rEnd + 2)}`);
  const hex = (order - s).toString(16).padStart(64, '0');
  const integer = Buffer.concat([Buffer.from([0x02, 33, 0]), Buffer.from(hex, 'hex')]);
  const body = Buffer.concat([signature.subarray(2, rEnd), integer]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
