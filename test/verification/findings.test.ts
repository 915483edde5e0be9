import {
  canonicalBytes,
  classifyLicenceIdentifier,
  completeUscc,
  type CounterMatch,
  decodeBase64url,
  encodeBase64url,
  FINDING_CODES,
  type FindingCode,
  type LicenceState,
  makeLicenceIdentifier,
  recordKey,
  type VerdictWord,
  type Authority,
  type Dispute,
  type Seal,
  verifyCredential,
} from '@huren/chaincode/domain';
import { AGENT_ROWS } from './agent-rows';
import { CO_HOLDER_ROWS } from './co-holder-rows';
import { coSealed, SEAL_ROWS, PAGE_SEAL_ROWS, SECOND } from './co-seals';
import { COPY_ROWS } from './copy-rows';
import { PAGE_ROWS } from './page-rows';
import {
  agreement,
  APPROVER,
  arrange,
  authority,
  basis,
  clause,
  competence,
  CUSTODIAN,
  findingOf,
  holderKey,
  IMPLEMENTATION,
  ISSUER,
  issuerKey,
  JILIN_APPROVER,
  judge,
  LOCAL_MATTER,
  MAPPING_PARTIES,
  matter,
  MATTER,
  MATTER_FIELDS,
  PREDECESSOR,
  QIQIHAR,
  RELYING,
  type Scenario,
  seal,
  TYPE,
  WITHOUT_HOLDER,
  type World,
} from './world';

type Row = readonly [rule: string, code: FindingCode, verdict: VerdictWord, scenario: Scenario];

/** A clerk's word, by the account that gave it. */
const matched = (change: Partial<CounterMatch> = {}): CounterMatch => ({
  method: 'id-card',
  name: 'exact',
  by: encodeBase64url(new Uint8Array(32).fill(3)),
  ...change,
});

const FAR_APPROVER = completeUscc('11150000MB0000007');
const OTHER_TYPE = '11100000MB03271699001';
const sealChange =
  (change: Partial<Seal>) =>
  (world: World): unknown =>
    world.change<Seal>(recordKey.seal(issuerKey.keyId), change);
const authorityChange =
  (change: Partial<Authority>) =>
  (world: World): unknown =>
    world.change<Authority>(recordKey.authority(ISSUER), change);

/** An agreement that declares the anchors of the issuer's region complete. */
function covered(change: object = {}, state: 'in-force' | 'proposed' = 'in-force'): Scenario {
  const coverage = [{ types: [TYPE], region: QIQIHAR, since: '2026-03-02', ...change }];
  const whole = agreement([clause()]);
  return { agreement: { state, terms: { ...whole.terms, coverage } } };
}

/** A dispute that was raised on 2026-04-01. */
function disputed(change: Partial<Dispute> = {}, of?: string): Scenario {
  return {
    after: (world, leafHash) =>
      world.clock('2026-04-01T02:00:00.000Z').put(recordKey.dispute(ISSUER, leafHash), {
        authority: ISSUER,
        leafHash: of ?? leafHash,
        root: leafHash,
        disputes: [
          {
            number: 1,
            by: RELYING,
            for: 'holder',
            ground: 'content',
            openedOn: '2026-04-01',
            answerBy: '2026-04-16',
            state: 'open',
            ...change,
          },
        ],
      }),
  };
}

/** A decision about the licence, effective 2026-04-01. */
function decided(
  state: LicenceState,
  change: { retroactive?: boolean; effectiveFrom?: string } = {},
): Scenario {
  return {
    after: (world, leafHash) =>
      world.put(recordKey.status(ISSUER, leafHash), {
        authority: ISSUER,
        leafHash,
        root: '',
        changes: [
          {
            state,
            by: ISSUER,
            decision: '演示决定 1',
            decidedOn: '2026-04-01',
            effectiveFrom: '2026-04-01',
            retroactive: false,
            ...change,
          },
        ],
      }),
  };
}

const mandate = {
  custodian: CUSTODIAN,
  acts: ['seal' as const],
  types: [TYPE],
  from: '2026-01-01',
  state: 'given' as const,
};

const STOCK: Scenario = {
  licence: {
    issueDay: '2009-06-01',
    validFrom: '2009-06-01',
    origin: { issuer: PREDECESSOR, digitisedBy: ISSUER, digitisedOn: '2021-05-01' },
  },
  issuer: { predecessors: [{ predecessor: PREDECESSOR, types: '*', from: '2018-11-01' }] },
  before: (world) =>
    world.put(
      recordKey.authority(PREDECESSOR),
      authority(PREDECESSOR, QIQIHAR, {
        state: 'abolished',
        competence: [competence({ from: '1999-01-01', to: '2018-10-31' })],
      }),
    ),
};

const identifier = (change: Partial<Parameters<typeof makeLicenceIdentifier>[0]>): string =>
  makeLicenceIdentifier({ typeCode: TYPE, issuer: ISSUER, serial: 'DEMO0001', version: 1, ...change });
const ROWS: readonly Row[] = [
  ['passes an identifier of the standard', 'WELL_FORMED', 'accept', {}],
  [
    'passes an identifier with the check character of the faulty platform',
    'LEGACY_IDENTIFIER',
    'accept',
    { licence: { identifier: legacyOf(identifier({})) } },
  ],
  [
    'reviews an identifier with a wrong check character: a slip of the issuer is no forgery',
    'IDENTIFIER_INVALID',
    'review',
    { licence: { identifier: wrongCheckOf(identifier({})) } },
  ],
  [
    'reviews an identifier that names another type',
    'IDENTIFIER_DIFFERS',
    'review',
    { licence: { identifier: identifier({ typeCode: OTHER_TYPE }) } },
  ],
  [
    'reviews a field that its type does not have',
    'FIELDS_NOT_OF_TYPE',
    'review',
    { ...withField('legal_representative', '演示甲'), type: {} },
  ],
  [
    'reviews an extension that nobody listed',
    'FIELDS_NOT_OF_TYPE',
    'review',
    { ...withField('KZ_YSZD', '演示') },
  ],
  [
    'reviews a field that the type took in only after the anchor',
    'FIELDS_NOT_OF_TYPE',
    'review',
    {
      ...withField('legal_representative', '演示甲'),
      after: (world) =>
        world.change(recordKey.licenceType(TYPE), { fields: [...MATTER_FIELDS, 'legal_representative'] }),
    },
  ],
  [
    'passes a field that the type gave up after the anchor',
    'WELL_FORMED',
    'accept',
    {
      ...withField('business_scope', '演示'),
      after: (world) => world.change(recordKey.licenceType(TYPE), { fields: MATTER_FIELDS }),
    },
  ],
  [
    'passes an element of the standard that the type does not list',
    'WELL_FORMED',
    'accept',
    { ...withField('certificate_name', '营业执照(演示)') },
  ],
  [
    'reviews a person as holder of a licence for organisations',
    'HOLDER_KIND_DIFFERS',
    'review',
    { ...withField('certificate_holder_type', '111') },
  ],
  [
    'reviews an organisation as holder of a licence for persons',
    'HOLDER_KIND_DIFFERS',
    'review',
    { ...withField('certificate_holder_type', '001'), type: { holder: 'person' } },
  ],
  [
    'passes either kind of holder where the type is for both',
    'WELL_FORMED',
    'accept',
    { ...withField('certificate_holder_type', '111'), type: { holder: 'either' } },
  ],

  ['passes disclosures that the issuer committed to', 'INTACT', 'accept', {}],
  [
    'refuses a disclosure whose value was altered',
    'DISCLOSURE_FORGED',
    'refuse',
    { forge: (text) => forgeLast(text, '另一商行') },
  ],
  [
    'refuses a disclosure that was added',
    'DISCLOSURE_FORGED',
    'refuse',
    {
      forge: (text) =>
        `${text}${encodeBase64url(canonicalBytes(['A'.repeat(22), 'registered_capital', '1']))}~`,
    },
  ],

  ['passes a leaf of a batch on the ledger', 'ANCHORED', 'accept', {}],
  ['reviews a licence without a known anchor', 'NOT_ANCHORED', 'review', { file: ({ sdJwt }) => sdJwt }],
  ['reviews a licence whose batch the ledger does not hold', 'BATCH_UNKNOWN', 'review', { anchor: null }],
  [
    'reviews a licence without an anchor, and says so, where an agreement has every one anchored',
    'ABSENT_WHERE_COMPLETE',
    'review',
    { file: ({ sdJwt }) => sdJwt, ...covered() },
  ],
  [
    'reviews a licence of an unknown batch likewise',
    'ABSENT_WHERE_COMPLETE',
    'review',
    { anchor: null, ...covered() },
  ],
  [
    'says nothing by an absence from before the anchors were complete',
    'NOT_ANCHORED',
    'review',
    { file: ({ sdJwt }) => sdJwt, ...covered({ since: '2026-03-03' }) },
  ],
  [
    'says nothing by an absence elsewhere',
    'NOT_ANCHORED',
    'review',
    { file: ({ sdJwt }) => sdJwt, ...covered({ region: '220800' }) },
  ],
  [
    'says nothing by an absence that a mere proposal declares complete',
    'NOT_ANCHORED',
    'review',
    { file: ({ sdJwt }) => sdJwt, ...covered({}, 'proposed') },
  ],
  [
    'refuses a proof with one wrong sibling',
    'PROOF_INVALID',
    'refuse',
    { file: (file) => ({ ...file, anchor: { ...file.anchor, proof: [...file.anchor!.proof].reverse() } }) },
  ],
  [
    'refuses a proof for another place of the batch',
    'PROOF_INVALID',
    'refuse',
    { file: (file) => ({ ...file, anchor: { ...file.anchor, index: 2 } }) },
  ],
  ['refuses a proof for a batch of another size', 'PROOF_INVALID', 'refuse', { anchor: { size: 70 } }],
  [
    'refuses a proof that claims a page form which was never anchored',
    'PROOF_INVALID',
    'refuse',
    {
      file: (file) => ({
        ...file,
        anchor: { ...file.anchor, other: encodeBase64url(new Uint8Array(32).fill(1)) },
      }),
    },
  ],
  ['refuses a batch of another type', 'BATCH_DIFFERS', 'refuse', { anchor: { type: OTHER_TYPE } }],
  [
    'reviews a day before the anchor: the ledger attests only since then',
    'ATTESTED_ONLY_SINCE',
    'review',
    { ...STOCK, question: { asOf: '2026-01-20' }, presentation: null, clauses: [clause()] },
  ],

  ['passes the issuer’s signature', 'SIGNATURE_VALID', 'accept', {}],
  [
    'refuses a signature over other bytes',
    'SIGNATURE_INVALID',
    'refuse',
    { forge: (text) => alterSignature(text) },
  ],
  [
    'refuses an algorithm that is not the registered key’s',
    'ALGORITHM_DIFFERS',
    'refuse',
    { signer: { ...issuerKey, suite: 'EdDSA' }, seal: { suite: 'ES256' } },
  ],
  [
    'refuses a further seal’s signature that is wrong',
    'CO_SEAL_INVALID',
    'refuse',
    coSealed({ by: holderKey }),
  ],
  ['cannot check a signature by an unregistered key', 'SIGNATURE_UNCHECKED', 'refuse', { seal: null }],

  ['passes a seal that was active at the anchor', 'SEAL_ACTIVE', 'accept', {}],
  [
    'passes a seal that was retired after the anchor',
    'SEAL_ACTIVE',
    'accept',
    { after: sealChange({ state: 'retired' }) },
  ],
  [
    'passes a custodian’s seal under a mandate of that day',
    'SEAL_ACTIVE',
    'accept',
    { seal: { custodian: CUSTODIAN }, issuer: { competence: [competence()], mandates: [mandate] } },
  ],
  ['passes enough seals in their roles', 'SEAL_ACTIVE', 'accept', coSealed()],
  ['reviews an active seal without an anchor', 'SEAL_ACTIVE_NOW', 'review', { file: ({ sdJwt }) => sdJwt }],
  ['refuses a seal that the ledger does not know', 'SEAL_UNREGISTERED', 'refuse', { seal: null }],
  [
    'refuses a seal that was registered after the anchor',
    'SEAL_REGISTERED_LATER',
    'refuse',
    { seal: null, after: (world) => world.put(recordKey.seal(issuerKey.keyId), seal(issuerKey)) },
  ],
  ['refuses the seal of another authority', 'SEAL_OF_ANOTHER', 'refuse', { seal: { authority: CUSTODIAN } }],
  [
    'refuses another seal than the batch was sealed with',
    'SEAL_NOT_OF_BATCH',
    'refuse',
    { anchor: { keyId: SECOND.keyId } },
  ],
  [
    'refuses a custodian’s seal without a mandate',
    'SEAL_WITHOUT_MANDATE',
    'refuse',
    { seal: { custodian: CUSTODIAN } },
  ],
  [
    'refuses a custodian’s seal whose mandate covers another type',
    'SEAL_WITHOUT_MANDATE',
    'refuse',
    {
      seal: { custodian: CUSTODIAN },
      issuer: { competence: [competence()], mandates: [{ ...mandate, types: [OTHER_TYPE] }] },
    },
  ],
  [
    'refuses a seal that was frozen at the anchor',
    'SEAL_FROZEN',
    'refuse',
    { before: sealChange({ state: 'frozen' }) },
  ],
  [
    'refuses a seal that was retired before the anchor',
    'SEAL_RETIRED',
    'refuse',
    { before: sealChange({ state: 'retired' }) },
  ],
  [
    'refuses a retired seal without an anchor',
    'SEAL_ENDED',
    'refuse',
    { after: sealChange({ state: 'retired' }), file: ({ sdJwt }) => sdJwt },
  ],
  [
    'refuses an anchor after the confirmed compromise of its key, whenever it was confirmed',
    'SEAL_COMPROMISED',
    'refuse',
    {
      after: sealChange({
        state: 'retired',
        compromise: { from: { block: 4, tx: 0 }, reportedBy: ISSUER, confirmedBy: APPROVER },
      }),
    },
  ],
  [
    'passes an anchor under a compromise that nobody has confirmed',
    'SEAL_ACTIVE',
    'accept',
    { after: sealChange({ state: 'frozen', compromise: { from: { block: 4, tx: 0 }, reportedBy: ISSUER } }) },
  ],
  [
    'passes an anchor before the position of the compromise',
    'SEAL_ACTIVE',
    'accept',
    {
      after: sealChange({
        state: 'retired',
        compromise: { from: { block: 100, tx: 0 }, reportedBy: ISSUER, confirmedBy: APPROVER },
      }),
    },
  ],
  [
    'refuses too few seals for the type',
    'CO_SEALS_MISSING',
    'refuse',
    { type: { seals: { roles: ['issuer', 'inspector'], atLeast: 2 } }, seal: { role: 'issuer' } },
  ],
  [
    'does not count a further seal that was frozen',
    'CO_SEALS_MISSING',
    'refuse',
    coSealed({ record: { state: 'frozen' } }),
  ],

  ['passes an issuer that was competent on the day of issue', 'COMPETENT', 'accept', {}],
  [
    'passes a competence that ended after the day of issue',
    'COMPETENT',
    'accept',
    { issuer: { competence: [competence({ to: '2026-03-02' })] } },
  ],
  [
    'reviews a licence that was anchored after the competence had ended, whatever day it names',
    'ANCHORED_AFTER_COMPETENCE',
    'review',
    {
      issuer: { competence: [competence({ to: '2026-03-10' })] },
      anchoredAt: '2026-03-10T16:00:00.000Z',
    },
  ],
  [
    'passes one that was anchored on the last day of the competence',
    'COMPETENT',
    'accept',
    {
      issuer: { competence: [competence({ to: '2026-03-10' })] },
      anchoredAt: '2026-03-10T15:59:59.000Z',
    },
  ],
  [
    'passes one anchored after an entry that another of the issuer’s goes on from',
    'COMPETENT',
    'accept',
    {
      issuer: { competence: [competence({ to: '2026-03-10' }), competence({ from: '2026-03-11' })] },
      anchoredAt: '2026-04-20T04:00:00.000Z',
    },
  ],
  [
    'lets an anchor stand that was made before the authority was suspended',
    'COMPETENT',
    'accept',
    { after: authorityChange({ state: 'suspended' }) },
  ],
  ['passes the predecessor’s competence through succession', 'COMPETENT_BY_SUCCESSION', 'accept', STOCK],
  [
    'refuses a succession for other types',
    'NOT_COMPETENT_THEN',
    'refuse',
    {
      ...STOCK,
      issuer: { predecessors: [{ predecessor: PREDECESSOR, types: [OTHER_TYPE], from: '2018-11-01' }] },
    },
  ],
  [
    'refuses an original issuer that the issuer does not continue',
    'NOT_COMPETENT_THEN',
    'refuse',
    { ...STOCK, issuer: { predecessors: [] } },
  ],
  [
    'reviews competence that was only witnessed',
    'COMPETENCE_WITNESSED',
    'review',
    { issuer: { competence: [competence({ standing: 'witnessed' })] } },
  ],
  [
    'accepts witnessed competence where policy does',
    'WITNESSED_TOLERATED',
    'accept',
    { issuer: { competence: [competence({ standing: 'witnessed' })] }, policy: { witnessed: 'accept' } },
  ],
  [
    'refuses a type that the issuer has no competence for',
    'NOT_COMPETENT',
    'refuse',
    { issuer: { competence: [competence({ types: [OTHER_TYPE] })] } },
  ],
  ['refuses a region outside the competence', 'NOT_COMPETENT', 'refuse', { licence: { region: '230600' } }],
  [
    'refuses a competence that began after the day of issue',
    'NOT_COMPETENT_THEN',
    'refuse',
    { issuer: { competence: [competence({ from: '2026-03-03' })] } },
  ],
  [
    'refuses an anchor that was made for another issuer',
    'ISSUER_DIFFERS',
    'refuse',
    { anchor: { authority: CUSTODIAN } },
  ],
  [
    'refuses an anchor that was made while the authority was suspended',
    'AUTHORITY_SUSPENDED',
    'refuse',
    { before: authorityChange({ state: 'suspended' }) },
  ],
  ['does not know an issuer that is not on the ledger', 'ISSUER_UNKNOWN', 'review', { issuer: null }],

  ['passes the first day of validity', 'IN_FORCE', 'accept', { licence: { validFrom: '2026-06-01' } }],
  ['passes the last day of validity', 'IN_FORCE', 'accept', { licence: { validTo: '2026-06-01' } }],
  [
    'passes on the last day until midnight in Shanghai, not in Greenwich',
    'IN_FORCE',
    'accept',
    {
      licence: { validTo: '2026-06-01' },
      now: '2026-06-01T15:59:59.000Z',
      headAt: '2026-06-01T15:50:00.000Z',
    },
  ],
  ['passes a perpetual licence', 'IN_FORCE', 'accept', { licence: perpetual() }],
  [
    'passes before a suspension takes effect',
    'IN_FORCE',
    'accept',
    decided('suspended', { effectiveFrom: '2026-06-02' }),
  ],
  [
    'reviews a licence whose status no ledger keeps',
    'IN_FORCE_BY_DATES',
    'review',
    { file: ({ sdJwt }) => sdJwt },
  ],
  [
    'refuses a day before the licence was issued',
    'NOT_YET_ISSUED',
    'refuse',
    { licence: { issueDay: '2026-06-02', validFrom: '2026-06-02' } },
  ],
  ['refuses a day before the validity', 'NOT_YET_VALID', 'refuse', { licence: { validFrom: '2026-06-02' } }],
  ['refuses the day after the validity', 'EXPIRED', 'refuse', { licence: { validTo: '2026-05-31' } }],
  ['refuses a licence that was declared expired', 'EXPIRED', 'refuse', decided('expired')],
  [
    'passes the longest validity of the type',
    'IN_FORCE',
    'accept',
    { licence: { validFrom: '2026-05-30', validTo: '2026-06-03' }, type: { maxValidDays: 5 } },
  ],
  [
    'refuses one day more than the longest validity of the type',
    'VALIDITY_TOO_LONG',
    'refuse',
    { licence: { validFrom: '2026-05-30', validTo: '2026-06-04' }, type: { maxValidDays: 5 } },
  ],
  [
    'reviews a dated licence of a perpetual type',
    'VALIDITY_DIFFERS',
    'review',
    { type: { validity: 'perpetual' } },
  ],
  [
    'passes the last day of the yearly inspection',
    'IN_FORCE',
    'accept',
    { type: { yearlyInspection: true }, licence: { inspectionEnd: '2026-06-01' } },
  ],
  [
    'refuses a licence whose yearly inspection lapsed',
    'INSPECTION_OVERDUE',
    'refuse',
    { type: { yearlyInspection: true }, licence: { inspectionEnd: '2026-05-31' } },
  ],
  [
    'reviews a licence that does not state its inspection',
    'INSPECTION_UNSTATED',
    'review',
    { type: { yearlyInspection: true } },
  ],
  ['refuses a suspended licence', 'SUSPENDED', 'refuse', decided('suspended')],
  ['refuses a withdrawn licence', 'WITHDRAWN', 'refuse', decided('withdrawn')],
  ['refuses an annulled licence', 'ANNULLED', 'refuse', decided('annulled', { retroactive: true })],
  ['refuses a revoked licence', 'REVOKED', 'refuse', decided('revoked')],
  ['refuses a deregistered licence', 'DEREGISTERED', 'refuse', decided('deregistered')],
  ['refuses a seized licence', 'SEIZED', 'refuse', decided('seized')],
  ['refuses a superseded licence', 'SUPERSEDED', 'refuse', decided('superseded')],
  ['refuses a licence that was transferred out', 'TRANSFERRED_OUT', 'refuse', decided('transferred-out')],
  ['reviews a licence of an unknown type', 'TYPE_UNKNOWN', 'review', { type: null }],

  [
    'accepts a licence of the own region without an agreement',
    'BASIS_OWN_REGION',
    'accept',
    { relying: { member: QIQIHAR, region: '230221' }, agreement: null },
  ],
  [
    'accepts by law',
    'BASIS_LAW',
    'accept',
    { agreement: null, before: (world) => world.put(recordKey.basis('law-1'), basis()) },
  ],
  [
    'accepts by a national list',
    'BASIS_NATIONAL_LIST',
    'accept',
    {
      agreement: null,
      before: (world) => world.put(recordKey.basis('list-1'), basis({ id: 'list-1', kind: 'national-list' })),
    },
  ],
  ['accepts by a clause', 'BASIS_CLAUSE', 'accept', {}],
  [
    'accepts by a clause about a mapped matter',
    'BASIS_CLAUSE',
    'accept',
    {
      clauses: [clause({ matters: [LOCAL_MATTER] })],
      before: (world) =>
        world.put(recordKey.mapping(LOCAL_MATTER, MATTER), {
          from: LOCAL_MATTER,
          to: MATTER,
          version: 1,
          parties: MAPPING_PARTIES,
          accepted: MAPPING_PARTIES.map(({ authority }) => authority),
          state: 'accepted',
        }),
    },
  ],
  [
    'does not use a mapping that is only proposed',
    'NOT_COVERED',
    'review',
    {
      clauses: [clause({ matters: [LOCAL_MATTER] })],
      before: (world) =>
        world.put(recordKey.mapping(LOCAL_MATTER, MATTER), {
          from: LOCAL_MATTER,
          to: MATTER,
          version: 1,
          parties: MAPPING_PARTIES,
          accepted: [APPROVER],
          state: 'proposed',
        }),
    },
  ],
  [
    'does not use a mapping where nobody of the issuing side accepted it',
    'NOT_COVERED',
    'review',
    {
      clauses: [clause({ matters: [LOCAL_MATTER] })],
      before: (world) =>
        world.put(recordKey.mapping(LOCAL_MATTER, MATTER), {
          from: LOCAL_MATTER,
          to: MATTER,
          version: 1,
          parties: [
            { authority: JILIN_APPROVER, region: '220000' },
            { authority: FAR_APPROVER, region: '150000' },
          ],
          accepted: [FAR_APPROVER, JILIN_APPROVER],
          state: 'accepted',
        }),
    },
  ],
  [
    'reviews where a clause asks for it',
    'CLAUSE_REVIEW',
    'review',
    { clauses: [clause({ effect: 'review' })] },
  ],
  [
    'lets review by clause go before acceptance by clause',
    'CLAUSE_REVIEW',
    'review',
    { clauses: [clause(), clause({ id: '2', effect: 'review' })] },
  ],
  [
    'lets refusal by name go before review and acceptance',
    'CLAUSE_REFUSES',
    'refuse',
    { clauses: [clause(), clause({ id: '2', effect: 'review' }), clause({ id: '3', effect: 'refuse' })] },
  ],
  [
    'reviews where a clause wants the page form',
    'CONDITIONS_UNMET',
    'review',
    { clauses: [clause({ conditions: { legalForm: 'page' } })] },
  ],
  [
    'reviews where a clause wants a higher identity level',
    'CONDITIONS_UNMET',
    'review',
    { clauses: [clause({ conditions: { identityLevel: 4 } })] },
  ],
  [
    'accepts at the identity level that the clause wants',
    'BASIS_CLAUSE',
    'accept',
    { clauses: [clause({ conditions: { identityLevel: 3 } })] },
  ],
  [
    'reviews where a clause wants another provenance',
    'CONDITIONS_UNMET',
    'review',
    { clauses: [clause({ conditions: { provenance: ['issuer'] } })], anchor: { provenance: 'relayed' } },
  ],
  [
    'reviews where a clause wants a current inspection',
    'CONDITIONS_UNMET',
    'review',
    { clauses: [clause({ conditions: { inspection: true } })] },
  ],
  [
    'reviews where a clause wants a fresher index',
    'CONDITIONS_UNMET',
    'review',
    { clauses: [clause({ conditions: { maxIndexAgeMs: 60_000 } })] },
  ],
  [
    'accepts by one clause though another’s conditions are unmet',
    'BASIS_CLAUSE',
    'accept',
    { clauses: [clause({ conditions: { legalForm: 'page' } }), clause({ id: '2' })] },
  ],
  [
    'refuses a territory elsewhere',
    'OUT_OF_TERRITORY',
    'refuse',
    { type: { reach: 'territory' }, licence: { effectiveRegions: ['230000', '150700'] } },
  ],
  [
    'refuses premises elsewhere',
    'OUT_OF_TERRITORY',
    'refuse',
    { type: { reach: 'premises' }, licence: { premisesRegion: '230202' } },
  ],
  [
    'accepts a territory that contains this region',
    'BASIS_CLAUSE',
    'accept',
    { type: { reach: 'territory' }, licence: { effectiveRegions: ['220000'] } },
  ],
  [
    'accepts premises in this region',
    'BASIS_CLAUSE',
    'accept',
    {
      issuer: { competence: [competence({ region: '000000' })] },
      type: { reach: 'premises' },
      licence: { premisesRegion: '220802' },
    },
  ],
  [
    'reviews a territory that is a part of this region',
    'TERRITORY_PARTLY',
    'review',
    { type: { reach: 'territory' }, licence: { effectiveRegions: ['220802'] } },
  ],
  ['reviews an unstated territory', 'TERRITORY_UNSTATED', 'review', { type: { reach: 'territory' } }],
  ['reviews without any basis', 'NOT_COVERED', 'review', { agreement: null }],
  [
    'takes the issuing region from the authority’s record, never from the claim',
    'NOT_COVERED',
    'review',
    {
      clauses: [clause({ issuingRegions: ['230200'] })],
      issuer: { region: '230000', competence: [competence()] },
    },
  ],
  [
    'reviews an agreement that not every party has accepted',
    'AGREEMENT_NOT_IN_FORCE',
    'review',
    { agreement: { state: 'proposed', accepted: [QIQIHAR] } },
  ],
  [
    'reviews before the first day of the agreement',
    'AGREEMENT_NOT_IN_FORCE',
    'review',
    { agreementSpan: ['2026-06-02'] },
  ],
  ['accepts on the first day of the agreement', 'BASIS_CLAUSE', 'accept', { agreementSpan: ['2026-06-01'] }],
  [
    'accepts on the last day of the agreement',
    'BASIS_CLAUSE',
    'accept',
    { agreementSpan: ['2026-01-10', '2026-06-01'] },
  ],
  [
    'reviews after the last day of notice',
    'AGREEMENT_NOT_IN_FORCE',
    'review',
    { agreement: { state: 'withdrawn', lastDay: '2026-05-31' } },
  ],
  [
    'accepts until the last day of notice',
    'BASIS_CLAUSE',
    'accept',
    { agreement: { state: 'withdrawn', lastDay: '2026-06-01' } },
  ],
  [
    'never uses a proposal that was withdrawn, and does not say that it was ever to come',
    'NOT_COVERED',
    'review',
    { agreement: { state: 'withdrawn', accepted: [QIQIHAR], lastDay: '2026-12-31' } },
  ],
  [
    'cannot tell for an office that is not on the ledger',
    'RELYING_UNKNOWN',
    'cannot-tell',
    { relying: null },
  ],
  ['reviews an issuer whose region is unknown', 'ISSUING_REGION_UNKNOWN', 'review', { issuer: null }],

  ['passes what the matter asks for', 'ASKED_FOR', 'accept', {}],
  [
    'drops fields beyond the request and reports their names',
    'EXTRA_FIELDS_DROPPED',
    'accept',
    { disclose: [...MATTER_FIELDS, 'business_scope'] },
  ],
  ['reviews an unknown matter', 'MATTER_UNKNOWN', 'review', { matter: null }],
  ['reviews a matter that has ended', 'MATTER_NOT_ACTIVE', 'review', { matter: { state: 'ended' } }],
  ['reviews a matter that has not begun', 'MATTER_NOT_ACTIVE', 'review', { matter: { from: '2026-06-02' } }],
  [
    'passes the office’s own implementation code',
    'ASKED_FOR',
    'accept',
    {
      question: { matter: IMPLEMENTATION },
      before: (world) =>
        world.put(
          recordKey.matter(IMPLEMENTATION),
          matter(IMPLEMENTATION, { authority: RELYING, materials: [] }),
        ),
    },
  ],
  [
    'reviews another authority’s implementation code',
    'MATTER_OF_ANOTHER',
    'review',
    {
      question: { matter: `${ISSUER}3${MATTER}` },
      before: (world) =>
        world.put(
          recordKey.matter(`${ISSUER}3${MATTER}`),
          matter(`${ISSUER}3${MATTER}`, { authority: ISSUER }),
        ),
    },
  ],
  [
    'reviews a type that the matter does not ask for',
    'TYPE_NOT_ASKED_FOR',
    'review',
    { matter: { materials: [{ types: [OTHER_TYPE], fields: [], legalForm: 'any', identityLevel: 0 }] } },
  ],
  [
    'reviews a presentation that lacks a field',
    'FIELDS_MISSING',
    'review',
    { disclose: ['certificate_number'] },
  ],
  [
    'reviews the data form where the page form is needed',
    'LEGAL_FORM_NOT_ENOUGH',
    'review',
    { matter: { materials: [{ types: [TYPE], fields: [], legalForm: 'page', identityLevel: 0 }] } },
  ],
  [
    'reviews a holder identified at too low a level',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    { matter: { materials: [{ types: [TYPE], fields: MATTER_FIELDS, legalForm: 'any', identityLevel: 4 }] } },
  ],
  [
    'reviews a holder below the policy’s level',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    { policy: { identityLevel: 4 } },
  ],
  [
    'asks for the level also where no presentation is wanted',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    { ...WITHOUT_HOLDER, policy: { ...WITHOUT_HOLDER.policy, identityLevel: 1 } },
  ],

  ['passes the holder’s own presentation', 'HOLDER_PROVED', 'accept', {}],
  ['reviews without a presentation', 'NOT_PRESENTED', 'review', { presentation: null }],
  ['accepts without a presentation where policy wants none', 'NOT_PRESENTED', 'accept', WITHOUT_HOLDER],
  [
    'accepts without a presentation where policy wants none for this matter',
    'NOT_PRESENTED',
    'accept',
    { presentation: null, policy: { holder: { otherwise: 'presentation', matters: { [MATTER]: 'none' } } } },
  ],
  ['reviews an answer that nobody signed', 'KEY_BINDING_ABSENT', 'review', { binding: null }],
  [
    'reviews a licence without a holder’s key',
    'HOLDER_KEY_ABSENT',
    'review',
    { licence: withoutHolderKey() },
  ],
  ['refuses another key than the holder’s', 'KEY_BINDING_INVALID', 'refuse', { binding: { signer: SECOND } }],
  [
    'refuses a holder’s key that is no point of its curve',
    'KEY_BINDING_INVALID',
    'refuse',
    { licence: { holderKey: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } } },
  ],
  [
    'refuses a presentation for another office',
    'AUDIENCE_DIFFERS',
    'refuse',
    { binding: { aud: `urn:huren:authority:${ISSUER}:matter:${MATTER}` } },
  ],
  [
    'refuses a presentation for another matter',
    'AUDIENCE_DIFFERS',
    'refuse',
    { binding: { aud: `urn:huren:authority:${RELYING}:matter:000131005000` } },
  ],
  ['refuses an answer to another request', 'NONCE_DIFFERS', 'refuse', { binding: { nonce: 'n-2' } }],
  ['refuses a presentation that was used', 'NONCE_USED', 'refuse', { presentation: { state: 'used' } }],
  [
    'refuses a request that was never made here',
    'NONCE_UNKNOWN',
    'refuse',
    { presentation: { state: 'unknown' } },
  ],
  [
    'refuses a nonce with the record of another',
    'NONCE_UNKNOWN',
    'refuse',
    { presentation: { nonce: 'n-2' } },
  ],
  [
    'reviews an answer to an expired request',
    'NONCE_EXPIRED',
    'review',
    { presentation: { state: 'expired' } },
  ],
  [
    'reviews an answer older than policy allows',
    'PRESENTATION_NOT_CURRENT',
    'review',
    { binding: { iat: seconds(-61) } },
  ],
  ['passes an answer as old as policy allows', 'HOLDER_PROVED', 'accept', { binding: { iat: seconds(-60) } }],
  [
    'reviews an answer from the future',
    'PRESENTATION_NOT_CURRENT',
    'review',
    { binding: { iat: seconds(61) } },
  ],
  [
    'reviews an answer older than its request',
    'PRESENTATION_NOT_CURRENT',
    'review',
    {
      binding: { iat: seconds(-120) },
      policy: { presentationMaxAgeMs: 600_000 },
      presentation: { issuedAtMs: seconds(-10) * 1000 },
    },
  ],
  [
    'takes the word of the clerk who compared the card with the person',
    'PERSON_MATCHED_AT_COUNTER',
    'accept',
    { presentation: null, question: { counterMatch: matched() } },
  ],
  [
    'reviews a name on the card that is written differently',
    'PERSON_NAME_NEAR',
    'review',
    { presentation: null, question: { counterMatch: matched({ name: 'near' }) } },
  ],
  [
    'refuses a person whose card has another name',
    'PERSON_DIFFERS',
    'refuse',
    { presentation: null, question: { counterMatch: matched({ name: 'differs' }) } },
  ],
  [
    'never lets the counter outweigh a key that speaks against the person',
    'NONCE_UNKNOWN',
    'refuse',
    { presentation: { nonce: 'n-2' }, question: { counterMatch: matched() } },
  ],
  [
    'asks for more where the way of matching is worth too little to the policy',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    {
      presentation: null,
      question: { counterMatch: matched({ method: 'other' }) },
      policy: { identityLevel: 2 },
    },
  ],
  [
    'lets policy say what a way of matching is worth',
    'PERSON_MATCHED_AT_COUNTER',
    'accept',
    {
      presentation: null,
      question: { counterMatch: matched({ method: 'other' }) },
      policy: { identityLevel: 2, counterLevels: { 'card-reader': 5, 'id-card': 2, other: 2 } },
    },
  ],

  ['passes an index as old as policy allows', 'FRESH', 'accept', { headAt: '2026-06-01T01:30:00.000Z' }],
  ['cannot tell from an older index', 'INDEX_STALE', 'cannot-tell', { headAt: '2026-06-01T01:29:59.999Z' }],
  [
    'refuses on a positive ground even from an old index',
    'INDEX_STALE',
    'refuse',
    { headAt: '2026-06-01T01:00:00.000Z', licence: { validTo: '2026-05-31' } },
  ],
  [
    'judges a past day by a height without asking for freshness or a holder',
    'AT_HEIGHT',
    'accept',
    {
      headAt: '2026-06-01T01:00:00.000Z',
      presentation: null,
      question: { knownAt: 10, asOf: '2026-05-31' },
    },
  ],
  [
    'does not let a height stand in for a presentation today',
    'AT_HEIGHT',
    'review',
    { headAt: '2026-06-01T01:00:00.000Z', presentation: null, question: { knownAt: 10 } },
  ],
  [
    'cannot tell what was known at a height that was not read',
    'HEIGHT_TO_COME',
    'cannot-tell',
    { presentation: null, question: { knownAt: 11 } },
  ],
  [
    'cannot tell the age of an index that runs ahead of the clock',
    'INDEX_AHEAD',
    'cannot-tell',
    { headAt: '2026-06-01T02:30:00.001Z' },
  ],
  [
    'cannot tell of a day that has not come',
    'DAY_TO_COME',
    'cannot-tell',
    { question: { asOf: '2026-06-02' } },
  ],
  ['reviews a licence with an open dispute', 'DISPUTED', 'review', disputed()],
  [
    'accepts it where policy only wants to be told',
    'IN_FORCE',
    'accept',
    { ...disputed(), policy: { disputes: 'note' } },
  ],
  ['accepts it once the dispute has ended', 'IN_FORCE', 'accept', disputed({ state: 'ended' })],
  [
    'accepts it for a day before the dispute',
    'IN_FORCE',
    'accept',
    { ...disputed(), ...WITHOUT_HOLDER, question: { asOf: '2026-03-20' } },
  ],
  [
    'refuses a suspended licence, disputed or not',
    'SUSPENDED',
    'refuse',
    {
      after: (world, leafHash) => {
        disputed().after?.(world, leafHash);
        decided('suspended').after?.(world, leafHash);
      },
    },
  ],
  [
    'passes over a dispute about another licence under the same key',
    'IN_FORCE',
    'accept',
    { ...disputed({}, 'A'.repeat(43)) },
  ],
  [
    'cannot tell the status from facts of another licence of the batch',
    'STATUS_OF_ANOTHER',
    'cannot-tell',
    { facts: (facts) => ({ ...facts, statusOf: 'A'.repeat(43) }) },
  ],
  [
    'cannot tell the status from facts that leave its licence out',
    'STATUS_OF_ANOTHER',
    'cannot-tell',
    { facts: ({ statusOf: _left, ...facts }) => facts },
  ],
];

describe('findings', () => {
  it.each([...ROWS, ...AGENT_ROWS])('%s (%s → %s)', (_rule, code, verdict, scenario) => {
    const judged = judge(scenario);
    const found = findingOf(judged, FINDING_CODES[code].check);
    expect(found).toMatchObject({ code, outcome: FINDING_CODES[code].outcome });
    expect(judged.verdict).toBe(verdict);
  });

  it('has every code provoked by a rule, and no other', () => {
    const provoked = [
      ...ROWS,
      ...AGENT_ROWS,
      ...CO_HOLDER_ROWS,
      ...PAGE_ROWS,
      ...COPY_ROWS,
      ...SEAL_ROWS,
      ...PAGE_SEAL_ROWS,
    ].map(([, code]) => code);
    expect([...new Set(provoked)].sort()).toEqual(Object.keys(FINDING_CODES).sort());
  });

  it('speaks Chinese and English in every code, in Chinese punctuation', () => {
    for (const [code, { zh, en }] of Object.entries(FINDING_CODES)) {
      expect([code, zh]).toEqual([code, expect.stringMatching(/^[^,;:()!?]*。$/)]);
      expect([code, en]).toEqual([code, expect.stringMatching(/\.$/)]);
      expect(zh.split('。').length - 1).toBeLessThanOrEqual(2);
    }
  });

  it('lists all clauses that disagree', () => {
    const judged = judge({ clauses: [clause(), clause({ id: '2', effect: 'refuse' })] });
    expect(findingOf(judged, 'basis').evidence['clauses']).toEqual([
      { agreement: 'nen-river', version: 1, clause: '1', effect: 'accept' },
      { agreement: 'nen-river', version: 1, clause: '2', effect: 'refuse' },
    ]);
  });

  it('names no value of the holder anywhere in a verdict', () => {
    const text = JSON.stringify(judge({ disclose: [...MATTER_FIELDS, 'business_scope'] }));
    for (const value of ['(演示)0001', '演示商行', '日用百货']) expect(text).not.toContain(value);
  });

  it('uses a cached key only under its own id', () => {
    const { inquiry } = arrange();
    const facts = {
      ...inquiry.facts,
      seals: {
        [issuerKey.keyId]: [
          { position: { block: 1, tx: 0 }, time: 0, value: { ...seal(SECOND), keyId: issuerKey.keyId } },
        ],
      },
    };
    const judged = verifyCredential({ ...inquiry, facts });
    expect(findingOf(judged, 'signature').code).toBe('SIGNATURE_UNCHECKED');
    expect(judged.verdict).not.toBe('accept');
  });
});

/** A licence with one more field, which is shown. */
function withField(name: string, value: string): Scenario {
  const fields = { certificate_number: '(演示)0001', certificate_holder_name: '演示商行', [name]: value };
  return { licence: { fields }, disclose: [...MATTER_FIELDS, name] };
}
function perpetual() {
  return { validTo: undefined as unknown as string };
}
function withoutHolderKey() {
  return { holderKey: undefined as unknown as Record<string, never> };
}
function seconds(offset: number): number {
  return Date.UTC(2026, 5, 1, 2) / 1000 + offset;
}

/** The identifier with the first check character of this standing. */
function withCheck(text: string, standing: string): string {
  const candidates = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (check) => text.slice(0, -1) + check);
  return candidates.find((candidate) => classifyLicenceIdentifier(candidate) === standing)!;
}
function legacyOf(text: string): string {
  return withCheck(text, 'legacy-variant');
}
function wrongCheckOf(text: string): string {
  return withCheck(text, 'invalid');
}
/** The last disclosure with another value; salt and name stay. */
function forgeLast(text: string, value: string): string {
  const parts = text.split('~');
  const [salt, name] = JSON.parse(Buffer.from(parts.at(-2)!, 'base64url').toString()) as [string, string];
  parts.splice(-2, 1, encodeBase64url(canonicalBytes([salt, name, value])));
  return parts.join('~');
}
/** The JWT with one bit of its signature turned. */
function alterSignature(text: string): string {
  const [jwt = '', ...rest] = text.split('~');
  const parts = jwt.split('.');
  const signature = decodeBase64url(parts[2]!);
  signature[40]! ^= 1;
  return [[parts[0], parts[1], encodeBase64url(signature)].join('.'), ...rest].join('~');
}
