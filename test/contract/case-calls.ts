import {
  caseEntryStatement,
  casePartyStatement,
  encodeBase64url,
  type Signer,
} from '@huren/chaincode/domain';
import { b64, type DemoNetwork, ISSUER, QIQIHAR_MATTER, sign, signer } from './demo-network';

type Prepare = (net: DemoNetwork) => Promise<unknown>;

/** A case that ISSUER runs, and the keys of those that it names. */
export const CASE = b64(60, 16);
export const OTHER_CASE = b64(61, 16);
export const EXPERT = signer('ES256', 60);
export const NEIGHBOUR = signer('ES256', 61);

export const opening = (changes: object = {}): Record<string, unknown> => ({
  id: CASE,
  matter: QIQIHAR_MATTER,
  ...changes,
});

export function partyOf(key: Signer, changes: object = {}, signed: object = {}): Record<string, unknown> {
  const publicKey = encodeBase64url(key.publicKey);
  const statement = casePartyStatement({ case: CASE, capacity: 'expert', publicKey, ...signed });
  return { id: CASE, capacity: 'expert', suite: 'ES256', publicKey, proof: sign(key, statement), ...changes };
}

/** What a third party adds; `signed` bends the statement under its signature. */
export function entryOf(
  key: Signer,
  { number = 1, digest = b64(70), id = CASE }: { number?: number; digest?: string; id?: string } = {},
  signed: object = {},
): {
  readonly id: string;
  readonly number: number;
  readonly digest: string;
  readonly by: Record<string, unknown>;
} {
  const party = key.keyId;
  const statement = { ...caseEntryStatement({ case: id, party, number, digest }), ...signed };
  return { id, number, digest, by: { party, signature: sign(key, statement) } };
}

export const opened: Prepare = (net) => net.act(ISSUER, 'case:open', opening());
export const named: Prepare = async (net) => {
  await opened(net);
  await net.act(ISSUER, 'case:nameParty', partyOf(EXPERT));
};
export const closed: Prepare = async (net) => {
  await named(net);
  await net.act(ISSUER, 'case:advance', { id: CASE, step: 'closed' });
};
/** The same authority runs a second case with a third party of its own. */
export const bothNamed: Prepare = async (net) => {
  await named(net);
  await net.act(ISSUER, 'case:open', opening({ id: OTHER_CASE }));
  await net.act(ISSUER, 'case:nameParty', partyOf(NEIGHBOUR, { id: OTHER_CASE }, { case: OTHER_CASE }));
};
