import {
  CLOCK_SKEW_MS,
  CONSENT_LIMITS,
  CONSENT_TYPE,
  type CryptoProvider,
  digestText,
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
import { type ConsentAsk, requireAsker } from './consent-ask';
import type { CredentialFile } from './credential-file';
import { makeConsent } from './holder-consent';
import type { HolderKey } from './holder-key';
import { askedOf } from './judged-request';
import { type GivenConsent, holdersIn } from './licence-holders';

/** `refused`: the other holder declined; `holder`: the place of who answered. */
export type ConsentReply =
  | { readonly refused: true; readonly holder: number }
  | { readonly given: GivenConsent; readonly holder: number };

const MAX_DISCLOSURES = 16;

/**
 * The consent of this key's holder to what the request asks of every holder, as far as the licence has it.
 * @throws MalformedError another-licence, asker-not-proven, not-a-holder (either of the two), nothing-to-show
 */
export async function consentOf(
  ask: ConsentAsk,
  { request }: { readonly request: RequestObject },
  key: HolderKey,
  file: CredentialFile,
  { iat, provider }: { readonly iat: number; readonly provider: CryptoProvider },
): Promise<GivenConsent> {
  requireAsker(ask, key, file, provider);
  const { client_id: audience, nonce } = request;
  const fields = askedOf(request.dcql_query, file)?.ofOthers ?? [];
  return makeConsent(file, key, { audience, nonce, fields, presenter: ask.presenter, iat }, provider);
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
