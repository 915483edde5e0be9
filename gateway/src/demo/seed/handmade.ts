import { randomBytes } from 'node:crypto';
import {
  canonicalJson,
  draftLicence,
  encodeBase64url,
  encodeUtf8,
  issueSdJwt,
  licenceLeafHash,
  makeLicenceIdentifier,
  SALT_LENGTH,
  type CryptoProvider,
  type LicenceDraft,
  type Signer,
} from '@huren/chaincode/domain';
import { TYPE, type Sample } from '../world';
import { publicJwk, type HolderJwk } from './holder-key';

/** A licence sealed without a gateway, as somebody who holds a seal key could do: nothing stops him at his desk. */
export function sealByHand(
  provider: CryptoProvider,
  { licence, type }: Sample,
  issuer: string,
  signer: Signer,
  holder: HolderJwk,
  madeAtMs: number,
): string {
  const identifier = makeLicenceIdentifier({
    typeCode: TYPE[type],
    issuer,
    serial: licence.serial,
    version: 1,
  });
  const draft: LicenceDraft = {
    issuer,
    type: TYPE[type],
    identifier,
    issueDay: licence.issueDate,
    validFrom: licence.validateStart,
    region: licence.areaCode,
    holderKey: { ...publicJwk(holder) },
    madeAt: Math.floor(madeAtMs / 1000),
    fields: licence.fields as LicenceDraft['fields'],
  };
  const { text } = issueSdJwt(
    provider,
    draftLicence(draft, {
      keyId: signer.keyId,
      suite: signer.suite,
      salts: Object.keys(draft.fields).map(() => Uint8Array.from(randomBytes(SALT_LENGTH))),
      sign: (input) => signer.sign(input),
    }),
  );
  return text;
}

/** base64url leaf hash of an SD-JWT: also the root of the batch that holds it alone (RFC 6962 §2.1). */
export function loneRoot(provider: CryptoProvider, sdJwt: string): string {
  const jwt = encodeUtf8(sdJwt.slice(0, sdJwt.indexOf('~')));
  const data = provider.digest('sha-256', jwt);
  return encodeBase64url(licenceLeafHash(provider, 'sha-256', { data }));
}

/** The one argument of `licence:anchor` for that batch, naming a key that may or may not be the signature's. */
export function loneAnchor(
  authority: string,
  type: string,
  root: string,
  keyId: string,
  requestId: string,
): string {
  return canonicalJson({
    authority,
    type,
    root,
    size: 1,
    hash: 'sha-256',
    keyId,
    coSeals: [],
    provenance: 'issuer',
    requestId,
  });
}
