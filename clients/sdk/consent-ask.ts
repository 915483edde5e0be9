import {
  canonicalJson,
  type CryptoProvider,
  decodeBase64url,
  digestText,
  encodeBase64url,
  importJwk,
  isConsentAskOf,
  type LicenceHolder,
  MalformedError,
  parseConsentAsk,
  parseSdJwt,
  signConsentAsk,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';
import type { AnswerPlace } from './drop';
import type { HolderKey } from './holder-key';
import { holdersIn } from './licence-holders';
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
  /** All of it, signed by the presenter's key (huren-consent-ask+jwt). */
  readonly jws: string;
}

/** As the phone that asks keeps it. */
export interface OpenConsentAsk extends ConsentAsk {
  readonly opener: AnswerOpener;
}

const LINK = /^(https?:\/\/[\x21-\x7e]{1,400}?)\/wallet\/#consent=([A-Za-z0-9_.-]{40,4096})$/;

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
  const said = {
    v: 1,
    request: requestUri,
    licence: licenceDigest(file, provider),
    gateway,
    code,
    to: encodeBase64url(opener.publicKey),
  } as const;
  const jws = await signConsentAsk(said, key.publicJwk, (bytes) => key.sign(bytes));
  return { ...askOf(jws), opener };
}

function askOf(jws: string): ConsentAsk {
  const { keyId, payload } = parseConsentAsk(jws);
  const { request: requestUri, licence, gateway, code, to } = payload;
  return {
    requestUri,
    licence,
    presenter: keyId,
    place: { gateway, code },
    to: Uint8Array.from(decodeBase64url(to)),
    jws,
  };
}

/** `<gateway>/wallet/#consent=<JWS>`: for the other holder's phone; what it names no server sees. */
export function consentLink({ jws, place }: ConsentAsk): string {
  return `${place.gateway}/wallet/#consent=${jws}`;
}

/**
 * Reads a link; whether one of the licence's holders asks is for {@link askerIn} to say.
 * @throws MalformedError not-a-consent-link
 */
export function readConsentLink(link: string): ConsentAsk {
  const fault = new MalformedError('not-a-consent-link', 'This is no co-holder’s request.');
  const [, gateway, jws] = LINK.exec(link.trim()) ?? [];
  if (gateway === undefined || jws === undefined) throw fault;
  try {
    const ask = askOf(jws);
    if (ask.place.gateway === gateway) return ask;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  throw fault;
}

/**
 * The other holder who signed an ask about the licence in a file, and their place in it; undefined where none did: a
 * code that somebody else made, or had changed on the way.
 * @param own key id of the phone that was asked
 */
export function askerIn(
  ask: ConsentAsk,
  file: CredentialFile,
  own: string,
  provider: CryptoProvider,
): { readonly place: number; readonly holder: LicenceHolder } | undefined {
  const statement = parseConsentAsk(ask.jws);
  const { holders, place } = holdersIn(file, statement.keyId);
  const holder = holders[place];
  if (holder === undefined || statement.keyId === own || !isAskedFor(ask, file, provider)) return undefined;
  const isTheirs = isConsentAskOf(statement, importJwk(holder.holderKey), provider);
  return isTheirs ? { place, holder } : undefined;
}

/** @throws MalformedError another-licence, asker-not-proven */
export function requireAsker(
  ask: ConsentAsk,
  key: HolderKey,
  file: CredentialFile,
  provider: CryptoProvider,
): void {
  if (!isAskedFor(ask, file, provider)) {
    throw new MalformedError('another-licence', 'The request is about another licence.');
  }
  if (askerIn(ask, file, importJwk(key.publicJwk).id, provider) === undefined) {
    throw new MalformedError('asker-not-proven', 'No other holder of the licence signed the request.');
  }
}

/** What an answer belongs to: sealed for one asking, it opens for no other. */
export function answerContext({ requestUri, licence, presenter, place }: ConsentAsk): string {
  return canonicalJson({ v: 2, request: requestUri, licence, presenter, code: place.code });
}

/** Whether a file is the licence that an ask is about. */
export function isAskedFor(ask: ConsentAsk, file: CredentialFile, provider: CryptoProvider): boolean {
  return licenceDigest(file, provider) === ask.licence;
}
