import {
  canonicalBytes,
  encodeBase64url,
  leafHash,
  licenceLeafHash,
  type LocatedAnchor,
  makeLicenceIdentifier,
  MerkleTree,
  sealPossessionStatement,
} from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import type { InspectorOptions } from '@huren/chaincode/ofd';
import { join } from 'node:path';
import { contentParts, ofdXml, pack, type Parts, pki, seal as sesSeal, sign } from '../ofd/demo-ofd';
import { SIGNER } from '../verification/page-world';
import { ISSUER, QIQIHAR, TYPE, type World } from './world';

const provider = nodeProvider();

/** The inspection's worker from sources, as jest runs everything else. */
export const INSPECTOR: InspectorOptions = {
  file: join(__dirname, '../../chaincode/src/ofd/worker.ts'),
  execArgv: ['-C', 'huren-source', '-r', join(__dirname, '../network/register-typescript.js')],
};

export function pageOf(
  serial: string,
  seals: (parts: Parts) => Parts = sign,
  more: Parts = {},
  elements: Readonly<Record<string, string>> = {},
): Buffer {
  const metadata = {
    ZZMC: '演示营业执照',
    ZZLXDM: TYPE,
    ZZBS: makeLicenceIdentifier({ typeCode: TYPE, issuer: ISSUER, serial, version: 1 }),
    ZZBFJGDM: ISSUER,
    ZZBFRQ: '20260302',
    ZZYXQQSRQ: '20260302',
    ZZYXQJZRQ: '长期',
    KZ_SSXZQH: QIQIHAR,
    CZZT: '演示商行',
  };
  const escaped = Object.entries(elements).map(([name, value]) => [name, value.replaceAll('"', '&quot;')]);
  const all = { ...metadata, ...(Object.fromEntries(escaped) as Record<string, string>) };
  return pack(seals({ ...contentParts(), ...more, 'OFD.xml': ofdXml(all) }));
}

/** The issuer's SES seal on the ledger; its key is the test's own. */
export async function registerSesSeal(world: World): Promise<void> {
  const publicKey = encodeBase64url(SIGNER.publicKey);
  const statement = canonicalBytes(sealPossessionStatement(ISSUER, 'SM2SM3', publicKey));
  await world.submit(ISSUER, 'seal', 'register', {
    suite: 'SM2SM3',
    publicKey,
    kind: 'seal',
    name: '电子证照专用章(演示)',
    ses: { seal: encodeBase64url(sesSeal) },
    proof: encodeBase64url(SIGNER.sign(statement)),
  });
}

/** Anchors page forms as one batch; answers where each stands. */
export async function anchorPages(
  world: World,
  files: readonly Uint8Array[],
  requestId: string,
): Promise<readonly LocatedAnchor[]> {
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sm3', bytes);
  const leaves = files.map((file) => licenceLeafHash(provider, 'sm3', { page: hash(file) }));
  const tree = MerkleTree.of([...leaves, leafHash(Uint8Array.of(0), hash)], hash);
  const root = encodeBase64url(tree.root());
  await world.submit(ISSUER, 'licence', 'anchor', {
    authority: ISSUER,
    type: TYPE,
    root,
    size: tree.size,
    hash: 'sm3',
    keyId: SIGNER.keyId,
    coSeals: [],
    provenance: 'issuer',
    requestId,
  });
  await world.relying.caughtUp();
  return files.map((_, index) => ({
    batch: `${ISSUER}/${root}`,
    index,
    proof: tree.inclusionProof(index).map(encodeBase64url),
  }));
}

export { pki };
