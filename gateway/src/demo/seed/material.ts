import { createPrivateKey, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  certificateKid,
  createMemberCa,
  issueIdentity,
  keySigner,
  memberMspId,
  type IssuedIdentity,
  type MemberCa,
  type MspTrust,
  type OperatorIdentity,
  type Signer,
  KeyStore,
  writeKeyFile,
} from '@huren/network';
import { APPROVERS, CITIES, DEPARTMENTS } from '../world';
import type { DemoFolders } from './demo-folders';
import { DemoSealMaker } from './seal-maker';

/** An authority of the demo with its key, so that people can act for it. */
export interface DemoIdentity {
  readonly signer: Signer;
  /** base64url(SHA-256(certificate DER)). */
  readonly kid: string;
  /** base64url of the uncompressed point. */
  readonly publicKey: string;
}

/** Certificates, identities and key folders of the demo's members: what the network is founded with. */
export interface DemoMaterial {
  readonly channel: readonly MspTrust[];
  /** By credit code. */
  readonly identities: ReadonlyMap<string, DemoIdentity>;
  /** By member id; each holds its own member's keys only. */
  readonly keys: ReadonlyMap<string, KeyStore>;
  readonly sealMaker: DemoSealMaker;
}

const CA_DAYS = 10 * 365;
const IDENTITY_DAYS = 5 * 365;
const MS_PER_DAY = 86_400_000;

/** Which member hosts which authority's identity: departments their own, approvers their sponsor's. */
const HOLDERS: readonly (readonly [code: string, member: string])[] = [
  ...DEPARTMENTS.map(({ code, member }) => [code, member] as const),
  ...APPROVERS.map(({ code, sponsor }) => [code, sponsor] as const),
];

/** A member whose network has its certificates already: who issues identities, and which one is its operator's. */
export interface DemoMember {
  readonly ca: MemberCa;
  readonly operator: OperatorIdentity;
}

/** The network's certificates, and the rest of the material for a start that still has something to seed. */
export interface MaterialFolder {
  readonly channel: readonly MspTrust[];
  readonly open: () => Promise<DemoMaterial>;
}

/**
 * Opens the demo's material, or makes it. The network file is written last: where it stands everything else does,
 * and a first start that was cut off before begins again.
 * @param members of a network that runs elsewhere; without them every member gets a CA of its own
 */
export async function openMaterial(
  folders: DemoFolders,
  now: Date,
  members?: ReadonlyMap<string, DemoMember>,
): Promise<MaterialFolder> {
  for (const folder of [folders.identities, folders.licences]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const passphrase = await openPassphrase(folders);
  const known = await readOptional(join(folders.demo, 'network.json'));
  if (known === undefined) {
    const made = await makeMaterial(folders, passphrase, now, members);
    return { channel: made.channel, open: () => Promise.resolve(made) };
  }
  const { channel } = JSON.parse(known) as { readonly channel: readonly MspTrust[] };
  return {
    channel,
    open: async () => ({
      channel,
      identities: await readIdentities(folders),
      keys: await openKeys(folders, passphrase),
      sealMaker: await DemoSealMaker.open(folders, passphrase, now.getTime()),
    }),
  };
}

async function openKeys(folders: DemoFolders, passphrase: string): Promise<ReadonlyMap<string, KeyStore>> {
  return new Map(
    await Promise.all(
      CITIES.map(async ({ id }) => [id, await KeyStore.open(folders.keys(id), passphrase)] as const),
    ),
  );
}

async function makeMaterial(
  folders: DemoFolders,
  passphrase: string,
  now: Date,
  members?: ReadonlyMap<string, DemoMember>,
): Promise<DemoMaterial> {
  const keys = await openKeys(folders, passphrase);
  const cas = new Map(
    await Promise.all(
      CITIES.map(async ({ id, name }) => {
        const ca = members?.get(id)?.ca ?? (await makeCa(folders, passphrase, id, name.en, now));
        return [id, ca] as const;
      }),
    ),
  );
  const identities = new Map(
    await Promise.all(
      HOLDERS.map(async ([code, member]) => {
        const identity = await issue(caOf(cas, member), `demo ${code}`, now, code);
        await writeKeyFile(identityFile(folders, code), identityPem(identity), false);
        // The demo's departments let their gateway act with the identity that people act with; others make a second one.
        await keys.get(member)?.saveService(code, identity);
        return [code, demoIdentity(identity)] as const;
      }),
    ),
  );
  await Promise.all(
    CITIES.map(async ({ id }) => {
      const operator = members?.get(id)?.operator ?? (await issue(caOf(cas, id), `demo operator ${id}`, now));
      await keys.get(id)?.saveOperator(operator);
      await writeKeyFile(operatorFile(folders, id), identityPem(operator), false);
    }),
  );
  const channel = [...cas.values()].map(({ mspId, certificate }) => ({
    mspId,
    caCertificates: [certificate],
  }));
  const text = `${JSON.stringify({ v: 1, channel }, null, 2)}\n`;
  await writeKeyFile(join(folders.demo, 'network.json'), text, false);
  const sealMaker = await DemoSealMaker.open(folders, passphrase, now.getTime());
  return { channel, identities, keys, sealMaker };
}

/** The random passphrase of the demo's key folders; it protects nothing from whoever reads the data folder. */
export async function openPassphrase(folders: DemoFolders): Promise<string> {
  const file = join(folders.demo, 'passphrase');
  const known = await readOptional(file);
  if (known !== undefined) return known.trim();
  const passphrase = randomBytes(24).toString('base64url');
  await writeKeyFile(file, `${passphrase}\n`, true);
  return passphrase;
}

export function identityFile(folders: DemoFolders, code: string): string {
  return join(folders.identities, `${code}.pem`);
}

/** The member's operator, for what members decide: motions, agreements, groups. */
export function operatorFile(folders: DemoFolders, member: string): string {
  return join(folders.identities, `operator-${member}.pem`);
}

export async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function caOf(cas: ReadonlyMap<string, MemberCa>, member: string): MemberCa {
  const found = cas.get(member);
  if (found === undefined) throw new TypeError('the member has no CA');
  return found;
}

/** The CA's own key stays in the member's key folder, encrypted as the others. */
async function makeCa(folders: DemoFolders, passphrase: string, id: string, name: string, now: Date) {
  const ca = await createMemberCa({
    id,
    name,
    now: new Date(now.getTime() - MS_PER_DAY),
    validDays: CA_DAYS,
  });
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  await writeKeyFile(join(folders.keys(id), 'ca-key.pem'), String(ca.privateKey.export(options)), false);
  await writeKeyFile(join(folders.keys(id), 'ca-certificate.pem'), ca.certificate, false);
  return ca;
}

function issue(ca: MemberCa, commonName: string, now: Date, authority?: string): Promise<IssuedIdentity> {
  return issueIdentity(ca, {
    commonName,
    role: 'client',
    ...(authority === undefined ? {} : { attributes: { 'huren.authority': authority } }),
    // Peers refuse a certificate that is older than its CA's.
    notBefore: new Date(new X509Certificate(ca.certificate).validFrom),
    notAfter: new Date(now.getTime() + IDENTITY_DAYS * MS_PER_DAY),
  });
}

function identityPem({
  certificate,
  privateKey,
}: Pick<IssuedIdentity, 'certificate' | 'privateKey'>): string {
  return `${certificate.trim()}\n${String(privateKey.export({ type: 'pkcs8', format: 'pem' }))}`;
}

function demoIdentity(identity: {
  readonly mspId: string;
  readonly certificate: string;
  readonly privateKey: KeyObject;
}): DemoIdentity {
  const { x = '', y = '' } = identity.privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return {
    signer: keySigner(identity),
    kid: certificateKid(identity.certificate),
    publicKey: point.toString('base64url'),
  };
}

async function readIdentities(folders: DemoFolders): Promise<ReadonlyMap<string, DemoIdentity>> {
  const entries = await Promise.all(
    HOLDERS.map(async ([code, member]) => {
      const pem = await readFile(identityFile(folders, code), 'utf8');
      const end = pem.indexOf('-----BEGIN PRIVATE KEY-----');
      const identity = {
        mspId: memberMspId(member),
        certificate: pem.slice(0, end),
        privateKey: createPrivateKey(pem.slice(end)),
      };
      return [code, demoIdentity(identity)] as const;
    }),
  );
  return new Map(entries);
}
