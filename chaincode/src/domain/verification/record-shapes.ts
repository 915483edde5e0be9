/**
 * Shapes of the records that facts and trust files carry, as closed as the records themselves: what arrives from
 * elsewhere is read as strictly as what the ledger takes.
 */
import { agreementTerms, PARTIES_LIMIT } from '../agreement/acceptance';
import type { Agreement, Basis } from '../agreement/agreement';
import { basisRecord } from '../agreement/basis';
import { COMPETENCE_LIMIT, filing } from '../authority/approval';
import type { Authority } from '../authority/authority';
import { MANDATES_LIMIT } from '../authority/mandate';
import { IDENTITY_KEYS_LIMIT, roles } from '../authority/registration';
import { SUCCESSIONS_LIMIT } from '../authority/succession';
import { DelegationEndShape } from '../delegation/delegation';
import { DISPUTE_GROUNDS, type LicenceDisputes } from '../dispute/dispute';
import { DISPUTES_LIMIT } from '../dispute/raising';
import { parseInstant } from '../code/instant';
import { MAX_LOCAL_MATTER_CODE } from '../code/local-matter-code';
import {
  array,
  boolean,
  integer,
  literal,
  nullable,
  object,
  oneOf,
  optional,
  parsed,
  type Shape,
  string,
} from '../json/shape';
import type { Anchor } from '../licence/anchor';
import { BATCH_SIZE_LIMIT, CO_SEALS_LIMIT } from '../licence/anchoring';
import type { LicenceStatus } from '../licence/status';
import { LICENCE_STATES, STATUS_CHANGES_LIMIT } from '../licence/status-change';
import { claimFields, issuing } from '../licence-type/definition';
import type { LicenceType } from '../licence-type/licence-type';
import { sealRoles } from '../licence-type/seal-roles';
import { IDENTITY_LEVEL_LIMIT, LEGAL_BASIS_LIMIT, MATERIALS_LIMIT } from '../matter/definition';
import { MAPPING_PARTIES_LIMIT } from '../matter/mapping';
import type { Matter, MatterMapping } from '../matter/matter';
import { parseGatewayAddress } from '../member/gateway-address';
import type { Member, ReceiptHead } from '../member/member';
import { headFault } from '../member/receipt-key';
import {
  basicMatterCode,
  bilingual,
  bytes,
  checked,
  day,
  digest,
  FIELD_LIMITS,
  licenceTypeCode,
  matterCode,
  memberId,
  name,
  position,
  reference,
  region,
  scope,
  slug,
  suite,
  types,
  typesOrAll,
  uscc,
} from '../record/field';
import { comparePositions, type History, type Version } from '../record/version';
import { SealEngravingShape } from '../seal/engraving';
import type { Seal } from '../seal/seal';
import { SesIdentityShape } from '../seal/ses-identity';

/** Versions of one record in one answer. */
const VERSIONS_LIMIT = 10_000;
const RECEIPT_KEYS_LIMIT = 1_000;

const publicKey = bytes(32, 65);
const count = integer({ min: 1 });
const parties = array(memberId, { max: PARTIES_LIMIT });

const MemberShape: Shape<Member> = object({
  id: memberId,
  msp: string({ min: 1, max: 64 }),
  name: bilingual,
  region,
  state: oneOf(['founding', 'admitted', 'suspended', 'withdrawn']),
  receiptKeys: array(object({ keyId: digest, suite, publicKey, state: oneOf(['active', 'ended']) }), {
    max: RECEIPT_KEYS_LIMIT,
  }),
  gateway: optional(parsed(parseGatewayAddress, { max: 200 })),
});

const standing = oneOf(['approved', 'witnessed']);
const competence = object({
  types,
  region,
  from: day,
  to: optional(day),
  standing,
  by: optional(uscc),
  filing,
  ended: optional(object({ by: optional(uscc), filing })),
});

const AuthorityShape: Shape<Authority> = object({
  code: uscc,
  member: memberId,
  kind: oneOf(['department', 'approver']),
  region,
  name: bilingual,
  roles,
  state: oneOf(['registered', 'active', 'suspended', 'abolished']),
  government: optional(uscc),
  superior: optional(uscc),
  keys: array(object({ kid: digest, publicKey: bytes(32, 128), state: oneOf(['active', 'ended']) }), {
    max: IDENTITY_KEYS_LIMIT,
  }),
  competence: array(competence, { max: COMPETENCE_LIMIT }),
  mandates: array(
    object({
      custodian: uscc,
      acts: array(oneOf(['seal', 'anchor', 'status']), { max: 3 }),
      types,
      from: day,
      to: optional(day),
      state: oneOf(['given', 'ended']),
    }),
    { max: MANDATES_LIMIT },
  ),
  predecessors: array(object({ predecessor: uscc, types: typesOrAll, from: day }), {
    max: SUCCESSIONS_LIMIT,
  }),
  successors: optional(
    array(object({ authority: uscc, types: typesOrAll, from: day }), { max: SUCCESSIONS_LIMIT }),
  ),
  directs: array(scope, { max: FIELD_LIMITS.list }),
  approval: optional(object({ standing, by: optional(uscc) })),
});

const SealShape: Shape<Seal> = object({
  keyId: digest,
  authority: uscc,
  custodian: optional(uscc),
  suite,
  publicKey,
  kind: oneOf(['seal', 'issuing-key']),
  name,
  filing: optional(reference),
  role: optional(name),
  engraving: optional(SealEngravingShape),
  ses: optional(SesIdentityShape),
  replaces: optional(digest),
  state: oneOf(['active', 'frozen', 'retired']),
  compromise: optional(object({ from: position, reportedBy: memberId, confirmedBy: optional(memberId) })),
});

const LicenceTypeShape: Shape<LicenceType> = object({
  code: licenceTypeCode,
  name: bilingual,
  standing: oneOf(['definer', 'outside']),
  version: count,
  state: oneOf(['active', 'deprecated']),
  holder: oneOf(['person', 'organisation', 'either']),
  validity: oneOf(['dated', 'perpetual', 'either']),
  maxValidDays: optional(count),
  reach: oneOf(['nationwide', 'territory', 'premises']),
  fields: claimFields,
  yearlyInspection: boolean,
  successor: optional(licenceTypeCode),
  issuing: optional(issuing),
  seals: optional(sealRoles),
  organs: array(
    object({ state: oneOf(LICENCE_STATES), authorities: array(uscc, { max: FIELD_LIMITS.list }) }),
    {
      max: LICENCE_STATES.length,
    },
  ),
});

const AnchorShape: Shape<Anchor> = object({
  authority: uscc,
  by: uscc,
  type: licenceTypeCode,
  root: digest,
  size: integer({ min: 1, max: BATCH_SIZE_LIMIT }),
  hash: oneOf(['sha-256', 'sm3']),
  keyId: digest,
  coSeals: array(object({ keyId: digest, role: name, signature: bytes(64, 64) }), { max: CO_SEALS_LIMIT }),
  provenance: oneOf(['issuer', 'custodian', 'relayed']),
  relayed: optional(object({ platform: name, answeredAt: parsed(parseInstant, { max: 24 }), digest })),
  requestId: slug,
});

const StatusShape: Shape<LicenceStatus> = object({
  authority: uscc,
  leafHash: digest,
  root: digest,
  changes: array(
    object({
      state: oneOf(LICENCE_STATES),
      by: uscc,
      decision: reference,
      decidedOn: day,
      effectiveFrom: day,
      retroactive: boolean,
    }),
    { max: STATUS_CHANGES_LIMIT },
  ),
});

const MatterShape: Shape<Matter> = object({
  code: matterCode,
  name: bilingual,
  kind: string({ pattern: /^\d{2}$/ }),
  legalBasis: array(object({ title: reference, article: reference }), { max: LEGAL_BASIS_LIMIT }),
  standing: oneOf(['definer', 'outside', 'implementation']),
  authority: optional(uscc),
  definer: optional(uscc),
  version: count,
  from: day,
  state: oneOf(['active', 'ended']),
  materials: array(
    object({
      types,
      fields: claimFields,
      legalForm: oneOf(['any', 'page']),
      identityLevel: integer({ max: IDENTITY_LEVEL_LIMIT }),
      holders: optional(literal('all')),
    }),
    { max: MATERIALS_LIMIT },
  ),
});

const MappingShape: Shape<MatterMapping> = object({
  from: string({ min: 1, max: MAX_LOCAL_MATTER_CODE }),
  list: optional(uscc),
  to: basicMatterCode,
  version: count,
  parties: array(object({ authority: uscc, region }), { max: MAPPING_PARTIES_LIMIT }),
  accepted: array(uscc, { max: MAPPING_PARTIES_LIMIT, unique: true }),
  state: oneOf(['proposed', 'accepted', 'ended']),
  named: optional(object({ from: digest, to: digest })),
  endedBy: optional(uscc),
});

const AgreementShape: Shape<Agreement> = object({
  id: slug,
  version: count,
  parties,
  terms: agreementTerms,
  accepted: parties,
  state: oneOf(['proposed', 'in-force', 'withdrawn']),
  lastDay: optional(day),
  amendment: optional(object({ terms: agreementTerms, accepted: parties })),
});

const BasisShape: Shape<Basis> = basisRecord;

const DisputesShape: Shape<LicenceDisputes> = object({
  authority: uscc,
  leafHash: digest,
  root: digest,
  disputes: array(
    object({
      number: count,
      by: uscc,
      for: oneOf(['self', 'holder']),
      ground: oneOf(DISPUTE_GROUNDS),
      receipt: optional(object({ key: digest, number: count, digest })),
      document: optional(digest),
      openedOn: day,
      answerBy: day,
      state: oneOf(['open', 'ended']),
      end: optional(
        object({
          outcome: oneOf(['upheld', 'rejected', 'withdrawn', 'lapsed']),
          by: uscc,
          on: day,
          decision: optional(reference),
          isLate: optional(literal(true)),
        }),
      ),
    }),
    { max: DISPUTES_LIMIT },
  ),
});

const ReceiptHeadShape: Shape<ReceiptHead> = checked(
  object({
    keyId: digest,
    member: memberId,
    number: integer(),
    digest: optional(digest),
    root: optional(digest),
    final: optional(literal(true)),
  }),
  headFault,
);

/**
 * Every version of one record: `[{position: {block, tx}, time, value}]` in ledger order, which look-ups by position and
 * by day rely on.
 */
export function history<T>(of: Shape<T>): Shape<History<T>> {
  const version: Shape<Version<T>> = object({ position, time: integer(), value: nullable(of) });
  return checked(array(version, { max: VERSIONS_LIMIT }), (versions) => {
    const at = versions.findIndex((each, n) => {
      const before = versions[n - 1];
      return before && (comparePositions(before.position, each.position) >= 0 || before.time > each.time);
    });
    return at < 0 ? null : ['not-in-ledger-order', `/${String(at)}/position`];
  });
}

/** What verification reads, by kind of state key. */
export const HISTORIES = {
  member: history(MemberShape),
  authority: history(AuthorityShape),
  seal: history(SealShape),
  'licence-type': history(LicenceTypeShape),
  anchor: history(AnchorShape),
  status: history(StatusShape),
  matter: history(MatterShape),
  mapping: history(MappingShape),
  agreement: history(AgreementShape),
  basis: history(BasisShape),
  dispute: history(DisputesShape),
  delegation: history(DelegationEndShape),
  'receipt-head': history(ReceiptHeadShape),
} as const;

/** `{height, hash, time}` */
export const HeadShape = object({
  height: integer(),
  hash: string({ pattern: /^[0-9a-f]{0,128}$/ }),
  time: integer(),
});

export const versionOne = literal(1);
