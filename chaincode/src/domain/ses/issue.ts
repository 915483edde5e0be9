/** Writing SES structures of version 4 (GB/T 38540-2020); the fields are those of seal.ts and ses-signature.ts. */
import { encodeEcdsaDer } from '../crypto/ecdsa-der';
import {
  derBits,
  derBoolean,
  derGeneralizedTime,
  derIa5,
  derInteger,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derUtf8,
} from '../der/writer';
import { OID } from './algorithm';
import type { SesSeal } from './seal';
import type { SealExtension } from './seal-extension';

/** What a maker decides of a seal; times in epoch milliseconds. */
export type SealDraft = Pick<
  SesSeal,
  'vendor' | 'id' | 'type' | 'name' | 'signers' | 'createdMs' | 'startMs' | 'endMs' | 'picture' | 'extensions'
>;

function extensionsOf(extensions: readonly SealExtension[]): Uint8Array {
  return derSequence(
    ...extensions.map(({ id, critical, value }) =>
      derSequence(derOid(id), ...(critical ? [derBoolean(true)] : []), derOctets(value)),
    ),
  );
}

/** DER(SES_SealInfo): what the maker signs. */
export function encodeSealInfo(draft: SealDraft): Uint8Array {
  const { signers, picture, extensions } = draft;
  const list =
    signers.kind === 'certificates'
      ? derSequence(...signers.certificates.map(derOctets))
      : derSequence(
          ...signers.digests.map(({ type, value }) => derSequence(derPrintable(type), derOctets(value))),
        );
  return derSequence(
    derSequence(derIa5('ES'), derInteger(4), derIa5(draft.vendor)),
    derIa5(draft.id),
    derSequence(
      derInteger(draft.type),
      derUtf8(draft.name),
      derInteger(signers.kind === 'certificates' ? 1 : 2),
      list,
      derGeneralizedTime(draft.createdMs),
      derGeneralizedTime(draft.startMs),
      derGeneralizedTime(draft.endMs),
    ),
    derSequence(
      derIa5(picture.type),
      derOctets(picture.data),
      derInteger(picture.width),
      derInteger(picture.height),
    ),
    // Bare, as the seals in use have it.
    ...(extensions.length === 0 ? [] : [extensionsOf(extensions)]),
  );
}

/** SESeal: `signature` is the maker's 64 bytes r‖s over `info`. */
export function encodeSeal(info: Uint8Array, maker: Uint8Array, signature: Uint8Array): Uint8Array {
  return derSequence(info, derOctets(maker), derOid(OID.sm2WithSm3), derBits(encodeEcdsaDer(signature)));
}

/** DER(TBS_Sign): what the signer signs. `path` is that of Signature.xml, `dataHash` SM3 of its bytes. */
export function encodeTbsSign(
  seal: Uint8Array,
  timeMs: number,
  dataHash: Uint8Array,
  path: string,
): Uint8Array {
  return derSequence(derInteger(4), seal, derGeneralizedTime(timeMs), derBits(dataHash), derIa5(path));
}

/** SES_Signature: `signature` is the signer's 64 bytes r‖s over `tbs`. */
export function encodeSesSignature(tbs: Uint8Array, signer: Uint8Array, signature: Uint8Array): Uint8Array {
  return derSequence(tbs, derOctets(signer), derOid(OID.sm2WithSm3), derBits(encodeEcdsaDer(signature)));
}
