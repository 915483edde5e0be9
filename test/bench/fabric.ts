import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CredentialFile, HurenClient } from '@huren/clients';
import {
  CITIES,
  demoFolders,
  MATTER,
  startDemo,
  startFabricNetwork,
  type RunningDemo,
} from '@huren/gateway/demo';
import { benchAdapter } from './fabric-adapters';
import { benchOnboarding } from './fabric-onboarding';
import { benchRevocation } from './fabric-revocation';
import {
  actorOf,
  anchorOf,
  below,
  firstVerdict,
  ISSUER,
  perSecond,
  plain,
  RELYING,
  sealOf,
} from './fabric-world';
import { median, rounded, type BenchRow } from './row';

/** Aim of the issue: start of seven members to the first verdict, ms. */
const AIM_MS = 20_000;
const BASE_PORT = 25_000;
const SLICE_MS = 3000;

/** Verifications a second of one gateway over HTTP, eight at once, while sixteen writers repeat `write`. */
async function verificationRate(
  client: HurenClient,
  credential: CredentialFile,
  write: () => Promise<unknown>,
) {
  const stop = AbortSignal.timeout(SLICE_MS);
  const from = performance.now();
  let done = 0;
  let writes = 0;
  const verifiers = Array.from({ length: 8 }, async () => {
    while (!stop.aborted) {
      await client.verify({ credential, matter: MATTER.freightPermit });
      done += 1;
    }
  });
  const writers = Array.from({ length: 16 }, async () => {
    while (!stop.aborted) {
      await write();
      writes += 1;
    }
  });
  await Promise.all([...verifiers, ...writers]);
  const ms = performance.now() - from;
  return { verifications: perSecond(done, ms), writes: perSecond(writes, ms) };
}

/** The same verification on the embedded engine and on Fabric in turn, each while it commits. */
async function* benchVerification(
  fabric: { readonly demo: RunningDemo; readonly data: string; readonly keyId: string },
  plainData: string,
): AsyncGenerator<BenchRow> {
  const served = [ISSUER.member, RELYING].map((member) => ({ member, port: 0 }));
  const embedded = await startDemo({ dataPath: plainData, serve: served });
  try {
    await embedded.complete;
    const here = await firstVerdict(fabric.demo, fabric.data);
    const there = await firstVerdict(embedded, plainData);
    const issuer = actorOf(fabric.data, ISSUER.member, ISSUER.code);
    const plainIssuer = actorOf(plainData, ISSUER.member, ISSUER.code);
    const plainKey = await sealOf(plainIssuer.client(embedded.served[0]?.url ?? ''));
    const rates: { fabric: number; embedded: number; writes: number }[] = [];
    for (let round = 0; round < 3; round++) {
      const base = await verificationRate(there.hall, there.file, () =>
        embedded.ledger.submit(anchorOf(plainKey), plainIssuer.signer).then(() => wait(100)),
      );
      const own = await verificationRate(here.hall, here.file, () =>
        fabric.demo.ledger.submit(anchorOf(fabric.keyId), issuer.signer).catch(() => undefined),
      );
      rates.push({ fabric: own.verifications, embedded: base.verifications, writes: own.writes });
    }
    yield {
      ...plain('fabric verification while committing', median(rates.map((rate) => rate.fabric)), '/s'),
      ratio: rounded(median(rates.map((rate) => rate.fabric / rate.embedded))),
      limit: 1,
    };
    yield plain('embedded verification while committing', median(rates.map((rate) => rate.embedded)), '/s');
    yield plain('fabric commits beside it', median(rates.map(({ writes }) => writes)), '/s');
  } finally {
    await embedded.close();
  }
}

/**
 * The demo's seven members on real peers: start to the first verdict, how long a suspension takes to reach everybody,
 * verification beside commits, both adapters, and an eighth member that joins. Without FABRIC_BIN nothing stands in for
 * the peers.
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
  // The two gateways that `npm run fabric` serves.
  const first = [RELYING, ISSUER.member];
  const demo = await startDemo({
    dataPath: data,
    serve: first.map((member) => ({ member, port: 0 })),
    network,
  });
  try {
    await firstVerdict(demo, data);
    yield below('fabric start to first verdict', performance.now() - from, 'ms', AIM_MS);
    yield plain('fabric start to first verdict', await demo.ledger.height(), 'blocks');
    await demo.complete;
    yield plain('fabric start to whole demo', performance.now() - from, 'ms');
    const others = CITIES.filter(({ id }) => !first.includes(id)).map(({ id }) => ({ member: id, port: 0 }));
    const served = [...demo.served, ...(await Promise.all(others.map((one) => demo.serve(one))))];
    const issuer = actorOf(data, ISSUER.member, ISSUER.code);
    const keyId = await sealOf(issuer.client(served.find((one) => one.member === ISSUER.member)?.url ?? ''));
    yield* benchRevocation(data, served, keyId);
    yield* benchVerification({ demo, data, keyId }, plainData);
    yield* benchAdapter(demo.ledger, issuer.signer, keyId);
    const other = (await (await startFabricNetwork(options('fabric-network'))).ready())(ISSUER.member);
    yield* benchAdapter(other, issuer.signer, keyId);
    // The nodes are the demo's own, which stops them.
    await other.close();
    yield* benchOnboarding(options('fabric-gateway').folder, BASE_PORT + 100, () =>
      demo.ledger.submit(anchorOf(keyId), issuer.signer).catch(() => undefined),
    );
  } finally {
    await demo.close();
    for (const folder of [data, plainData]) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
