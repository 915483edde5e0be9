import {
  type CryptoProvider,
  digestText,
  importJwk,
  MalformedError,
  ownDisclosures,
  parseSdJwt,
  signConsent,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';
import type { HolderKey } from './holder-key';
import { type GivenConsent, holdersIn } from './licence-holders';

/** What is consented to: fields of one's own, in one request, in the hands of one other holder. */
export interface ConsentTerms {
  readonly audience: string;
  readonly nonce: string;
  /** As far as the licence has them. */
  readonly fields: readonly string[];
  /** Key id. */
  readonly presenter: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

/** @throws MalformedError not-a-holder (either of the two), nothing-to-show */
export async function makeConsent(
  file: CredentialFile,
  key: HolderKey,
  { audience, nonce, fields, presenter, iat }: ConsentTerms,
  provider: CryptoProvider,
): Promise<GivenConsent> {
  const own = holdersIn(file, importJwk(key.publicJwk).id).place;
  const other = holdersIn(file, presenter).place;
  if (own < 0 || other < 0 || own === other) {
    throw new MalformedError('not-a-holder', 'The two keys do not belong to two holders of it.');
  }
  const sdJwt = parseSdJwt(file.sdJwt);
  const shown = ownDisclosures(sdJwt, own, fields, provider);
  if (shown.length === 0) throw new MalformedError('nothing-to-show', 'None of the fields is asked for.');
  const consent = await signConsent(
    {
      v: 1,
      aud: audience,
      nonce,
      licence: digestText(provider, sdJwt.jwtBytes),
      presenter,
      disclosures: shown.map(({ bytes }) => digestText(provider, bytes)),
      iat,
    },
    key.publicJwk,
    (bytes) => key.sign(bytes),
  );
  return { consent, disclosures: shown.map(({ text }) => text) };
}
