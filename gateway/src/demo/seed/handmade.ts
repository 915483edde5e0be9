import { randomBytes } from 'node:crypto';
import {
  canonicalJson,
  dayOfMs,
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
import { type HeldSeal, licenceDocument, licencePage, sealDocument } from '@huren/chaincode/ofd';
import { type DemoDepartment, LICENCE_TYPES, TYPE, type Sample } from '../world';
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
  const draft: LicenceDraft = {
    ...draftByHand({ licence, type }, issuer, madeAtMs),
    holderKey: { ...publicJwk(holder) },
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

function draftByHand(
  { licence, type }: Pick<Sample, 'licence' | 'type'>,
  issuer: string,
  madeAtMs: number,
): LicenceDraft {
  return {
    issuer,
    type: TYPE[type],
    identifier: makeLicenceIdentifier({ typeCode: TYPE[type], issuer, serial: licence.serial, version: 1 }),
    issueDay: licence.issueDate,
    validFrom: licence.validateStart,
    ...(licence.validateEnd === undefined ? {} : { validTo: licence.validateEnd }),
    region: licence.areaCode,
    madeAt: Math.floor(madeAtMs / 1000),
    fields: licence.fields as LicenceDraft['fields'],
  };
}

/** The same as a page form, under whatever seal is held. */
export function sealPageByHand(
  provider: CryptoProvider,
  one: Sample,
  issuer: DemoDepartment,
  held: HeldSeal,
  madeAtMs: number,
): Buffer {
  const title = LICENCE_TYPES.find(({ code }) => code === TYPE[one.type])?.name ?? { zh: '', en: '' };
  const draft = draftByHand(one, issuer.code, madeAtMs);
  const document = licenceDocument({
    page: licencePage(draft, { title, issuer: issuer.name, sealName: title.zh }),
    docId: randomBytes(16).toString('hex'),
    createdOn: dayOfMs(madeAtMs),
    seals: 1,
  });
  return sealDocument(provider, document, [held], draft.madeAt * 1000);
}

/** base64url leaf hash of an OFD file without a data form: also the root of the batch that holds it alone. */
export function lonePageRoot(provider: CryptoProvider, ofd: Uint8Array): string {
  const page = provider.digest('sha-256', ofd);
  return encodeBase64url(licenceLeafHash(provider, 'sha-256', { page }));
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
