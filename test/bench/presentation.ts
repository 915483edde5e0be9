/**
 * Presentations verified over HTTP, each with its own nonce, by 200 connections of another process: with every used nonce
 * on the disk before its verdict leaves, against the same gateway over a folder of nonces that is written without waiting
 * for the disk. Both stand in this process, and take turns. Receipts reach the disk in both.
 */
import { join } from 'node:path';
import { Level } from 'level';
import { generateSigner } from '@huren/chaincode/crypto-node';
import { exportJwk, importVerificationKey } from '@huren/chaincode/domain';
import { Holder, type PresentationRequest, signerHolderKey } from '@huren/clients';
import { openLevel, type OpenLevel } from '@huren/gateway';
import { bearer, call, tokenOf } from '../gateway/client';
import { issue, licence, type CredentialFile } from '../gateway/issuing';
import { BAICHENG, MATTER, openWorld, RELYING, type World } from '../gateway/world';
import { Load, requestBytes, writeRequests } from './load-process';
import type { LoadResult } from './http-load';
import { type BenchRow, median, rounded } from './row';

const CONNECTIONS = 200;
const ROUNDS = 5;
const PRESENTATIONS = 1500;
const PATH = '/v1/verifications';

/** The folder of nonces forgets to wait for the disk; every other folder is opened as ever. */
const nonceUnsynced: OpenLevel = (path) => {
  const level = openLevel(path);
  if (!path.endsWith('presentations')) return level;
  const batch = Level.prototype.batch.bind(level) as (operations: unknown, options: object) => unknown;
  return Object.assign(level, {
    batch: (operations: unknown) => batch(operations, { sync: false }),
  });
};

/** One gateway with a licence whose holder presents. */
class Counter {
  readonly #holder: Holder;

  private constructor(
    readonly world: World,
    private readonly file: CredentialFile,
    signer: ReturnType<typeof generateSigner>,
  ) {
    this.#holder = new Holder(signerHolderKey(signer), { now: () => world.now });
  }

  static async open(disk: OpenLevel): Promise<Counter> {
    const world = await openWorld({ openLevel: disk });
    const signer = generateSigner('ES256');
    const holderKey = exportJwk(importVerificationKey(signer.suite, signer.publicKey));
    const licences = [licence('BENCH1', { holderKey })];
    const [file] = (await issue(world, 'bench', { licences })) as [CredentialFile];
    return new Counter(world, file, signer);
  }

  get #token(): Record<string, string> {
    const { world } = this;
    return bearer(tokenOf(world.identity(RELYING), RELYING, BAICHENG, world.now));
  }

  /** As many requests to verify, each answering a request of its own: what came before the measured part. */
  async requests(count: number): Promise<readonly Buffer[]> {
    const url = `${this.world.relyingUrl}/v1/presentation-requests`;
    const made: Buffer[] = [];
    // The requests of the slice before have expired by now, and are forgotten.
    this.world.now += 130_000;
    const token = this.#token;
    const authorization = token['authorization'] ?? '';
    const one = async (): Promise<void> => {
      const { status, body } = await call('POST', url, { matter: MATTER }, token);
      if (status !== 201) throw new Error(`a request of the bench was answered ${String(status)}`);
      const ask = body as unknown as PresentationRequest;
      const credential = await this.#holder.present(this.file, ask);
      const { nonce } = ask;
      made.push(requestBytes(PATH, authorization, JSON.stringify({ credential, matter: MATTER, nonce })));
    };
    while (made.length < count) await Promise.all(Array.from({ length: 50 }, one));
    return made;
  }

  async accepted(): Promise<number> {
    const { body } = await call('GET', `${this.world.relyingUrl}/metrics`);
    return Number(/huren_verdicts_total\{verdict="accept"\} (\d+)/.exec(String(body['text']))?.[1] ?? 0);
  }
}

/** One slice: every presentation once. @throws when one of them was not accepted */
async function slice(load: Load, counter: Counter, count: number): Promise<LoadResult> {
  const requests = join(counter.world.path, 'requests');
  writeRequests(requests, await counter.requests(count));
  const before = await counter.accepted();
  const port = Number(new URL(counter.world.relyingUrl).port);
  const result = await load.run({ port, requests, connections: CONNECTIONS, durationMs: 60_000, once: true });
  const accepted = (await counter.accepted()) - before;
  if (accepted !== result.answered) {
    throw new Error(`${String(result.answered - accepted)} presentations of the bench were not accepted`);
  }
  return result;
}

/** Rows `presentation verified` (ratio: durable against not) and `presentation p99` (ratio: not durable against durable). */
export async function* benchPresentation(): AsyncGenerator<BenchRow> {
  const durable = await Counter.open(openLevel);
  const loose = await Counter.open(nonceUnsynced);
  const load = new Load();
  const rates: number[] = [];
  const ratios: number[] = [];
  const tails: number[] = [];
  const tailRatios: number[] = [];
  try {
    for (let round = -1; round < ROUNDS; round++) {
      const without = await slice(load, loose, round < 0 ? 500 : PRESENTATIONS);
      const own = await slice(load, durable, round < 0 ? 500 : PRESENTATIONS);
      // The first round warms caches and the compiler.
      if (round < 0) continue;
      const rate = (1000 * own.answered) / own.elapsedMs;
      rates.push(rate);
      ratios.push(rate / ((1000 * without.answered) / without.elapsedMs));
      tails.push(own.p99Ms);
      tailRatios.push(without.p99Ms / own.p99Ms);
    }
  } finally {
    load.end();
    await durable.world.close();
    await loose.world.close();
  }
  yield {
    name: 'presentation verified',
    value: Math.round(median(rates)),
    unit: 'requests/s',
    ratio: rounded(median(ratios)),
    limit: 0.8,
  };
  yield {
    name: 'presentation p99 under 200 connections',
    value: rounded(median(tails)),
    unit: 'ms',
    ratio: rounded(median(tailRatios)),
    limit: 0.5,
  };
}
