import { randomBytes } from 'node:crypto';
import {
  canonicalJson,
  encodeBase64url,
  encodeUtf8,
  issueSdJwt,
  licenceLeafHash,
  makeLicenceIdentifier,
  SALT_LENGTH,
  type CryptoProvider,
  type JsonValue,
  type Signer,
} from '@huren/chaincode/domain';
import { TYPE, type Sample } from '../world';
import type { HolderJwk } from './holder-key';
import { publicJwk } from './holder-key';

/** A licence sealed without a gateway, as somebody who holds a seal key could do: nothing stops him at his desk. */
export function sealByHand(
  provider: CryptoProvider,
  { licence, type }: Sample,
  issuer: string,
  signer: Signer,
  holder: HolderJwk,
  madeAtMs: number,
): string {
  const fields = Object.entries(licence.fields) as [string, JsonValue][];
  const { text } = issueSdJwt(provider, {
    header: { alg: signer.suite, typ: 'dc+sd-jwt', kid: signer.keyId },
    claims: {
      iss: `urn:huren:authority:${issuer}`,
      vct: `urn:huren:licence:${TYPE[type]}`,
      iat: Math.floor(madeAtMs / 1000),
      certificate_type_code: TYPE[type],
      certificate_identifier: makeLicenceIdentifier({
        typeCode: TYPE[type],
        issuer,
        serial: licence.serial,
        version: 1,
      }),
      certificate_issue_date: licence.issueDate,
      certificate_validate_start: licence.validateStart,
      certificate_area_code: licence.areaCode,
      cnf: { jwk: { ...publicJwk(holder) } },
    },
    disclosable: fields,
    salts: fields.map(() => Uint8Array.from(randomBytes(SALT_LENGTH))),
    hash: 'sha-256',
    sign: (input) => signer.sign(input),
  });
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
