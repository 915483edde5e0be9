import { CONSENT_LIMITS, CONSENT_TYPE, type HolderConsent } from '../../consent/consent';
import { holdersOf, type LicenceHolder } from '../../licence/co-holders';
import type { DataCredential } from '../../licence/credential';
import { type FieldOwner, fieldOwners, fieldPath } from '../../licence/holder-fields';
import { digestText } from '../../sd-jwt/process';
import type { Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';
import { isStatementSigned, type Statement } from '../signed-statement';
import { isRepresentationOver, isSignedSince, keyOf } from './holder-key';
import { presentationAudience } from './presentation-audience';

/** What a presentation shows about who presents. */
export interface Presented {
  readonly finding: Finding;
  /** Of the holder whose key, or whose agent's, is proved. */
  readonly place?: number;
}

/** A field that somebody who may do so has shown. */
export interface ReadableField {
  readonly owner: FieldOwner;
  readonly name: string;
}

/** What of a licence with several holders may be read. */
export interface HolderWords {
  /** How many hold the licence. */
  readonly holders: number;
  /** Place of whose own fields count as the presenter's. */
  readonly presenter: number;
  readonly readable: readonly ReadableField[];
}

/** Why a consent counts for nothing, first reason first. Append-only. */
export type ConsentFault =
  /** By a key that is no holder's, or not signed by it. */
  | 'wrong-signer'
  /** The presenter needs nobody's consent for their own fields. */
  | 'own'
  | 'repeated'
  /** An agent stands for one holder alone. */
  | 'agent'
  | 'other-licence'
  | 'other-audience'
  | 'other-nonce'
  | 'other-presenter'
  /** The guardian's or proxy's time is over. */
  | 'representation-ended';

/**
 * Of several holders each one's own fields count on that holder's word alone: they present, or they consented to these
 * very fields in this very request. What is shown on nobody's word is dropped unread, whatever else is in order. A file
 * that nobody presents may show one holder's own fields, like any licence's file: only that holder has them.
 */
export function readCoHolders(
  examination: Examination,
  credential: DataCredential,
  presented: Presented,
  matchedInstead: (found: Finding) => Finding,
): { readonly finding: Finding; readonly words: HolderWords } {
  const owners = fieldOwners(credential.sdJwt, examination.provider);
  const shown = credential.sdJwt.disclosures.map(({ name = '', bytes }, at) => ({
    owner: owners[at] as FieldOwner,
    name,
    digest: digestText(examination.provider, bytes),
  }));
  const holders = holdersOf(credential.claims);
  const whose = new Set(shown.flatMap(({ owner }) => (typeof owner === 'number' ? [owner] : [])));
  const [only = 0] = whose;
  const reading = (
    found: Finding,
    mayRead: (field: (typeof shown)[number]) => boolean,
    presenter?: number,
  ): { readonly finding: Finding; readonly words: HolderWords } => {
    const readable = shown.filter((field) => field.owner === 'shared' || mayRead(field));
    const withheld = shown.filter((field) => !readable.includes(field)).map(pathOf);
    const who = presenter === undefined ? {} : { holder: presenter + 1, holders: holders.length };
    const evidence = { ...found.evidence, ...who, ...(withheld.length > 0 && { withheld }) };
    return {
      finding: { ...found, evidence },
      words: { holders: holders.length, presenter: presenter ?? only, readable },
    };
  };

  const { place } = presented;
  if (place === undefined) {
    const isOfOne = whose.size <= 1;
    // A card would show the agent, and whether their delegation holds, a comparison cannot tell.
    const mayMatch = isOfOne && credential.delegations === undefined;
    const found = mayMatch ? matchedInstead(presented.finding) : presented.finding;
    // The clerk compared with the one holder whose fields are shown; where none are, the receipt names no holder.
    const compared = found !== presented.finding && whose.size === 1 ? only : undefined;
    if (found.outcome === 'pass' || (isOfOne && examination.question.nonce === undefined)) {
      return reading(found, ({ owner }) => owner === only, compared);
    }
    // What was not asked for could be let pass by policy; another holder's fields are not let pass.
    const isLetPass = found.outcome === 'skipped' && whose.size > 0;
    return reading(isLetPass ? finding('CO_HOLDER_CONSENT_MISSING') : found, () => false, compared);
  }

  const consented = consentedIn(examination, credential, holders, place);
  if ('code' in consented) return reading(consented, ({ owner }) => owner === place, place);
  const mayRead = ({ owner, digest }: (typeof shown)[number]): boolean =>
    owner === place || (typeof owner === 'number' && consented.get(owner)?.has(digest) === true);
  const isCovered = shown.every((field) => field.owner === 'shared' || mayRead(field));
  if (!isCovered) {
    const late = consented.size < (credential.consents?.statements.length ?? 0);
    const missing = finding('CO_HOLDER_CONSENT_MISSING', late ? { reason: 'expired' } : {});
    // What is already said against, or asked of, the presenter is not said more mildly.
    return reading(presented.finding.outcome === 'pass' ? missing : presented.finding, mayRead, place);
  }
  return reading(withConsents(presented.finding, holders, place, whose), mayRead, place);
}

const pathOf = ({ owner, name }: ReadableField): string => fieldPath(owner, name);

/** Who consented, counted from 1; the lowest level of those whose word is used. */
function withConsents(
  found: Finding,
  holders: readonly LicenceHolder[],
  place: number,
  whose: ReadonlySet<number>,
): Finding {
  const consented = [...whose].filter((each) => each !== place).sort((one, other) => one - other);
  const levels = consented.map((each) => holders[each]?.identityLevel ?? 0);
  const level = found.evidence['identityLevel'];
  return {
    ...found,
    evidence: {
      ...found.evidence,
      ...(consented.length > 0 && { consented: consented.map((each) => each + 1) }),
      ...(typeof level === 'number' && { identityLevel: Math.min(level, ...levels) }),
    },
  };
}

/**
 * What each holder consented to, by place; a consent that came too late counts for nothing. Or the finding that one is
 * not what it says.
 */
function consentedIn(
  examination: Examination,
  credential: DataCredential,
  holders: readonly LicenceHolder[],
  place: number,
): ReadonlyMap<number, ReadonlySet<string>> | Finding {
  const consented = new Map<number, ReadonlySet<string>>();
  const seen = new Set<number>([]);
  const licence = digestText(examination.provider, credential.sdJwt.jwtBytes);
  const keys = credential.consents && holders.map(({ holderKey }) => keyOf(holderKey));
  for (const statement of credential.consents?.statements ?? []) {
    const by = keys?.findIndex((key) => key?.id === statement.keyId) ?? -1;
    const key = keys?.[by];
    const holder = holders[by];
    const invalid = (reason: ConsentFault): Finding =>
      finding('CO_HOLDER_CONSENT_INVALID', { reason, ...(by >= 0 && { consenting: by + 1 }) });
    if (key === undefined || holder === undefined) return invalid('wrong-signer');
    if (!isStatementSigned(examination.provider, statement, CONSENT_TYPE, key))
      return invalid('wrong-signer');
    if (by === place) return invalid('own');
    if (seen.has(by)) return invalid('repeated');
    seen.add(by);
    if (credential.delegations !== undefined) return invalid('agent');
    const fault = addressFault(statement, examination, licence, keys?.[place]?.id);
    if (fault !== undefined) return invalid(fault);
    if (isRepresentationOver(holder, examination.day)) return invalid('representation-ended');
    const { iat, disclosures } = statement.payload;
    if (isSignedSince(iat * 1000, CONSENT_LIMITS.ageMs, examination)) consented.set(by, new Set(disclosures));
  }
  return consented;
}

function addressFault(
  { payload }: Statement<HolderConsent>,
  { question }: Examination,
  licence: string,
  presenter: string | undefined,
): ConsentFault | undefined {
  if (payload.licence !== licence) return 'other-licence';
  if (payload.aud !== presentationAudience(question.relying, question.matter)) return 'other-audience';
  if (payload.nonce !== question.nonce) return 'other-nonce';
  return payload.presenter === presenter ? undefined : 'other-presenter';
}
