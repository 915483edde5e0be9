/**
 * One signed verification over HTTP (DETAILS 31): the gateway's hot route against H, a bare node:http server that
 * parses the same body and answers as many bytes, in this process, turn and turn about under the same load from another
 * process. Warm tables, token verified once, receipts of a tick under one signature.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generateSigner, serverProvider } from '@huren/chaincode/crypto-node';
import { DEFAULT_POLICY, SERVER_KERNEL, Sm2Kernel, type SuiteName } from '@huren/chaincode/domain';
import { bearer, call, tokenOf } from '../gateway/client';
import { issue, licence, type CredentialFile } from '../gateway/issuing';
import { BAICHENG, MATTER, openWorld, registerSeal, RELYING, type World } from '../gateway/world';
import type { LoadResult } from './http-load';
import { Load, requestBytes, writeRequests } from './load-process';
import { type BenchRow, median, rounded } from './row';

const LICENCES = 1000;
const CONNECTIONS = 64;
const ROUNDS = 5;
const SLICE_MS = 1200;
const KERNEL_BATCH = 64;
const PATH = '/v1/verifications';

/** H: what node:http and JSON.parse cost alone, with an answer of the same size. */
async function openBare(answer: string): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { matter?: unknown };
      const bytes = Buffer.from(body.matter === MATTER ? answer : '{}');
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.end(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

interface Suite {
  readonly world: World;
  readonly load: Load;
  readonly authorization: string;
}

const perSecond = ({ answered, elapsedMs }: LoadResult): number => (1000 * answered) / elapsedMs;

async function benchSingle(
  { world, load, authorization }: Suite,
  name: string,
  files: readonly CredentialFile[],
  limit: number,
): Promise<BenchRow> {
  const requests = join(world.path, 'requests');
  const bodies = files.map((credential) => JSON.stringify({ credential, matter: MATTER }));
  writeRequests(
    requests,
    bodies.map((body) => requestBytes(PATH, authorization, body)),
  );
  const first = await call('POST', `${world.relyingUrl}${PATH}`, bodies[0], { authorization });
  if (first.body['verdict'] !== 'accept')
    throw new Error(`the bench expects accept: ${JSON.stringify(first.body)}`);
  const bare = await openBare(JSON.stringify(first.body));
  const plan = { requests, connections: CONNECTIONS, durationMs: SLICE_MS };
  const own: number[] = [];
  const ratios: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const limitRun = await load.run({ ...plan, port: bare.port });
    const ownRun = await load.run({ ...plan, port: Number(new URL(world.relyingUrl).port) });
    // The first round warms caches and the compiler.
    if (round < 0) continue;
    own.push(perSecond(ownRun));
    ratios.push(perSecond(ownRun) / perSecond(limitRun));
  }
  bare.close();
  return { name, value: Math.round(median(own)), unit: 'requests/s', ratio: rounded(median(ratios)), limit };
}

/** Verifications a second of the SM2 kernel, 64 at a time: what a batch over HTTP is measured against. */
function kernelRate(): number {
  const kernel = new Sm2Kernel(SERVER_KERNEL);
  const signer = generateSigner('SM2SM3');
  kernel.warm(signer.publicKey);
  const items = Array.from({ length: KERNEL_BATCH }, (_, at) => {
    const message = new Uint8Array(1000).fill(at);
    return { publicKey: signer.publicKey, message, signature: signer.sign(message) };
  });
  const rates: number[] = [];
  for (let round = 0; round < 20; round++) {
    const from = performance.now();
    for (let at = 0; at < 10; at++) {
      if (kernel.verifyMany(items).includes(false)) throw new Error('a signature of the bench does not hold');
    }
    rates.push((10 * KERNEL_BATCH * 1000) / (performance.now() - from));
  }
  return median(rates);
}

async function benchBatch(
  { world, load, authorization }: Suite,
  files: readonly CredentialFile[],
): Promise<BenchRow> {
  const requests = join(world.path, 'requests');
  const items = files.map((credential) => ({ credential, matter: MATTER }));
  writeRequests(requests, [requestBytes(`${PATH}/batch`, authorization, JSON.stringify({ items }))]);
  const plan = {
    requests,
    connections: 2,
    durationMs: SLICE_MS,
    port: Number(new URL(world.relyingUrl).port),
  };
  const rates: number[] = [];
  const ratios: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const kernel = kernelRate();
    const rate = items.length * perSecond(await load.run(plan));
    if (round < 0) continue;
    rates.push(rate);
    ratios.push(rate / kernel);
  }
  const value = Math.round(median(rates));
  return { name: 'http batch', value, unit: 'verifications/s', ratio: rounded(median(ratios)), limit: 0.25 };
}

/** Rows `http single verification es256`, `http single verification sm2`, `http batch`. */
export async function* benchHttp(): AsyncGenerator<BenchRow> {
  const policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none' as const, matters: {} } };
  const world = await openWorld({ policy, provider: serverProvider() });
  const load = new Load();
  const { authorization } = bearer(tokenOf(world.identity(RELYING), RELYING, BAICHENG, world.now));
  const suite = { world, load, authorization: authorization ?? '' };
  const licencesOf = (prefix: string, key: string): Promise<readonly CredentialFile[]> =>
    issue(world, prefix, {
      key,
      licences: Array.from({ length: LICENCES }, (_, at) => licence(`${prefix.toUpperCase()}${String(at)}`)),
    });
  const sealOf = (name: SuiteName): Promise<string> => registerSeal(world.issuing, world.submit, name);
  try {
    const es256 = await licencesOf('one', world.sealKey);
    yield await benchSingle(suite, 'http single verification es256', es256, 0.22);
    const key = await sealOf('SM2SM3');
    await world.issuing.caughtUp();
    const sm2 = await licencesOf('two', key);
    yield await benchSingle(suite, 'http single verification sm2', sm2, 0.4);
    yield await benchBatch(suite, sm2);
  } finally {
    load.end();
    await world.close();
  }
}
