import {
  derBits,
  derExplicit,
  derGeneralizedTime,
  derIa5,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derUtcTime,
  derUtf8,
  encodeEcdsaDer,
  encodeSeal,
  encodeSealInfo,
  encodeSesSignature,
  encodeTbsSign,
  OID,
  sm3,
  type SealDraft,
} from '@huren/chaincode/domain';
import type { Party } from './demo-pki';

export const at = (text: string): number => Date.parse(text);

/** A seal of 2025 to 2029 that lists `signer`. */
export function sealDraft(signer: Party, changes: Partial<SealDraft> = {}): SealDraft {
  return {
    vendor: 'HurenTest',
    id: '23020000000001',
    type: 1,
    name: '测试用电子印章',
    signers: { kind: 'certificates', certificates: [signer.certificate.der] },
    createdMs: at('2025-01-01T00:00:00Z'),
    startMs: at('2025-01-01T00:00:00Z'),
    endMs: at('2029-01-01T00:00:00Z'),
    picture: { type: 'PNG', data: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 40, height: 40 },
    extensions: [],
    ...changes,
  };
}

export function makeSeal(draft: SealDraft, maker: Party): Uint8Array {
  const info = encodeSealInfo(draft);
  return encodeSeal(info, maker.certificate.der, maker.signer.sign(info));
}

/** A version 4 signature over the bytes of a Signature.xml. */
export function signUnder(
  seal: Uint8Array,
  signer: Party,
  data: Uint8Array,
  timeMs: number,
  path = '/Doc_0/Signs/Sign_0/Signature.xml',
): Uint8Array {
  const tbs = encodeTbsSign(seal, timeMs, sm3(data), path);
  return encodeSesSignature(tbs, signer.certificate.der, signer.signer.sign(tbs));
}

/** GM/T 0031-2014: the same seal in version 1, signed over information, certificate and algorithm. */
export function makeSealV1(draft: SealDraft, maker: Party): Uint8Array {
  const certificates = draft.signers.kind === 'certificates' ? draft.signers.certificates : [];
  const info = derSequence(
    derSequence(derIa5('ES'), derInteger(1), derIa5(draft.vendor)),
    derIa5(draft.id),
    derSequence(
      derInteger(draft.type),
      derUtf8(draft.name),
      derSequence(...certificates.map(derOctets)),
      derUtcTime(draft.createdMs),
      derUtcTime(draft.startMs),
      derUtcTime(draft.endMs),
    ),
    derSequence(derIa5('PNG'), derOctets(draft.picture.data), derInteger(40), derInteger(40)),
  );
  const certificate = derOctets(maker.certificate.der);
  const algorithm = derOid(OID.sm2WithSm3);
  const signature = maker.signer.sign(derSequence(info, certificate, algorithm));
  return derSequence(info, derSequence(certificate, algorithm, derBits(encodeEcdsaDer(signature))));
}

/** Version 1: certificate and algorithm stand inside what is signed, the time in a BIT STRING. */
export function signUnderV1(
  seal: Uint8Array,
  signer: Party,
  data: Uint8Array,
  timeMs: number,
  time: Uint8Array = derBits(derUtcTime(timeMs)),
): Uint8Array {
  const tbs = derSequence(
    derInteger(1),
    seal,
    time,
    derBits(sm3(data)),
    derIa5('/Doc_0/Signs/Sign_0/Signature.xml'),
    derOctets(signer.certificate.der),
    derOid(OID.sm2WithSm3),
  );
  return derSequence(tbs, derBits(encodeEcdsaDer(signer.signer.sign(tbs))));
}

/** GM/T 0031-2025: version 5, with a timestamp at the end of seal and signature. */
export function makeSealV5(draft: SealDraft, maker: Party): Uint8Array {
  const v4 = encodeSealInfo(draft);
  const header = derSequence(derIa5('ES'), derInteger(4), derIa5(draft.vendor));
  const info = Uint8Array.from(v4);
  // The version is the only difference of the information: its one octet.
  const where = Buffer.from(v4).indexOf(Buffer.from(header)) + 2 + 4 + 2;
  info[where] = 5;
  return derSequence(
    info,
    derOctets(maker.certificate.der),
    derOid(OID.sm2WithSm3),
    derBits(encodeEcdsaDer(maker.signer.sign(info))),
    derExplicit(0, derBits(derGeneralizedTime(draft.createdMs))),
  );
}
