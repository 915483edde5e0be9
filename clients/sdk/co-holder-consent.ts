import {
  canonicalJson,
  CLOCK_SKEW_MS,
  CONSENT_LIMITS,
  CONSENT_TYPE,
  type CryptoProvider,
  decodeBase64url,
  decodeUtf8,
  digestText,
  encodeBase64url,
  encodeUtf8,
  fieldOwners,
  importJwk,
  isJsonObject,
  isStatementSigned,
  type JsonValue,
  MalformedError,
  parseConsent,
  parseRefusal,
  parseSdJwt,
  readJson,
  REFUSAL_TYPE,
  type RequestObject,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';
import type { AnswerPlace } from './drop';
import { makeConsent } from './holder-consent';
import type { HolderKey } from './holder-key';
import { type GivenConsent, holdersIn } from './licence-holders';
import { type AnswerOpener, newOpener } from './sealed-answer';

/** What one holder's phone asks of another's: consent in one counter's request, for one licence. */
export interface ConsentAsk {
  /** Where the counter's request is read: the other phone judges it itself. */
  readonly requestUri: string;
  /** base64url SHA-256 of the issuer-signed JWT. */
  readonly licence: string;
  /** Key id of the holder who wants to present. */
  readonly presenter: string;
  /** Where the answer is awaited. */
  readonly place: AnswerPlace;
  /** What it is encrypted to: who sees the link reads no answer with it. */
  readonly to: Uint8Array<ArrayBuffer>;
}

/** As the phone that asks keeps it. */
export interface OpenConsentAsk extends ConsentAsk {
  readonly opener: AnswerOpener;
}

/** `refused`: the other holder declined; `holder`: the place of who answered. */
export type ConsentReply =
  | { readonly refused: true; readonly holder: number }
  | { readonly given: GivenConsent; readonly holder: number };

const LINK = /^(https?:\/\/[\x21-\x7e]{1,400}?)\/wallet\/#consent=([A-Za-z0-9_-]{40,2000})$/;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const CODE = /^[A-Za-z0-9_-]{22}$/;
/** An uncompressed point of 65 bytes. */
const POINT = /^[A-Za-z0-9_-]{87}$/;
const MAX_DISCLOSURES = 16;

/** The JWT that all holders have in common, by its digest. */
function licenceDigest(file: CredentialFile, provider: CryptoProvider): string {
  return digestText(provider, parseSdJwt(file.sdJwt).jwtBytes);
}

export async function newConsentAsk(
  gateway: string,
  requestUri: string,
  key: HolderKey,
  file: CredentialFile,
  provider: CryptoProvider,
): Promise<OpenConsentAsk> {
  const code = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)));
  const opener = await newOpener();
  return {
    requestUri,
    licence: licenceDigest(file, provider),
    presenter: importJwk(key.publicJwk).id,
    place: { gateway, code },
    to: opener.publicKey,
    opener,
  };
}

/** `<gateway>/wallet/#consent=<base64url JSON>`: for the other holder's phone; what it names no server sees. */
export function consentLink({ requestUri, licence, presenter, place, to }: ConsentAsk): string {
  const { gateway, code } = place;
  const shared = { v: 2, request: requestUri, licence, presenter, code, to: encodeBase64url(to) };
  return `${gateway}/wallet/#consent=${encodeBase64url(encodeUtf8(canonicalJson(shared)))}`;
}

/** @throws MalformedError not-a-consent-link, and those of the JSON reader */
export function readConsentLink(link: string): ConsentAsk {
  const fault = new MalformedError('not-a-consent-link', 'This is no co-holder’s request.');
  const [, gateway, part] = LINK.exec(link.trim()) ?? [];
  if (gateway === undefined || part === undefined) throw fault;
  const read = readJson(decodeUtf8(decodeBase64url(part)));
  if (!isJsonObject(read) || read['v'] !== 2) throw fault;
  const text = (name: string, pattern: RegExp): string => {
    const value = read[name];
    if (typeof value !== 'string' || !pattern.test(value)) throw fault;
    return value;
  };
  const code = text('code', CODE);
  return {
    requestUri: text('request', /^https?:\/\/[\x21-\x7e]{1,500}$/),
    licence: text('licence', DIGEST),
    presenter: text('presenter', DIGEST),
    place: { gateway, code },
    to: Uint8Array.from(decodeBase64url(text('to', POINT))),
  };
}

/** What an answer belongs to: sealed for one asking, it opens for no other. */
export function answerContext({ requestUri, licence, presenter, place }: ConsentAsk): string {
  return canonicalJson({ v: 2, request: requestUri, licence, presenter, code: place.code });
}

/** Whether a file is the licence that an ask is about. */
export function isAskedFor(ask: ConsentAsk, file: CredentialFile, provider: CryptoProvider): boolean {
  return licenceDigest(file, provider) === ask.licence;
}

/**
 * The consent of this key's holder to what the request asks of every holder, as far as the licence has it.
 * @throws MalformedError another-licence, not-a-holder (either of the two), nothing-to-show
 */
export function consentOf(
  ask: ConsentAsk,
  { request, ofOthers }: { readonly request: RequestObject; readonly ofOthers: readonly string[] },
  key: HolderKey,
  file: CredentialFile,
  { iat, provider }: { readonly iat: number; readonly provider: CryptoProvider },
): Promise<GivenConsent> {
  if (!isAskedFor(ask, file, provider)) {
    throw new MalformedError('another-licence', 'The request is about another licence.');
  }
  const { client_id: audience, nonce } = request;
  return makeConsent(
    file,
    key,
    { audience, nonce, fields: ofOthers, presenter: ask.presenter, iat },
    provider,
  );
}

/**
 * Reads the other phone's answer and takes up nothing that no counter would take: a consent that it would refuse would
 * have the whole presentation refused.
 * @throws MalformedError bad-consent, and those of parseConsent and parseSdJwt
 */
export function readConsentReply(
  text: string,
  ask: ConsentAsk,
  request: RequestObject,
  file: CredentialFile,
  { nowMs, provider }: { readonly nowMs: number; readonly provider: CryptoProvider },
): ConsentReply {
  const fault = new MalformedError('bad-consent', 'The answer is no consent to this request.');
  const read = readJson(text);
  if (!isJsonObject(read) || read['v'] !== 1) throw fault;
  const { given = null, refusal } = read;
  if (typeof refusal === 'string') {
    const holder = refuser(refusal, ask, request, file, provider);
    if (holder === undefined) throw fault;
    return { refused: true, holder };
  }
  if (!isJsonObject(given)) throw fault;
  const { consent, disclosures } = given;
  if (typeof consent !== 'string' || !isTexts(disclosures)) throw fault;
  const statement = parseConsent(consent);
  const { payload, keyId } = statement;
  const { holders, place } = holdersIn(file, keyId);
  const holder = holders[place];
  const [jwt = ''] = file.sdJwt.split('~');
  const shown = parseSdJwt([jwt, ...disclosures, ''].join('~'));
  const owners = fieldOwners(shown, provider);
  const digests = new Set(shown.disclosures.map(({ bytes }) => digestText(provider, bytes)));
  const isGood =
    holder !== undefined &&
    keyId !== ask.presenter &&
    isStatementSigned(provider, statement, CONSENT_TYPE, importJwk(holder.holderKey)) &&
    payload.aud === request.client_id &&
    payload.nonce === request.nonce &&
    payload.licence === ask.licence &&
    payload.presenter === ask.presenter &&
    isMadeFor(request, payload.iat * 1000, nowMs) &&
    owners.every((owner) => owner === place) &&
    // The payload's are unique by their shape: of as many, none comes twice.
    digests.size === shown.disclosures.length &&
    digests.size === payload.disclosures.length &&
    payload.disclosures.every((each) => digests.has(each));
  if (!isGood) throw fault;
  return { given: { consent, disclosures }, holder: place };
}

/** Place of the other holder who signed a refusal of this very asking; undefined where none did. */
function refuser(
  refusal: string,
  ask: ConsentAsk,
  request: RequestObject,
  file: CredentialFile,
  provider: CryptoProvider,
): number | undefined {
  const statement = parseRefusal(refusal);
  const { payload, keyId } = statement;
  const { holders, place } = holdersIn(file, keyId);
  const holder = holders[place];
  const isTheirs =
    holder !== undefined &&
    keyId !== ask.presenter &&
    isStatementSigned(provider, statement, REFUSAL_TYPE, importJwk(holder.holderKey)) &&
    payload.nonce === request.nonce &&
    payload.licence === ask.licence &&
    payload.presenter === ask.presenter;
  return isTheirs ? place : undefined;
}

/** Signed since the request was made and not in time to come, as the two clocks may differ. */
function isMadeFor(request: RequestObject, signedMs: number, nowMs: number): boolean {
  return (
    signedMs >= request.iat * 1000 - CLOCK_SKEW_MS &&
    signedMs <= nowMs + CLOCK_SKEW_MS &&
    nowMs - signedMs <= CONSENT_LIMITS.ageMs
  );
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_DISCLOSURES &&
    value.every((each) => typeof each === 'string' && !each.includes('~'))
  );
}
