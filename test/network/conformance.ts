import {
  LedgerConflict,
  LedgerIdentityRefused,
  LedgerRejection,
  LedgerUnavailable,
  type Block,
  type BlockTransaction,
  type Commit,
  type Ledger,
  type Signer,
  type TransactionRequest,
} from '@huren/network';

/** A ledger to be examined, and the calls that its contracts understand. */
export interface ExaminedNetwork {
  /** Opens the network's ledger, anew after a close. */
  open(): Promise<Ledger>;
  /** Of two members. */
  readonly signer: Signer;
  readonly otherSigner: Signer;
  /** From a CA that the network does not know, under the first member's MSP id. */
  readonly stranger: Signer;
  /** An identity of the first member with another role than client. */
  readonly node: Signer;
  /** A call that succeeds and writes `key`; another `n` is another record. */
  write(n: number): { readonly request: TransactionRequest; readonly key: string };
  /** Reads what `write(n)` wrote: the result is not empty once it is there. */
  read(n: number): TransactionRequest;
  /** A call that reads and writes one record, the same each time. */
  readonly contended: TransactionRequest;
  /** How the contract refuses `contended` to a caller that comes after the winner's commit; absent: it does not. */
  readonly lateRefusal?: string;
  /** A call that the contract refuses, and how. */
  readonly refused: {
    readonly request: TransactionRequest;
    readonly code: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
  clean(): Promise<void>;
}

/** The port's exam: every engine passes all of it. */
export function describeLedger(name: string, found: () => Promise<ExaminedNetwork>): void {
  describe(`the ledger port: ${name}`, () => {
    let network: ExaminedNetwork;
    let ledger: Ledger;
    let next = 0;

    beforeAll(async () => {
      network = await found();
      ledger = await network.open();
    });
    afterAll(async () => {
      await network.clean();
    });

    const write = (): Promise<Commit> => ledger.submit(network.write((next += 1)).request, network.signer);

    describe('acknowledges', () => {
      it('with the position at which the transaction stands, valid, with its writes', async () => {
        const { request, key } = network.write((next += 1));
        const commit = await ledger.submit(request, network.signer);
        const transaction = await transactionAt(ledger, commit);
        expect(transaction).toMatchObject({ id: commit.transactionId, valid: true });
        expect(transaction.writes.map((written) => written.key)).toContain(key);
      });

      it('under the certificate that signed, never under one that the argument names', async () => {
        const commit = await ledger.submit(network.write((next += 1)).request, network.otherSigner);
        const { creator } = await transactionAt(ledger, commit);
        expect(creator).toEqual({
          mspId: network.otherSigner.mspId,
          certificate: network.otherSigner.certificate,
        });
      });

      it('two equal requests as two transactions', async () => {
        const { request } = network.write((next += 1));
        const commits = await Promise.allSettled([
          ledger.submit(request, network.signer),
          ledger.submit(request, network.otherSigner),
        ]);
        const ids = commits.map((outcome) =>
          outcome.status === 'fulfilled' ? outcome.value.transactionId : String(outcome.reason),
        );
        expect(new Set(ids).size).toBe(2);
      });

      it('many at once, each exactly once in the chain', async () => {
        const commits = await Promise.all(Array.from({ length: 40 }, write));
        const wanted = new Set(commits.map(({ transactionId }) => transactionId));
        const seen = (await blocksUpTo(ledger)).flatMap(({ transactions }) =>
          transactions.map(({ id }) => id),
        );
        expect(seen.filter((id) => wanted.has(id)).sort()).toEqual([...wanted].sort());
      });

      it('with a time in UTC with milliseconds', async () => {
        const { timestamp } = await transactionAt(ledger, await write());
        expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      });
    });

    describe('evaluates', () => {
      it('what is committed, and orders nothing', async () => {
        await write();
        const height = await ledger.height();
        expect(await ledger.evaluate(network.read(next), network.signer)).not.toBe('');
        expect(await ledger.height()).toBe(height);
      });

      it('a writing function without an effect', async () => {
        const { request } = network.write((next += 1));
        const height = await ledger.height();
        await ledger.evaluate(request, network.signer);
        expect(await ledger.height()).toBe(height);
      });
    });

    describe('refuses', () => {
      it('what the contract refuses, with its own code and details, and writes nothing', async () => {
        const { request, code, details } = network.refused;
        const height = await ledger.height();
        const refusal = await failure(ledger.submit(request, network.signer));
        expect(refusal).toBeInstanceOf(LedgerRejection);
        expect(refusal).toMatchObject({ code, details });
        expect(await ledger.height()).toBe(height);
      });

      it.each([
        ['a contract that is not there', { contract: 'nobody', fn: 'found', argument: '{}' }],
        ['the name of an inherited property', { contract: 'constructor', fn: 'name', argument: '{}' }],
        ['a contract name with a colon in it', { contract: 'a:b', fn: 'c', argument: '{}' }],
        ['no contract name', { contract: '', fn: 'found', argument: '{}' }],
      ])('%s', async (_reason, request) => {
        expect(await failure(ledger.submit(request, network.signer))).toBeInstanceOf(LedgerRejection);
        expect(await failure(ledger.evaluate(request, network.signer))).toBeInstanceOf(LedgerRejection);
      });

      it.each([
        ['a function that is not there', 'nothing'],
        ["the contract's own machinery", 'beforeTransaction'],
        ['no function name', ''],
      ])('%s', async (_reason, fn) => {
        const request = { ...network.write(0).request, fn };
        expect(await failure(ledger.submit(request, network.signer))).toBeInstanceOf(LedgerRejection);
      });

      it('an identity of a foreign CA under a member that it is not of', async () => {
        const refusal = await failure(ledger.submit(network.write(0).request, network.stranger));
        expect(refusal).toBeInstanceOf(LedgerIdentityRefused);
      });

      it("one member's certificate under another member's MSP id", async () => {
        const { mspId } = network.otherSigner;
        const refusal = await failure(ledger.submit(network.write(0).request, { ...network.signer, mspId }));
        expect(refusal).toBeInstanceOf(LedgerIdentityRefused);
      });

      it('a signature by another key', async () => {
        const sign = (bytes: Uint8Array) => network.otherSigner.sign(bytes);
        const refusal = await failure(ledger.submit(network.write(0).request, { ...network.signer, sign }));
        expect(refusal).toBeInstanceOf(LedgerIdentityRefused);
      });

      it('an identity whose role is not client', async () => {
        const refusal = await failure(ledger.submit(network.write(0).request, network.node));
        expect(refusal).toBeInstanceOf(LedgerIdentityRefused);
      });
    });

    describe('keeps concurrent writers apart', () => {
      it('one wins, the others conflict, and the chain says so', async () => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 8 }, () => ledger.submit(network.contended, network.signer)),
        );
        const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
        const conflicts: LedgerConflict[] = [];
        for (const { reason } of lost as { readonly reason: unknown }[]) {
          if (reason instanceof LedgerRejection) expect(reason.code).toBe(network.lateRefusal);
          else {
            expect(reason).toBeInstanceOf(LedgerConflict);
            conflicts.push(reason as LedgerConflict);
          }
        }
        expect(conflicts.length).toBeGreaterThan(0);
        expect(lost.length).toBeLessThan(8);
        const transactions = (await blocksUpTo(ledger)).flatMap((block) => block.transactions);
        for (const { transactionId } of conflicts) {
          const found = transactions.find(({ id }) => id === transactionId);
          expect(found === undefined || (!found.valid && found.writes.length === 0)).toBe(true);
        }
      });
    });

    describe('delivers blocks', () => {
      it('each once, in order, each naming the one before', async () => {
        const blocks = await blocksUpTo(ledger);
        expect(blocks.map(({ number }) => number)).toEqual(Array.from(blocks.keys()));
        expect(blocks[0]?.previousHash).toBe('0'.repeat(64));
        for (const [index, block] of blocks.entries()) {
          if (index > 0) expect(block.previousHash).toBe(blocks[index - 1]?.hash);
        }
      });

      it('from the number asked for', async () => {
        const from = (await ledger.height()) - 1;
        expect((await take(ledger.blocks(from), 1))[0]?.number).toBe(from);
      });

      it('and then new ones, to every reader, without losing or repeating any', async () => {
        const from = await ledger.height();
        const readers = [take(ledger.blocks(from), 3), take(ledger.blocks(from), 3)];
        for (let index = 0; index < 3; index += 1) await write();
        for (const reader of readers) {
          expect((await reader).map(({ number }) => number)).toEqual([from, from + 1, from + 2]);
        }
      });

      it('until the signal aborts, also while waiting for a block', async () => {
        const stop = new AbortController();
        const reading = take(ledger.blocks(await ledger.height(), stop.signal), 1);
        setImmediate(() => {
          stop.abort();
        });
        expect(await reading).toEqual([]);
      });

      it('none to a signal that has aborted before', async () => {
        expect(await take(ledger.blocks(0, AbortSignal.abort()), 1)).toEqual([]);
      });

      it.each([[-1], [0.5], [Number.NaN]])('from no such number as %p', async (from) => {
        await expect((async () => take(ledger.blocks(from), 1))()).rejects.toThrow(RangeError);
      });
    });

    describe('closes', () => {
      it('for readers, callers and its health, and has everything when it is opened again', async () => {
        const commits = await Promise.all([write(), write()]);
        const before = await blocksUpTo(ledger);
        expect(await ledger.health()).toEqual({ ready: true });
        const reading = take(ledger.blocks(before.length), 1);
        await ledger.close();
        expect(await reading).toEqual([]);
        expect(await ledger.health()).toMatchObject({ ready: false });
        expect(await failure(write())).toBeInstanceOf(LedgerUnavailable);
        expect(await failure(ledger.evaluate(network.read(1), network.signer))).toBeInstanceOf(
          LedgerUnavailable,
        );
        await ledger.close();

        ledger = await network.open();
        expect((await blocksUpTo(ledger)).slice(0, before.length)).toEqual(before);
        for (const commit of commits) {
          expect((await transactionAt(ledger, commit)).id).toBe(commit.transactionId);
        }
        expect(await transactionAt(ledger, await write())).toMatchObject({ valid: true });
      });
    });
  });
}

/** The first `count` blocks of a stream, fewer when it ends. */
export async function take(blocks: AsyncIterable<Block>, count: number): Promise<Block[]> {
  const taken: Block[] = [];
  for await (const block of blocks) {
    taken.push(block);
    if (taken.length === count) break;
  }
  return taken;
}

/** Every block that the ledger has now. */
export async function blocksUpTo(ledger: Ledger): Promise<Block[]> {
  return take(ledger.blocks(0), await ledger.height());
}

/** What the promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it was expected to fail, and did not');
    },
    (error: unknown) => error,
  );
}

async function transactionAt(ledger: Ledger, { position }: Commit): Promise<BlockTransaction> {
  const [block] = await take(ledger.blocks(position.block), 1);
  const transaction = block?.transactions[position.tx];
  if (transaction === undefined) throw new Error('the position is empty');
  return transaction;
}
