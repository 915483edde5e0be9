import { createPrivateKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { canonicalJson, parseCredential } from '@huren/chaincode/domain';
import { HurenClient, type CredentialFile } from '@huren/clients';
import {
  CITIES,
  demoFolders,
  departmentOf,
  identityFile,
  licence,
  MATTER,
  sampleFile,
  startDemo,
  startFabricNetwork,
  TYPE,
  type RunningDemo,
} from '@huren/gateway/demo';
import {
  certificateKid,
  keySigner,
  LedgerConflict,
  LedgerInDoubt,
  LedgerUnavailable,
  memberMspId,
  type Ledger,
  type Signer,
} from '@huren/network';
import { benchOnboarding } from './fabric-onboarding';
import { median, rounded, type BenchRow } from './row';

/** Aims of the issue: first verdict, ms, and revocation seen everywhere, ms. */
const AIMS = { firstVerdictMs: 20_000, revocationMs: 1000 } as const;
const BASE_PORT = 21_600;
const ISSUER = departmentOf('230200', 'market');
const SLICE_MS = 3000;
const REVOCATIONS = 30;

const perSecond = (count: number, ms: number): number => rounded((count * 1000) / ms);
const plain = (name: string, value: number, unit: string): BenchRow => ({
  name,
  value: rounded(value),
  unit,
  ratio: 0,
  limit: 0,
});

interface Actor {
  readonly signer: Signer;
  readonly client: (url: string) => HurenClient;
}

/** An authority of the demo, from its identity file. */
function actorOf(data: string, member: string, code: string): Actor {
  const pem = readFileSync(identityFile(demoFolders(data), code), 'utf8');
  const split = pem.indexOf('-----BEGIN PRIVATE KEY-----');
  const certificate = pem.slice(0, split);
  const privateKey = createPrivateKey(pem.slice(split));
  const signer = keySigner({ mspId: memberMspId(member), certificate, privateKey });
  const key = {
    kid: certificateKid(certificate),
    certificate,
    sign: (bytes: Uint8Array) => signer.sign(bytes),
  };
  return { signer, client: (url) => new HurenClient({ url, member, authority: code, key }) };
}

/** A batch of one licence that nobody else anchors: what issuing departments submit all day. */
const anchorOf = (keyId: string) => ({
  contract: 'licence',
  fn: 'anchor',
  argument: canonicalJson({
    authority: ISSUER.code,
    type: TYPE.business,
    root: randomBytes(32).toString('base64url'),
    size: 1,
    hash: 'sha-256',
    keyId,
    coSeals: [],
    provenance: 'issuer',
    requestId: `bench-${randomBytes(8).toString('hex')}`,
  }),
});

/** Runs `act` with so many at once until `count` are done; answers ms. */
async function atOnce(width: number, count: number, act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left > 0) {
        left -= 1;
        await act();
      }
    }),
  );
  return performance.now() - from;
}

/** What became of submissions beside those that were acknowledged. */
interface Tally {
  inDoubt: number;
  unavailable: number;
}

/** Attempts of one submission that meets a busy network. */
const ATTEMPTS = 20;

/** Submits until it is acknowledged; in doubt is neither success nor failure, and is not sent again. Answers whether. */
async function acknowledged(ledger: Ledger, signer: Signer, keyId: string, tally: Tally): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await ledger.submit(anchorOf(keyId), signer);
      return true;
    } catch (error) {
      if (error instanceof LedgerInDoubt) {
        tally.inDoubt += 1;
        return false;
      }
      if (error instanceof LedgerUnavailable) tally.unavailable += 1;
      else if (!(error instanceof LedgerConflict)) throw error;
      await wait(attempt * 20);
    }
  }
  return false;
}

async function* benchAdapter(ledger: Ledger, signer: Signer, keyId: string): AsyncGenerator<BenchRow> {
  const { engine } = ledger;
  const tally: Tally = { inDoubt: 0, unavailable: 0 };
  let done = 0;
  const submit = async (): Promise<void> => {
    if (await acknowledged(ledger, signer, keyId, tally)) done += 1;
  };
  let unanswered = 0;
  const evaluate = async (): Promise<void> => {
    try {
      await ledger.evaluate(anchorOf(keyId), signer);
      done += 1;
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      unanswered += 1;
    }
  };
  await submit();
  await evaluate();
  const alone = await atOnce(1, 10, submit);
  yield plain(`fabric submit ${engine} sequential`, alone / 10, 'ms');
  for (const width of [64, 256]) {
    done = 0;
    const ms = await atOnce(width, width * 2, submit);
    const value = perSecond(done, ms);
    yield {
      ...plain(`fabric submit ${engine} ${String(width)} in flight`, value, '/s'),
      ratio: rounded((value * alone) / 10_000),
    };
  }
  yield plain(`fabric submit ${engine} in doubt`, tally.inDoubt, 'transactions');
  yield plain(`fabric submit ${engine} unavailable, sent again`, tally.unavailable, 'attempts');
  for (const [width, count] of [
    [1, 50],
    [64, 128],
    [256, 512],
  ] as const) {
    done = 0;
    const ms = await atOnce(width, count, evaluate);
    const name = width === 1 ? 'sequential' : `${String(width)} in flight`;
    yield plain(`fabric evaluate ${engine} ${name}`, perSecond(done, ms), '/s');
  }
  yield plain(`fabric evaluate ${engine} unavailable`, unanswered, 'calls');
}

/** Verifications a second of one gateway over HTTP, eight at once, while `during` runs. */
async function verificationRate(
  client: HurenClient,
  credential: CredentialFile,
  during?: () => Promise<unknown>,
) {
  const stop = AbortSignal.timeout(SLICE_MS);
  const from = performance.now();
  let done = 0;
  let writes = 0;
  const write = async (): Promise<void> => {
    while (!stop.aborted && during !== undefined) {
      await during();
      writes += 1;
    }
  };
  await Promise.all([
    ...Array.from({ length: 8 }, async () => {
      while (!stop.aborted) {
        await client.verify({ credential, matter: MATTER.freightPermit });
        done += 1;
      }
    }),
    ...Array.from({ length: 16 }, write),
  ]);
  const ms = performance.now() - from;
  return { verifications: perSecond(done, ms), writes: perSecond(writes, ms) };
}

/** From the issuer's call until every other member's gateway refuses, ms. */
async function revocation(demo: RunningDemo, data: string, keyId: string): Promise<readonly number[]> {
  const issuer = actorOf(data, ISSUER.member, ISSUER.code);
  const urlOf = (member: string) => demo.served.find((one) => one.member === member)?.url ?? '';
  const issuing = issuer.client(urlOf(ISSUER.member));
  const today = new Date().toISOString().slice(0, 10);
  const licences = Array.from({ length: REVOCATIONS }, (_, at) => ({
    ...licence('business', ISSUER.member, at, today as Parameters<typeof licence>[3]),
    serial: `BENCH${randomBytes(6).toString('hex').toUpperCase()}`,
  }));
  const requestId = `bench-${randomBytes(8).toString('hex')}`;
  const files = await issuing.issue({ requestId, type: TYPE.business, key: keyId, licences });
  const others = CITIES.filter(({ id }) => id !== ISSUER.member).map(({ id }) =>
    actorOf(data, id, departmentOf(id, 'hall').code).client(urlOf(id)),
  );
  const times: number[] = [];
  for (const [at, credential] of files.entries()) {
    const from = performance.now();
    const refused = others.map(async (client) => {
      for (;;) {
        const { verdict } = await client.verify({ credential, matter: MATTER.freightPermit });
        if (verdict === 'refuse') return;
        await wait(10);
      }
    });
    await issuing.setStatus({
      requestId: `${requestId}-${String(at)}`,
      batch: credential.anchor?.batch ?? '',
      identifier: parseCredential(credential.sdJwt).claims.identifier,
      state: 'suspended',
      decision: '齐市监扣（演示）',
      decidedOn: today,
      effectiveFrom: today,
    });
    await Promise.all(refused);
    times.push(performance.now() - from);
  }
  return times.sort((one, other) => one - other);
}

async function sealOf(client: HurenClient): Promise<string> {
  for await (const seal of client.all('seals')) {
    const { authority, state, keyId } = seal as unknown as {
      authority: string;
      state: string;
      keyId: string;
    };
    const { ses } = seal as { ses?: unknown };
    if (authority === ISSUER.code && state === 'active' && ses === undefined) return keyId;
  }
  throw new Error('the issuer has no active seal');
}

async function firstVerdict(
  demo: RunningDemo,
  data: string,
): Promise<{ hall: HurenClient; file: CredentialFile }> {
  const hall = actorOf(data, '220800', departmentOf('220800', 'hall').code).client(
    demo.served.find(({ member }) => member === '220800')?.url ?? '',
  );
  const text = readFileSync(sampleFile(demoFolders(data), 'business-licence'), 'utf8');
  const file = JSON.parse(text) as CredentialFile;
  const { verdict } = await hall.verify({ credential: file, matter: MATTER.freightPermit });
  if (verdict !== 'accept') throw new Error(`the bench expects accept, not ${verdict}`);
  return { hall, file };
}

/**
 * The demo's seven members on real peers: start to the first verdict, both adapters, verification beside commits, and how
 * long a suspension takes to reach everybody. Without FABRIC_BIN nothing stands in for the peers.
 */
export async function* benchFabric(): AsyncGenerator<BenchRow> {
  if ((process.env['FABRIC_BIN'] ?? '') === '') {
    process.stderr.write('fabric: not run (FABRIC_BIN is not set)\n');
    return;
  }
  const data = realpathSync(mkdtempSync(join(tmpdir(), 'huren-bench-fabric-')));
  const plainData = realpathSync(mkdtempSync(join(tmpdir(), 'huren-bench-plain-')));
  const from = performance.now();
  const options = (adapter: 'fabric-gateway' | 'fabric-network') => ({
    folder: join(data, 'network'),
    adapter,
    basePort: BASE_PORT,
    environment: process.env,
    now: new Date(),
    gatewayFolder: (member: string) => demoFolders(data).gateway(member),
  });
  const network = await startFabricNetwork(options('fabric-gateway'));
  const serve = [...CITIES].map(({ id }) => ({ member: id, port: 0 }));
  const demo = await startDemo({ dataPath: data, serve, network });
  let embedded: RunningDemo | undefined;
  try {
    const { hall, file } = await firstVerdict(demo, data);
    const ms = performance.now() - from;
    yield {
      ...plain('fabric start to first verdict', ms, 'ms'),
      ratio: rounded(AIMS.firstVerdictMs / ms),
      limit: AIMS.firstVerdictMs,
    };
    await demo.complete;
    yield plain('fabric start to whole demo', performance.now() - from, 'ms');
    const relying = [ISSUER.member, '220800'].map((member) => ({ member, port: 0 }));
    embedded = await startDemo({ dataPath: plainData, serve: relying });
    await embedded.complete;
    const { ledger: plainLedger } = embedded;
    const issuer = actorOf(data, ISSUER.member, ISSUER.code);
    const keyId = await sealOf(
      issuer.client(demo.served.find((one) => one.member === ISSUER.member)?.url ?? ''),
    );
    const times = await revocation(demo, data, keyId);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const value = times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
      yield {
        ...plain(`fabric revocation refused everywhere ${name}`, value, 'ms'),
        ratio: rounded(AIMS.revocationMs / value),
        limit: AIMS.revocationMs,
      };
    }
    const there = await firstVerdict(embedded, plainData);
    const plainIssuer = actorOf(plainData, ISSUER.member, ISSUER.code);
    const plainKey = await sealOf(plainIssuer.client(embedded.served[0]?.url ?? ''));
    const rates: { fabric: number; embedded: number; writes: number }[] = [];
    for (let round = 0; round < 3; round++) {
      const base = await verificationRate(there.hall, there.file, () =>
        plainLedger.submit(anchorOf(plainKey), plainIssuer.signer).then(() => wait(100)),
      );
      const own = await verificationRate(hall, file, () =>
        demo.ledger.submit(anchorOf(keyId), issuer.signer).catch(() => undefined),
      );
      rates.push({ fabric: own.verifications, embedded: base.verifications, writes: own.writes });
    }
    const value = median(rates.map((rate) => rate.fabric));
    yield {
      ...plain('fabric verification while committing', value, '/s'),
      ratio: rounded(median(rates.map((rate) => rate.fabric / rate.embedded))),
      limit: 1,
    };
    yield plain('fabric commits beside it', median(rates.map(({ writes }) => writes)), '/s');
    yield* benchAdapter(demo.ledger, issuer.signer, keyId);
    const other = (await (await startFabricNetwork(options('fabric-network'))).ready())(ISSUER.member);
    yield* benchAdapter(other, issuer.signer, keyId);
    // The nodes are the demo's own, which stops them.
    await other.close();
  } finally {
    await embedded?.close();
    await demo.close();
    for (const folder of [data, plainData]) rmSync(folder, { recursive: true, force: true });
  }
  yield* benchOnboarding(BASE_PORT + 200);
}
