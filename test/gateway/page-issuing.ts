import {
  canonicalBytes,
  encodeBase64url,
  encodeCertificate,
  encodeSeal,
  encodeSealInfo,
  sealPossessionStatement,
  sm3,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import { pki } from '../ofd/demo-ofd';
import type { Party } from '../ses/demo-pki';
import { sealDraft } from '../ses/demo-seal';
import { ISSUER, START, type World } from './world';

const DAY = 86_400_000;

/** A certificate of the test's root for a key of the gateway. */
export function certificateOf(
  signer: NodeSigner,
  changes: { readonly notAfterMs?: number } = {},
): Uint8Array {
  const draft = {
    serial: sm3(signer.publicKey).subarray(0, 8),
    organisation: '互认测试',
    commonName: `1${ISSUER}发证部门（演示）`,
    notBeforeMs: START - DAY,
    notAfterMs: START + 365 * DAY,
    publicKey: signer.publicKey,
    subjectKeyDigest: sm3(signer.publicKey),
    issuerKeyDigest: sm3(pki.root.signer.publicKey),
    isAuthority: false,
    ...changes,
  };
  return encodeCertificate(draft, pki.root.certificate.subject.der, pki.root.signer);
}

export interface OwnSeal {
  readonly keyId: string;
  readonly seal: Uint8Array;
  readonly signer: NodeSigner;
}

/** A seal made for a key that the issuing gateway holds. */
export async function makeOwnSeal(
  world: World,
  changes: Parameters<typeof sealDraft>[1] = {},
  maker: Party = pki.maker,
): Promise<OwnSeal> {
  const signer = await world.issuing.createSealKey('SM2SM3');
  const signers = { kind: 'certificates', certificates: [certificateOf(signer)] } as const;
  const info = encodeSealInfo(sealDraft(pki.signer, { signers, ...changes }));
  const seal = encodeSeal(info, maker.certificate.der, maker.signer.sign(info));
  return { keyId: signer.keyId, seal, signer };
}

/** On the ledger, with or without a role. */
export async function registerOwnSeal(world: World, { seal, signer }: OwnSeal, role?: string): Promise<void> {
  const publicKey = encodeBase64url(signer.publicKey);
  const statement = canonicalBytes(sealPossessionStatement(ISSUER, 'SM2SM3', publicKey));
  await world.submit(ISSUER, 'seal', 'register', {
    suite: 'SM2SM3',
    publicKey,
    kind: 'seal',
    name: '电子证照专用章（演示）',
    ...(role === undefined ? {} : { role }),
    ses: { seal: encodeBase64url(seal) },
    proof: encodeBase64url(signer.sign(statement)),
  });
  await world.issuing.caughtUp();
  await world.relying.caughtUp();
}

/** Made, kept beside its key, and on the ledger. */
export async function ownSeal(world: World, role?: string): Promise<OwnSeal> {
  const made = await makeOwnSeal(world);
  await world.issuing.context.sesSeals.install(made.keyId, made.seal);
  await registerOwnSeal(world, made, role);
  return made;
}
