import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson } from '@huren/chaincode/domain';
import { HurenClient, type CredentialFile } from '@huren/clients';
import {
  demoFolders,
  departmentOf,
  identityFile,
  MATTER,
  sampleFile,
  TYPE,
  type RunningDemo,
} from '@huren/gateway/demo';
import { certificateKid, keySigner, memberMspId, type Signer } from '@huren/network';
import { rounded, type BenchRow } from './row';

/** Whose licences the bench issues and suspends, and whose hall verifies them. */
export const ISSUER = departmentOf('230200', 'market');
export const RELYING = '220800';

export const perSecond = (count: number, ms: number): number => rounded((count * 1000) / ms);

export const plain = (name: string, value: number, unit: string): BenchRow => ({
  name,
  value: rounded(value),
  unit,
  ratio: 0,
  limit: 0,
});

/** A figure that is to stay below its aim. */
export const below = (name: string, value: number, unit: string, aim: number): BenchRow => ({
  ...plain(name, value, unit),
  ratio: rounded(aim / value),
  limit: aim,
});

export interface Actor {
  readonly signer: Signer;
  readonly client: (url: string) => HurenClient;
}

/** An authority of the demo, from its identity file. */
export function actorOf(data: string, member: string, code: string): Actor {
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
export const anchorOf = (keyId: string) => ({
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

/** Key id of the issuer's active 签发密钥. */
export async function sealOf(client: HurenClient): Promise<string> {
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

/** The verdict that the banner offers first. @throws Error when it is not accept */
export async function firstVerdict(
  demo: RunningDemo,
  data: string,
): Promise<{ hall: HurenClient; file: CredentialFile }> {
  const hall = actorOf(data, RELYING, departmentOf(RELYING, 'hall').code).client(
    demo.served.find(({ member }) => member === RELYING)?.url ?? '',
  );
  const text = readFileSync(sampleFile(demoFolders(data), 'business-licence'), 'utf8');
  const file = JSON.parse(text) as CredentialFile;
  const { verdict } = await hall.verify({ credential: file, matter: MATTER.freightPermit });
  if (verdict !== 'accept') throw new Error(`the bench expects accept, not ${verdict}`);
  return { hall, file };
}
