import { createPrivateKey, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type JsonObject,
  type JsonValue,
  LocatedAnchorShape,
  type PageFile,
  type Seal,
} from '@huren/chaincode/domain';
import { nodeSigner } from '@huren/chaincode/crypto-node';
import type { InspectorOptions } from '@huren/chaincode/ofd';
import {
  certificateKeyId,
  Holder,
  HurenClient,
  signerHolderKey,
  type CallerKey,
  type CredentialFile,
} from '@huren/clients';
import {
  demoFolders,
  departmentOf,
  holderKeyFile,
  identityFile,
  sampleFile,
  samplePageFile,
  startDemo,
  type DemoFolders,
  type FaultySampleName,
  type JointSampleName,
  type PageSampleName,
  type RunningDemo,
  type SampleName,
} from '@huren/gateway/demo';
import { keySigner } from '@huren/network/identity';

/** What the steps of the journey act on: two gateways over HTTP, and the demo's files. */
export interface JourneyWorld {
  /** The hall of Baicheng, at its own gateway. */
  readonly relying: HurenClient;
  readonly relyingCode: string;
  /** Qiqihar's market supervision, at its own gateway. */
  readonly issuing: HurenClient;
  readonly issuingCode: string;
  readonly sample: (name: SampleName | FaultySampleName | JointSampleName) => Promise<CredentialFile>;
  /** Page form of a sample, with its place on the ledger. */
  readonly page: (name: SampleName | PageSampleName) => Promise<PageFile>;
  readonly holder: (name: SampleName | FaultySampleName | JointSampleName) => Promise<Holder>;
  /**
   * Runs `act` while Baicheng's gateway gets no blocks and its clock has gone on by `laterMs`. Absent where the network
   * is another process's, whose clock nobody here can move.
   */
  readonly whileFeedIsStopped?: <T>(laterMs: number, act: () => Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

const RELYING = departmentOf('220800', 'hall');
const ISSUING = departmentOf('230200', 'market');

async function callerKey(
  folders: DemoFolders,
  code: string,
): Promise<CallerKey & { readonly certificate: string }> {
  const pem = await readFile(identityFile(folders, code), 'utf8');
  const split = pem.indexOf('-----BEGIN PRIVATE KEY-----');
  const certificate = pem.slice(0, split);
  const signer = keySigner({ mspId: '', certificate, privateKey: createPrivateKey(pem.slice(split)) });
  return { kid: certificateKeyId(certificate), certificate, sign: (bytes) => signer.sign(bytes) };
}

interface Addresses {
  readonly relying: string;
  readonly issuing: string;
}

async function openWorld(
  folders: DemoFolders,
  urls: Addresses,
  now: () => number,
): Promise<Omit<JourneyWorld, 'close' | 'whileFeedIsStopped'>> {
  const clientOf = async (
    url: string,
    { member, code }: { member: string; code: string },
  ): Promise<HurenClient> =>
    new HurenClient({ url, member, authority: code, key: await callerKey(folders, code), now });
  return {
    relying: await clientOf(urls.relying, RELYING),
    relyingCode: RELYING.code,
    issuing: await clientOf(urls.issuing, ISSUING),
    issuingCode: ISSUING.code,
    sample: async (name) => JSON.parse(await readFile(sampleFile(folders, name), 'utf8')) as CredentialFile,
    page: async (name) => {
      const file = samplePageFile(folders, name);
      const anchor = await readFile(file.replace(/\.ofd$/, '.anchor.json'), 'utf8');
      return {
        ofd: Uint8Array.from(await readFile(file)),
        anchor: LocatedAnchorShape(JSON.parse(anchor) as JsonValue),
      };
    },
    holder: async (name) => {
      const jwk = JSON.parse(await readFile(holderKeyFile(folders, name), 'utf8')) as JsonObject;
      return holderOf(jwk, now);
    },
  };
}

/** A holder without a screen, whose private JWK is at hand. */
export function holderOf(jwk: JsonObject, now: () => number): Holder {
  const signer = nodeSigner(createPrivateKey({ key: { ...jwk }, format: 'jwk' }));
  return new Holder(signerHolderKey(signer), { now });
}

/** The inspection's worker: from sources under jest, as it is built elsewhere. */
const INSPECTOR: InspectorOptions = __filename.endsWith('.ts')
  ? {
      file: join(__dirname, '../../chaincode/src/ofd/worker.ts'),
      execArgv: ['-C', 'huren-source', '-r', join(__dirname, '../network/register-typescript.js')],
    }
  : {};

/**
 * A network of its own, gone when it is closed: in a temporary folder, or in `options.dataPath`, which stays.
 * @param onDemo is given the running demo
 */
export async function ownWorld(
  options: Partial<Parameters<typeof startDemo>[0]> = {},
  onDemo: (demo: RunningDemo) => void = () => undefined,
): Promise<JourneyWorld> {
  const dataPath = options.dataPath ?? (await mkdtemp(join(tmpdir(), 'huren-journey-')));
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const demo: RunningDemo = await startDemo({
    inspector: INSPECTOR,
    ...options,
    dataPath,
    clock,
    serve: [
      { member: RELYING.member, port: 0 },
      { member: ISSUING.member, port: 0 },
    ],
  });
  onDemo(demo);
  await demo.complete;
  const [relying, issuing] = demo.served;
  const urls = { relying: relying?.url ?? '', issuing: issuing?.url ?? '' };
  return {
    ...(await openWorld(demo.folders, urls, clock)),
    whileFeedIsStopped: async (laterMs, act) => {
      await relying?.gateway.stopFeed();
      aheadMs += laterMs;
      try {
        return await act();
      } finally {
        aheadMs -= laterMs;
        await relying?.gateway.resumeFeed();
      }
    },
    close: async () => {
      await demo.close();
      if (options.dataPath === undefined) await rm(dataPath, { recursive: true, force: true });
    },
  };
}

/** A network that runs elsewhere, with the identities and samples of its data folder. */
export async function runningWorld(urls: Addresses, dataPath: string): Promise<JourneyWorld> {
  const world = await openWorld(demoFolders(dataPath), urls, Date.now);
  return { ...world, close: () => Promise.resolve() };
}

/** Issues one business licence now, as Qiqihar's market supervision, bound to this holder's key. */
export async function issueNow(
  world: JourneyWorld,
  type: string,
  licence: Omit<Parameters<HurenClient['issue']>[0]['licences'][number], 'serial'>,
): Promise<CredentialFile> {
  const seals: Seal[] = [];
  for await (const seal of world.issuing.all('seals')) seals.push(seal as unknown as Seal);
  const seal = seals.find(
    ({ authority, state, ses }) => authority === world.issuingCode && state === 'active' && ses === undefined,
  );
  if (seal === undefined) throw new Error('the issuer has no active seal');
  const requestId = `journey-${randomUUID()}`;
  const serial = `JOURNEY${requestId.replaceAll('-', '').slice(7).toUpperCase()}`;
  const [file] = await world.issuing.issue({
    requestId,
    type,
    key: seal.keyId,
    licences: [{ ...licence, serial }],
  });
  if (file === undefined) throw new Error('the gateway answered no licence');
  return file;
}
