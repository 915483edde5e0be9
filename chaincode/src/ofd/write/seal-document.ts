/** Sealing a document with SES seals of version 4 (GB/T 33190-2016 §18, GB/T 38540-2020 §7). */
import type { CryptoProvider } from '../../domain/crypto';
import { encodeBase64 } from '../../domain/encoding';
import { encodeSesSignature, encodeTbsSign, OID } from '../../domain/ses';
import type { UnsealedDocument } from './licence-document';
import { xmlElement, xmlNumber, xmlPart } from './xml-text';
import { type PackagePart, writePackage } from './zip';

/** A seal in the hands of who may use it. */
export interface HeldSeal {
  /** DER of the SESeal. */
  readonly seal: Uint8Array;
  /** DER of the signer's certificate, which the seal lists. */
  readonly certificate: Uint8Array;
  /** SM2 over SM3: 64 bytes r‖s. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

const SIGNS = 'Doc_0/Signs';

/** GM/T 0099-2020: `YYYYMMDDhhmmssZ`, the same instant as timeInfo inside the signature. */
function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
}

const signatureId = (at: number): string => `s${String(at + 1).padStart(3, '0')}`;

function signatureXml(
  provider: CryptoProvider,
  document: UnsealedDocument,
  at: number,
  folder: string,
  covered: readonly PackagePart[],
  signedMs: number,
): Uint8Array {
  const place = document.seals[at];
  if (place === undefined) throw new TypeError('the document has no place for the seal');
  const references = covered.map(({ path, bytes }) =>
    xmlElement(
      'Reference',
      { FileRef: `/${path}` },
      xmlElement('CheckValue', {}, encodeBase64(provider.digest('sm3', bytes))),
    ),
  );
  const boundary = [place.x, place.y, place.width, place.height].map(xmlNumber).join(' ');
  const info = xmlElement(
    'SignedInfo',
    {},
    xmlElement('Provider', { ProviderName: 'Huren', Version: '1.0', Company: 'Huren' }),
    xmlElement('SignatureMethod', {}, OID.sm2WithSm3),
    xmlElement('SignatureDateTime', {}, timeText(signedMs)),
    xmlElement('References', { CheckMethod: OID.sm3 }, ...references),
    xmlElement('StampAnnot', { ID: `${signatureId(at)}a`, PageRef: place.pageId, Boundary: boundary }),
    xmlElement('Seal', {}, xmlElement('BaseLoc', {}, `/${folder}/Seal.esl`)),
  );
  return xmlPart('Signature', {}, info, xmlElement('SignedValue', {}, `/${folder}/SignedValue.dat`));
}

/**
 * The whole file: every seal covers every part of the document and its own Seal.esl, and leaves the list of signatures
 * out, so that seals stand side by side (续签模式) and none breaks another.
 * @param signedMs epoch milliseconds; fractions of a second are dropped
 */
export function sealDocument(
  provider: CryptoProvider,
  document: UnsealedDocument,
  seals: readonly HeldSeal[],
  signedMs: number,
): Buffer {
  if (seals.length === 0) throw new TypeError('a page form has a seal');
  const rows: string[] = [];
  const signed: PackagePart[] = [];
  seals.forEach(({ seal, certificate, sign }, at) => {
    const folder = `${SIGNS}/Sign_${String(at)}`;
    const esl: PackagePart = { path: `${folder}/Seal.esl`, bytes: seal };
    const path = `${folder}/Signature.xml`;
    const xml = signatureXml(provider, document, at, folder, [...document.parts, esl], signedMs);
    const tbs = encodeTbsSign(seal, signedMs, provider.digest('sm3', xml), `/${path}`);
    signed.push(esl, { path, bytes: xml });
    signed.push({
      path: `${folder}/SignedValue.dat`,
      bytes: encodeSesSignature(tbs, certificate, sign(tbs)),
    });
    rows.push(xmlElement('Signature', { ID: signatureId(at), Type: 'Seal', BaseLoc: `/${path}` }));
  });
  const last = xmlElement('MaxSignId', {}, signatureId(seals.length - 1));
  const list = { path: `${SIGNS}/Signatures.xml`, bytes: xmlPart('Signatures', {}, last, ...rows) };
  return writePackage([...document.parts, list, ...signed]);
}
