import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBase64url, REJECTION_CODES, type RejectionCode, REJECTIONS } from '@huren/chaincode/domain';
import { coSealStatement } from '../../chaincode/src/domain/licence/anchoring';
import {
  Actors,
  APPROVER,
  b64,
  BAICHENG,
  BAICHENG_MATTER,
  batchOf,
  clauseOf,
  CUSTODIAN,
  decisionOf,
  definitionOf,
  DEPRECATED,
  DemoNetwork,
  ENDED_MATTER,
  FORMER,
  grantOf,
  HULUNBUIR,
  ISSUER,
  ISSUER_KEY,
  matterOf,
  memberOf,
  MINISTRY,
  NATIONAL_MATTER,
  OTHER_APPROVER,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  QIQIHAR_MATTER,
  RECEIPT_KEY,
  receiptKeyOf,
  RETIRED_KEY,
  ROLE_KEY,
  ROOT,
  sealOf,
  sign,
  signer,
  SUCCESSOR,
  termsOf,
  TWO_SEALS,
  UNGRANTED,
  WITNESSED,
  WITNESSED_KEY,
} from './demo-network';
import {
  admission,
  amended,
  freshKey,
  mandated,
  mapped,
  NEWCOMER,
  type Prepare,
  proposed,
} from './valid-calls';

/** What is refused, with which code, why; who asks for it with what (or how to make that), and what happened before. */
type Row = readonly [code: RejectionCode, why: string, actor: string, argument: object, prepare?: Prepare];

const motion = (kind: string, body: unknown, nonce = 'n') => ({ kind, body, nonce });
const keyId = ISSUER_KEY.keyId;
const mapping = { from: QIQIHAR_MATTER, to: BAICHENG_MATTER };
const nobody = b64(99);
const compromise = { keyId, from: { block: 1, tx: 0 } };
const witness = (authority: string) => ({ authority, competence: [grantOf([OUTSIDE], BAICHENG)] });
const approval = (changes: object = {}) => ({
  authority: ISSUER,
  roles: ['issuing'],
  competence: [grantOf([PLAIN])],
  ...changes,
});
const succession = (changes: object = {}) => ({
  authority: SUCCESSOR,
  predecessor: FORMER,
  types: '*',
  from: '2026-01-01',
  ...changes,
});
const mandateTo = (custodian: string) => ({ custodian, acts: ['seal'], types: [PLAIN], from: '2026-01-01' });
const basis = {
  id: 'law-1',
  kind: 'law',
  title: '演示条例',
  article: '第一条',
  source: { publication: 'demo', digest: b64(5) },
  types: [PLAIN],
  matters: '*',
  receivingRegions: [BAICHENG],
  from: '2026-01-01',
};

/** Replaces part of a record, to reach a limit without the transactions before it. */
const patch =
  (key: string, changes: (record: Record<string, unknown>) => object): Prepare =>
  (net) => {
    const record = net.ledger.value(key) as Record<string, unknown>;
    net.ledger.place(key, { ...record, ...changes(record) });
    return Promise.resolve();
  };
const fullOf = (field: string, count: number) => (record: Record<string, unknown>) => ({
  [field]: Array.from({ length: count }, () => (record[field] as unknown[])[0] ?? {}),
});
const inTurn =
  (...steps: readonly Prepare[]): Prepare =>
  async (net) => {
    for (const step of steps) await step(net);
  };
const act =
  (actor: string, fn: string, argument: unknown): Prepare =>
  (net) =>
    net.act(actor, fn, argument);

const twoSeals = (changes: object = {}, key = ROLE_KEY, role = '副章') => {
  const batch = batchOf({ type: TWO_SEALS, ...changes }) as {
    authority: string;
    type: string;
    root: string;
    size: number;
  };
  const signature = sign(key, coSealStatement(batch, role));
  return { ...batch, coSeals: [{ keyId: key.keyId, role, signature }] };
};
const relayed = { platform: 'demo', answeredAt: '2026-03-01T00:00:00.000Z', digest: b64(6) };

const refusals: Readonly<Record<string, readonly Row[]>> = {
  'member:found': [
    ['NETWORK_ALREADY_FOUNDED', 'founding runs once', QIQIHAR, { members: [memberOf(QIQIHAR)] }],
    ['MALFORMED_ARGUMENT', 'one MSP twice', QIQIHAR, { members: [memberOf(QIQIHAR), memberOf(QIQIHAR)] }],
  ],
  'member:confirm': [['NETWORK_ALREADY_OPEN', 'nothing is left to confirm', QIQIHAR, {}]],
  'member:propose': [
    [
      'MALFORMED_ARGUMENT',
      'the body has another shape',
      QIQIHAR,
      motion('suspend-member', memberOf('231100')),
    ],
    [
      'MALFORMED_ARGUMENT',
      'only basic codes go by motion',
      QIQIHAR,
      motion('define-matter', matterOf(`${ISSUER}3000100001000`)),
    ],
    [
      'NOT_ENTITLED',
      'nobody proposes its own suspension',
      QIQIHAR,
      motion('suspend-member', { member: QIQIHAR }),
    ],
    ['MEMBER_UNKNOWN', 'no such member', QIQIHAR, motion('suspend-member', { member: '231100' })],
    [
      'MEMBER_UNKNOWN',
      'no such sponsor',
      QIQIHAR,
      (net: DemoNetwork) =>
        motion('admit-approver', { ...net.approver(APPROVER, [PLAIN]), code: MINISTRY, member: '231100' }),
    ],
    ['MEMBER_EXISTS', 'a member is admitted once', QIQIHAR, motion('admit-member', memberOf(BAICHENG))],
    [
      'MEMBER_EXISTS',
      'an MSP is one member',
      QIQIHAR,
      motion('admit-member', { ...memberOf('231100'), msp: 'Huren220800MSP' }),
    ],
    [
      'MOTION_EXISTS',
      'the same motion again',
      QIQIHAR,
      motion('admit-member', memberOf('231100')),
      (net) => proposed(net, 'admit-member', memberOf('231100')),
    ],
    ['AUTHORITY_UNKNOWN', 'nothing to witness', QIQIHAR, motion('witness-competence', witness(MINISTRY))],
    [
      'AUTHORITY_EXISTS',
      'an approver joins once',
      QIQIHAR,
      (net: DemoNetwork) => motion('admit-approver', net.approver(APPROVER, [PLAIN])),
    ],
    [
      'KEY_EXISTS',
      "another authority's identity key",
      QIQIHAR,
      (net: DemoNetwork) => motion('admit-approver', { ...net.approver(APPROVER, [PLAIN]), code: MINISTRY }),
    ],
    [
      'BASIS_EXISTS',
      'a basis is adopted once',
      QIQIHAR,
      motion('adopt-basis', basis),
      (net) => net.carry('adopt-basis', basis),
    ],
    ['MEMBER_STATE', 'not suspended', QIQIHAR, motion('reinstate-member', { member: BAICHENG })],
    [
      'AUTHORITY_STATE',
      'suspended authorities gain nothing',
      BAICHENG,
      motion('witness-competence', witness(WITNESSED)),
      act(BAICHENG, 'authority:suspend', { authority: WITNESSED }),
    ],
    [
      'DEFINER_KEEPS',
      'its definer keeps the type',
      QIQIHAR,
      motion('define-licence-type', definitionOf(PLAIN)),
    ],
    [
      'DEFINER_KEEPS',
      'its definer keeps the matter',
      QIQIHAR,
      motion('define-matter', matterOf(QIQIHAR_MATTER)),
    ],
    [
      'LIMIT_REACHED',
      '500 entries of competence',
      QIQIHAR,
      motion('witness-competence', witness(WITNESSED)),
      patch(`authority/${WITNESSED}`, fullOf('competence', 500)),
    ],
    [
      'REGION_OUTSIDE',
      'an approver directs inside its region',
      QIQIHAR,
      (net: DemoNetwork) =>
        motion('admit-approver', { ...freshApprover(net), directs: [{ types: [PLAIN], region: BAICHENG }] }),
    ],
    [
      'NO_ELIGIBLE_VOTER',
      'only the concerned member is left',
      BAICHENG,
      motion('witness-competence', witness(WITNESSED)),
      inTurn(act(QIQIHAR, 'member:withdraw', {}), act(HULUNBUIR, 'member:withdraw', {})),
    ],
  ],
  'member:vote': [
    ['MOTION_UNKNOWN', 'no such motion', QIQIHAR, { motion: nobody, approve: true }],
    [
      'MOTION_CLOSED',
      'it is carried',
      HULUNBUIR,
      { motion: admission, approve: true },
      inTurn(
        (net) => proposed(net, 'admit-member', memberOf('231100')),
        act(BAICHENG, 'member:vote', { motion: admission, approve: true }),
      ),
    ],
    [
      'MOTION_CLOSED',
      'it is rejected',
      '231100',
      async (net: DemoNetwork) => ({ motion: await rejectedMotion(net), approve: true }),
    ],
    [
      'ALREADY_VOTED',
      "the proposer's yes was its vote",
      QIQIHAR,
      { motion: admission, approve: false },
      (net) => proposed(net, 'admit-member', memberOf('231100')),
    ],
    [
      'NOT_A_VOTER',
      'the concerned member has no vote',
      BAICHENG,
      async (net: DemoNetwork) => ({
        motion: await proposed(net, 'suspend-member', { member: BAICHENG }),
        approve: false,
      }),
    ],
    [
      'MEMBER_EXISTS',
      'the effect is no longer possible',
      BAICHENG,
      { motion: admission, approve: true },
      inTurn(
        (net) => proposed(net, 'admit-member', memberOf('231100')),
        (net) => net.carry('admit-member', memberOf('231100')),
      ),
    ],
  ],
  'member:withdraw': [
    [
      'LAST_MEMBER',
      'nobody would be left',
      QIQIHAR,
      {},
      inTurn(act(BAICHENG, 'member:withdraw', {}), act(HULUNBUIR, 'member:withdraw', {})),
    ],
  ],
  'member:registerReceiptKey': [
    [
      'MALFORMED_ARGUMENT',
      'a point off the curve',
      QIQIHAR,
      receiptKeyOf(freshKey, QIQIHAR, { publicKey: encodeBase64url(new Uint8Array(65).fill(4)) }),
    ],
    ['KEY_EXISTS', 'registered already', QIQIHAR, receiptKeyOf(RECEIPT_KEY, QIQIHAR)],
    ['KEY_EXISTS', 'a seal signs no receipts', QIQIHAR, receiptKeyOf(ISSUER_KEY, QIQIHAR)],
    [
      'LIMIT_REACHED',
      '100 receipt keys',
      QIQIHAR,
      receiptKeyOf(freshKey, QIQIHAR),
      patch(`member/${QIQIHAR}`, fullOf('receiptKeys', 100)),
    ],
    ['PROOF_INVALID', 'proof for another member', QIQIHAR, receiptKeyOf(freshKey, BAICHENG)],
    [
      'PROOF_INVALID',
      'a seal proof is no receipt proof',
      QIQIHAR,
      { ...receiptKeyOf(freshKey, QIQIHAR), proof: sealOf(freshKey, QIQIHAR)['proof'] },
    ],
  ],
  'member:endReceiptKey': [
    ['RECEIPT_KEY_UNKNOWN', "another member's key", BAICHENG, { keyId: RECEIPT_KEY.keyId }],
    [
      'RECEIPT_KEY_ENDED',
      'it ended before',
      QIQIHAR,
      { keyId: RECEIPT_KEY.keyId },
      act(QIQIHAR, 'member:endReceiptKey', { keyId: RECEIPT_KEY.keyId }),
    ],
  ],
  'member:anchorReceipts': [
    ['MALFORMED_ARGUMENT', 'a receipt has a digest', QIQIHAR, { keyId: RECEIPT_KEY.keyId, number: 4 }],
    [
      'MALFORMED_ARGUMENT',
      'no negative numbers',
      QIQIHAR,
      { keyId: RECEIPT_KEY.keyId, number: -1, digest: b64(1) },
    ],
    [
      'RECEIPT_KEY_UNKNOWN',
      "another member's key",
      BAICHENG,
      { keyId: RECEIPT_KEY.keyId, number: 4, digest: b64(4) },
    ],
    [
      'RECEIPT_KEY_ENDED',
      'it has ended',
      QIQIHAR,
      { keyId: RECEIPT_KEY.keyId, number: 4, digest: b64(4) },
      act(QIQIHAR, 'member:endReceiptKey', { keyId: RECEIPT_KEY.keyId }),
    ],
    [
      'RECEIPT_NUMBER_BACK',
      'numbers never go back',
      QIQIHAR,
      { keyId: RECEIPT_KEY.keyId, number: 2, digest: b64(3) },
    ],
    ['RECEIPT_NUMBER_BACK', 'not even to none', QIQIHAR, { keyId: RECEIPT_KEY.keyId, number: 0 }],
    [
      'RECEIPT_DIGEST_CHANGED',
      'one number, one receipt',
      QIQIHAR,
      { keyId: RECEIPT_KEY.keyId, number: 3, digest: b64(4) },
    ],
  ],
  'authority:register': [
    [
      'MALFORMED_ARGUMENT',
      'a broken credit code',
      QIQIHAR,
      (net: DemoNetwork) => ({ ...net.department(ISSUER), code: `${ISSUER.slice(0, 17)}!` }),
    ],
    [
      'MALFORMED_ARGUMENT',
      'no certificate',
      QIQIHAR,
      (net: DemoNetwork) => ({ ...net.department(NEWCOMER, APPROVER, []), keys: [{ certificate: 'x' }] }),
    ],
    ['AUTHORITY_EXISTS', 'registered already', QIQIHAR, (net: DemoNetwork) => net.department(ISSUER)],
    [
      'KEY_EXISTS',
      "another authority's certificate",
      QIQIHAR,
      (net: DemoNetwork) => net.department(NEWCOMER, APPROVER, [ISSUER]),
    ],
    [
      'REGION_OUTSIDE',
      "outside its member's region",
      BAICHENG,
      (net: DemoNetwork) => net.department(NEWCOMER, APPROVER, ['spare']),
    ],
  ],
  'authority:addKey': [
    [
      'NOT_ENTITLED',
      'a sponsor does not speak for its approver',
      QIQIHAR,
      (net: DemoNetwork) => ({ code: APPROVER, certificate: net.certificate('spare') }),
    ],
    [
      'NOT_ENTITLED',
      'an approver keeps its own keys only',
      OTHER_APPROVER,
      (net: DemoNetwork) => ({ code: APPROVER, certificate: net.certificate('spare') }),
    ],
    [
      'NOT_ENTITLED',
      "another member's authority",
      BAICHENG,
      (net: DemoNetwork) => ({ code: ISSUER, certificate: net.certificate('spare') }),
    ],
    [
      'AUTHORITY_UNKNOWN',
      'no such authority',
      QIQIHAR,
      (net: DemoNetwork) => ({ code: NEWCOMER, certificate: net.certificate('spare') }),
    ],
    [
      'KEY_EXISTS',
      'its own certificate again',
      QIQIHAR,
      (net: DemoNetwork) => ({ code: ISSUER, certificate: net.certificate(ISSUER) }),
    ],
    [
      'KEY_EXISTS',
      "another authority's certificate",
      QIQIHAR,
      (net: DemoNetwork) => ({ code: ISSUER, certificate: net.certificate(CUSTODIAN) }),
    ],
    [
      'AUTHORITY_STATE',
      'abolished',
      QIQIHAR,
      (net: DemoNetwork) => ({ code: FORMER, certificate: net.certificate('spare') }),
      act(APPROVER, 'authority:succeed', succession()),
    ],
    [
      'LIMIT_REACHED',
      '100 identity keys',
      QIQIHAR,
      (net: DemoNetwork) => ({ code: ISSUER, certificate: net.certificate('spare') }),
      patch(`authority/${ISSUER}`, fullOf('keys', 100)),
    ],
  ],
  'authority:endKey': [
    ['NOT_ENTITLED', "another member's authority", BAICHENG, { code: ISSUER, kid: nobody }],
    ['AUTHORITY_UNKNOWN', 'no such authority', QIQIHAR, { code: NEWCOMER, kid: nobody }],
    ['IDENTITY_UNKNOWN', 'no such certificate', QIQIHAR, { code: ISSUER, kid: nobody }],
  ],
  'authority:approve': [
    ['NOT_ENTITLED', 'not its superior', OTHER_APPROVER, approval()],
    ['NOT_ENTITLED', 'no approver', CUSTODIAN, approval()],
    ['AUTHORITY_UNKNOWN', 'no such authority', APPROVER, approval({ authority: NEWCOMER })],
    [
      'AUTHORITY_STATE',
      'suspended',
      APPROVER,
      approval(),
      act(APPROVER, 'authority:suspend', { authority: ISSUER }),
    ],
    [
      'LIMIT_REACHED',
      '500 entries of competence',
      APPROVER,
      approval(),
      patch(`authority/${ISSUER}`, fullOf('competence', 500)),
    ],
    [
      'SCOPE_OUTSIDE',
      'a type that it does not direct',
      APPROVER,
      approval({ competence: [grantOf([UNGRANTED])] }),
    ],
    [
      'SCOPE_OUTSIDE',
      'a region that it does not direct',
      APPROVER,
      approval({ competence: [grantOf([PLAIN], BAICHENG)] }),
    ],
    [
      'MALFORMED_ARGUMENT',
      'days in the wrong order',
      APPROVER,
      approval({ competence: [{ ...grantOf([PLAIN]), to: '2019-12-31' }] }),
    ],
  ],
  'authority:suspend': [
    ['NOT_ENTITLED', 'its superior has joined', QIQIHAR, { authority: ISSUER }],
    ['NOT_ENTITLED', 'not its superior', OTHER_APPROVER, { authority: ISSUER }],
    ['NOT_ENTITLED', "another member's, without a superior", QIQIHAR, { authority: WITNESSED }],
    ['AUTHORITY_UNKNOWN', 'no such authority', QIQIHAR, { authority: NEWCOMER }],
    ['AUTHORITY_STATE', 'only registered', APPROVER, { authority: FORMER }],
  ],
  'authority:reinstate': [
    ['NOT_ENTITLED', 'its superior has joined', QIQIHAR, { authority: ISSUER }],
    ['AUTHORITY_UNKNOWN', 'no such authority', QIQIHAR, { authority: NEWCOMER }],
    ['AUTHORITY_STATE', 'not suspended', APPROVER, { authority: ISSUER }],
  ],
  'authority:succeed': [
    ['MALFORMED_ARGUMENT', 'nobody succeeds itself', APPROVER, succession({ predecessor: SUCCESSOR })],
    ['NOT_ENTITLED', 'not the superior', OTHER_APPROVER, succession()],
    [
      'NOT_ENTITLED',
      "the predecessor's superior is another",
      APPROVER,
      succession({ predecessor: WITNESSED }),
    ],
    ['AUTHORITY_UNKNOWN', 'no such predecessor', APPROVER, succession({ predecessor: NEWCOMER })],
    [
      'AUTHORITY_STATE',
      'the successor is not active',
      APPROVER,
      succession({ authority: FORMER, predecessor: ISSUER }),
    ],
    [
      'SUCCESSION_EXISTS',
      'on record already',
      APPROVER,
      succession(),
      act(APPROVER, 'authority:succeed', succession()),
    ],
    [
      'LIMIT_REACHED',
      '100 successions',
      APPROVER,
      succession(),
      patch(`authority/${SUCCESSOR}`, fullOf('predecessors', 100)),
    ],
    [
      'SUCCESSION_CYCLE',
      'in a circle',
      APPROVER,
      succession({ predecessor: ISSUER, types: [PLAIN] }),
      act(
        APPROVER,
        'authority:succeed',
        succession({ authority: ISSUER, predecessor: SUCCESSOR, types: [PLAIN] }),
      ),
    ],
  ],
  'authority:mandate': [
    ['NOT_ENTITLED', 'no mandate to itself', ISSUER, mandateTo(ISSUER)],
    ['AUTHORITY_UNKNOWN', 'no such custodian', ISSUER, mandateTo(NEWCOMER)],
    [
      'LIMIT_REACHED',
      '100 mandates',
      ISSUER,
      mandateTo(CUSTODIAN),
      patch(`authority/${ISSUER}`, fullOf('mandates', 100)),
    ],
  ],
  'authority:endMandate': [['MANDATE_UNKNOWN', 'none given', ISSUER, { custodian: CUSTODIAN }]],
  'seal:register': [
    ['NOT_ENTITLED', 'no mandate to seal', CUSTODIAN, { ...sealOf(freshKey, ISSUER), authority: ISSUER }],
    [
      'NOT_ENTITLED',
      'the named custodian has no mandate',
      ISSUER,
      sealOf(freshKey, ISSUER, { custodian: CUSTODIAN }),
    ],
    [
      'NOT_ENTITLED',
      'a custodian names another',
      CUSTODIAN,
      sealOf(freshKey, ISSUER, { authority: ISSUER, custodian: SUCCESSOR }),
      mandated,
    ],
    ['KEY_EXISTS', 'registered already', ISSUER, sealOf(ISSUER_KEY, ISSUER)],
    ['KEY_EXISTS', 'retired keys stay taken', ISSUER, sealOf(RETIRED_KEY, ISSUER)],
    ['KEY_EXISTS', 'a receipt key seals nothing', ISSUER, sealOf(RECEIPT_KEY, ISSUER)],
    ['SEAL_UNKNOWN', 'replaces nothing', ISSUER, sealOf(freshKey, ISSUER, { replaces: nobody })],
    [
      'AUTHORITY_STATE',
      'the authority behind the custodian is suspended',
      CUSTODIAN,
      sealOf(freshKey, ISSUER, { authority: ISSUER }),
      inTurn(mandated, act(APPROVER, 'authority:suspend', { authority: ISSUER })),
    ],
    [
      'SEAL_OF_ANOTHER',
      "replaces another authority's",
      ISSUER,
      sealOf(freshKey, ISSUER, { replaces: WITNESSED_KEY.keyId }),
    ],
    ['PROOF_INVALID', 'proof for another authority', ISSUER, sealOf(freshKey, CUSTODIAN)],
    [
      'PROOF_INVALID',
      "proof by another's key",
      ISSUER,
      { ...sealOf(freshKey, ISSUER), proof: sealOf(ISSUER_KEY, ISSUER)['proof'] },
    ],
  ],
  'seal:rotate': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId, next: sealOf(freshKey, ISSUER) }],
    ['KEY_EXISTS', 'the next key is taken', ISSUER, { keyId, next: sealOf(ROLE_KEY, ISSUER) }],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody, next: sealOf(freshKey, ISSUER) }],
    [
      'AUTHORITY_STATE',
      'the authority behind the custodian is suspended',
      CUSTODIAN,
      { keyId, next: sealOf(freshKey, ISSUER) },
      inTurn(mandated, act(APPROVER, 'authority:suspend', { authority: ISSUER })),
    ],
    [
      'SEAL_RETIRED',
      'retired for good',
      ISSUER,
      { keyId: RETIRED_KEY.keyId, next: sealOf(freshKey, ISSUER) },
    ],
    ['PROOF_INVALID', 'proof for another authority', ISSUER, { keyId, next: sealOf(freshKey, CUSTODIAN) }],
  ],
  'seal:freeze': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId }],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody }],
    ['SEAL_RETIRED', 'retired for good', ISSUER, { keyId: RETIRED_KEY.keyId }],
    ['SEAL_NOT_ACTIVE', 'frozen already', ISSUER, { keyId }, act(ISSUER, 'seal:freeze', { keyId })],
  ],
  'seal:unfreeze': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId }],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody }],
    ['SEAL_RETIRED', 'retired for good', ISSUER, { keyId: RETIRED_KEY.keyId }],
    [
      'SEAL_COMPROMISED',
      'reported compromised',
      ISSUER,
      { keyId },
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
    ['SEAL_NOT_FROZEN', 'it is active', ISSUER, { keyId }],
  ],
  'seal:retire': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId }],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody }],
    ['SEAL_RETIRED', 'retired before', ISSUER, { keyId: RETIRED_KEY.keyId }],
  ],
  'seal:reportCompromise': [
    ['MALFORMED_ARGUMENT', 'a position before the ledger', ISSUER, { keyId, from: { block: -1, tx: 0 } }],
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, compromise],
    ['NOT_ENTITLED', 'not its member', BAICHENG, compromise],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { ...compromise, keyId: nobody }],
    [
      'COMPROMISE_EXISTS',
      'reported before',
      QIQIHAR,
      compromise,
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
  ],
  'seal:confirmCompromise': [
    [
      'NOT_ENTITLED',
      'nobody confirms its own report',
      ISSUER,
      { keyId },
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
    [
      'NOT_ENTITLED',
      'its superior has joined',
      BAICHENG,
      { keyId },
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
    ['NOT_ENTITLED', 'its own member, without a superior', BAICHENG, { keyId: WITNESSED_KEY.keyId }],
    ['SEAL_UNKNOWN', 'no such seal', APPROVER, { keyId: nobody }],
    ['COMPROMISE_UNKNOWN', 'nothing reported', APPROVER, { keyId }],
    [
      'COMPROMISE_CONFIRMED',
      'confirmed before',
      APPROVER,
      { keyId },
      inTurn(
        act(ISSUER, 'seal:reportCompromise', compromise),
        act(APPROVER, 'seal:confirmCompromise', { keyId }),
      ),
    ],
  ],
  'licence-type:define': [
    ['NOT_ENTITLED', "another authority's code", ISSUER, definitionOf(PLAIN)],
    [
      'MALFORMED_ARGUMENT',
      'more seals than roles',
      APPROVER,
      { ...definitionOf(PLAIN), seals: { roles: ['a'], atLeast: 2 } },
    ],
  ],
  'licence-type:deprecate': [
    ['NOT_ENTITLED', "another authority's code", APPROVER, { code: OUTSIDE }],
    ['LICENCE_TYPE_UNKNOWN', 'no such type', APPROVER, { code: `${APPROVER}999` }],
    ['LICENCE_TYPE_DEPRECATED', 'deprecated before', APPROVER, { code: DEPRECATED }],
  ],
  'licence:anchor': [
    ['MALFORMED_ARGUMENT', 'an empty batch', ISSUER, batchOf({ size: 0 })],
    ['MALFORMED_ARGUMENT', 'more than a million', ISSUER, batchOf({ size: 1_000_001 })],
    ['MALFORMED_ARGUMENT', 'relayed without the answer', ISSUER, batchOf({ provenance: 'relayed' })],
    ['MALFORMED_ARGUMENT', 'an answer without relay', ISSUER, batchOf({ relayed })],
    ['MALFORMED_ARGUMENT', 'one seal twice', ISSUER, twoSeals({ keyId: ROLE_KEY.keyId })],
    ['NOT_ENTITLED', 'no mandate', CUSTODIAN, batchOf({ provenance: 'custodian' })],
    [
      'NOT_ENTITLED',
      'mandated for another type',
      CUSTODIAN,
      batchOf({ type: TWO_SEALS, provenance: 'custodian' }),
      mandated,
    ],
    ['NOT_ENTITLED', 'no such authority', CUSTODIAN, batchOf({ authority: NEWCOMER })],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, batchOf({ keyId: nobody })],
    ['SEAL_UNKNOWN', 'no such co-seal', ISSUER, twoSeals({}, signer('ES256', 41))],
    ['LICENCE_TYPE_UNKNOWN', 'no such type', ISSUER, batchOf({ type: `${APPROVER}999` })],
    ['BATCH_EXISTS', 'the same root, another request', ISSUER, batchOf({ root: ROOT })],
    [
      'BATCH_EXISTS',
      'the same request, other content',
      ISSUER,
      batchOf({ root: ROOT, requestId: 'first', size: 9 }),
    ],
    [
      'AUTHORITY_STATE',
      'the authority behind the custodian is suspended',
      CUSTODIAN,
      batchOf({ provenance: 'custodian' }),
      inTurn(mandated, act(APPROVER, 'authority:suspend', { authority: ISSUER })),
    ],
    ['SEAL_NOT_ACTIVE', 'frozen', ISSUER, batchOf(), act(ISSUER, 'seal:freeze', { keyId })],
    ['SEAL_NOT_ACTIVE', 'retired', ISSUER, batchOf({ keyId: RETIRED_KEY.keyId })],
    [
      'SEAL_NOT_ACTIVE',
      'a co-seal is frozen',
      ISSUER,
      twoSeals(),
      act(ISSUER, 'seal:freeze', { keyId: ROLE_KEY.keyId }),
    ],
    ['LICENCE_TYPE_DEPRECATED', 'deprecated', ISSUER, batchOf({ type: DEPRECATED })],
    ['NO_COMPETENCE', 'never granted', ISSUER, batchOf({ type: UNGRANTED })],
    ['SEAL_OF_ANOTHER', "another authority's seal", ISSUER, batchOf({ keyId: WITNESSED_KEY.keyId })],
    ['PROVENANCE_MISMATCH', 'the issuer is no custodian', ISSUER, batchOf({ provenance: 'custodian' })],
    ['PROVENANCE_MISMATCH', 'the custodian is no issuer', CUSTODIAN, batchOf(), mandated],
    ['SEAL_ROLES_UNMET', 'two roles are asked for', ISSUER, batchOf({ type: TWO_SEALS })],
    ['SEAL_ROLES_UNMET', 'not the role of that seal', ISSUER, twoSeals({}, ROLE_KEY, '骑缝章')],
    ['PROOF_INVALID', 'the co-seal signed another size', ISSUER, { ...twoSeals(), size: 9 }],
  ],
  'licence:setStatus': [
    [
      'NOT_ENTITLED',
      'a custodian of a suspended authority',
      CUSTODIAN,
      decisionOf(),
      inTurn(mandated, act(APPROVER, 'authority:suspend', { authority: ISSUER })),
    ],
    ['MALFORMED_ARGUMENT', 'no such day', ISSUER, decisionOf({ decidedOn: '2026-02-30' })],
    ['NOT_ENTITLED', 'no organ of that type', WITNESSED, decisionOf()],
    ['NOT_ENTITLED', 'an organ sets its own state only', CUSTODIAN, decisionOf()],
    ['NOT_ENTITLED', 'the superior annuls only', APPROVER, decisionOf()],
    [
      'NOT_ENTITLED',
      'an organ lifts only what it set',
      CUSTODIAN,
      decisionOf({ state: 'valid' }),
      act(ISSUER, 'licence:setStatus', decisionOf({ state: 'seized' })),
    ],
    [
      'NOT_ENTITLED',
      'a successor before its day',
      SUCCESSOR,
      decisionOf(),
      act(
        APPROVER,
        'authority:succeed',
        succession({ predecessor: ISSUER, types: [PLAIN], from: '2026-03-03' }),
      ),
    ],
    [
      'NOT_ENTITLED',
      'a successor for another type',
      SUCCESSOR,
      decisionOf(),
      act(APPROVER, 'authority:succeed', succession({ predecessor: ISSUER, types: [TWO_SEALS] })),
    ],
    ['BATCH_UNKNOWN', 'no such batch', ISSUER, decisionOf({ root: nobody })],
    ['STATUS_TRANSITION', 'valid is valid', ISSUER, decisionOf({ state: 'valid' })],
    [
      'STATUS_TRANSITION',
      'revoked has no way back',
      ISSUER,
      decisionOf({ state: 'valid', decision: '2' }),
      act(ISSUER, 'licence:setStatus', decisionOf({ state: 'revoked' })),
    ],
    [
      'LIMIT_REACHED',
      '64 decisions',
      ISSUER,
      decisionOf({ state: 'valid', decision: '65' }),
      inTurn(
        act(ISSUER, 'licence:setStatus', decisionOf()),
        patch(`status/${ISSUER}/${String(decisionOf()['leafHash'])}`, fullOf('changes', 64)),
      ),
    ],
    ['INCLUSION_INVALID', 'another index', ISSUER, decisionOf({ index: 1 })],
    ['INCLUSION_INVALID', 'another leaf', ISSUER, decisionOf({ leafHash: nobody })],
    ['INCLUSION_INVALID', 'a shorter proof', ISSUER, decisionOf({ proof: [b64(1)] })],
    ['DECISION_IN_FUTURE', 'decided tomorrow', ISSUER, decisionOf({ decidedOn: '2026-03-03' })],
    ['RETROACTIVE_NOT_ALLOWED', 'only annulments reach back', ISSUER, decisionOf({ retroactive: true })],
  ],
  'matter:define': [
    [
      'MALFORMED_ARGUMENT',
      'a kind that the code does not carry',
      APPROVER,
      { ...matterOf(QIQIHAR_MATTER), kind: '02' },
    ],
    ['NOT_ENTITLED', 'a nationwide code goes by motion', APPROVER, matterOf(NATIONAL_MATTER)],
    ['NOT_ENTITLED', "another province's code", APPROVER, matterOf(BAICHENG_MATTER)],
    ['NOT_ENTITLED', 'a department defines no basic code', ISSUER, matterOf(QIQIHAR_MATTER)],
    [
      'NOT_ENTITLED',
      "another authority's implementation",
      CUSTODIAN,
      matterOf(`${ISSUER}3${QIQIHAR_MATTER}`),
    ],
    ['BASIC_MATTER_UNKNOWN', 'implements nothing', ISSUER, matterOf(`${ISSUER}3000100009000`)],
    ['MATTER_ENDED', 'implements what has ended', ISSUER, matterOf(`${ISSUER}3${ENDED_MATTER}`)],
  ],
  'matter:end': [
    ['NOT_ENTITLED', 'a nationwide code goes by motion', APPROVER, { code: NATIONAL_MATTER }],
    ['MATTER_UNKNOWN', 'no such matter', APPROVER, { code: '230100009000' }],
    ['MATTER_ENDED', 'ended before', APPROVER, { code: ENDED_MATTER }],
  ],
  'matter:map': [
    [
      'MALFORMED_ARGUMENT',
      'a nationwide code needs no mapping',
      QIQIHAR,
      { from: NATIONAL_MATTER, to: QIQIHAR_MATTER },
    ],
    ['NOT_ENTITLED', 'neither province', HULUNBUIR, mapping],
    ['MATTER_UNKNOWN', 'no such matter', QIQIHAR, { from: '230100009000', to: BAICHENG_MATTER }],
    ['MATTER_UNKNOWN', 'maps to nothing', QIQIHAR, { from: QIQIHAR_MATTER, to: '220100009000' }],
    ['MAPPING_EXISTS', 'proposed before', BAICHENG, mapping, mapped],
    ['MATTER_ENDED', 'it has ended', QIQIHAR, { from: ENDED_MATTER, to: BAICHENG_MATTER }],
  ],
  'matter:acceptMapping': [
    ['NOT_ENTITLED', 'neither province', HULUNBUIR, mapping, mapped],
    ['MAPPING_UNKNOWN', 'never proposed', BAICHENG, mapping],
    ['MAPPING_ENDED', 'ended', BAICHENG, mapping, inTurn(mapped, act(QIQIHAR, 'matter:endMapping', mapping))],
    ['ALREADY_ACCEPTED', 'who proposes accepts', QIQIHAR, mapping, mapped],
  ],
  'matter:endMapping': [
    ['NOT_ENTITLED', 'neither province', HULUNBUIR, mapping, mapped],
    ['MAPPING_UNKNOWN', 'never proposed', BAICHENG, mapping],
    [
      'MAPPING_ENDED',
      'ended before',
      BAICHENG,
      mapping,
      inTurn(mapped, act(QIQIHAR, 'matter:endMapping', mapping)),
    ],
  ],
  'matter:reference': [
    ['MALFORMED_ARGUMENT', 'no rows', ISSUER, { rows: [] }],
    [
      'MALFORMED_ARGUMENT',
      'more than a thousand rows',
      ISSUER,
      {
        rows: Array.from({ length: 1001 }, (_, at) => ({
          localCode: String(at),
          name: 'x',
          region: '310000',
          source: 'x',
        })),
      },
    ],
  ],
  'agreement:propose': [
    [
      'MALFORMED_ARGUMENT',
      'one clause id twice',
      QIQIHAR,
      { id: 'x', parties: [QIQIHAR, BAICHENG], terms: termsOf({ clauses: [clauseOf(), clauseOf()] }) },
    ],
    ['MALFORMED_ARGUMENT', 'one party', QIQIHAR, { id: 'x', parties: [QIQIHAR], terms: termsOf() }],
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'x', parties: [QIQIHAR, BAICHENG], terms: termsOf() }],
    [
      'AGREEMENT_EXISTS',
      'the id is taken',
      QIQIHAR,
      { id: 'demo', parties: [QIQIHAR, BAICHENG], terms: termsOf() },
    ],
    [
      'PARTY_UNKNOWN',
      'a party is no member',
      QIQIHAR,
      { id: 'x', parties: [QIQIHAR, BAICHENG, '231100'], terms: termsOf() },
    ],
    [
      'REGION_OUTSIDE',
      "nobody's region",
      QIQIHAR,
      {
        id: 'x',
        parties: [QIQIHAR, BAICHENG],
        terms: termsOf({ clauses: [clauseOf({ receivingRegions: [HULUNBUIR] })] }),
      },
    ],
  ],
  'agreement:accept': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'demo', version: 2 }, amended],
    ['AGREEMENT_UNKNOWN', 'no such agreement', BAICHENG, { id: 'x', version: 1 }],
    [
      'AGREEMENT_WITHDRAWN',
      'withdrawn',
      BAICHENG,
      { id: 'demo', version: 2 },
      act(QIQIHAR, 'agreement:withdraw', { id: 'demo', lastDay: '2026-12-31' }),
    ],
    ['AGREEMENT_VERSION', 'nothing waits', BAICHENG, { id: 'demo', version: 1 }],
    ['AGREEMENT_VERSION', 'another version waits', BAICHENG, { id: 'demo', version: 3 }, amended],
    ['ALREADY_ACCEPTED', 'who amends accepts', QIQIHAR, { id: 'demo', version: 2 }, amended],
    [
      'TERMS_DIFFER',
      'other terms than those that wait',
      BAICHENG,
      { id: 'demo', version: 2, termsDigest: nobody },
      amended,
    ],
  ],
  'agreement:amend': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'demo', version: 1, terms: termsOf() }],
    ['AGREEMENT_UNKNOWN', 'no such agreement', QIQIHAR, { id: 'x', version: 1, terms: termsOf() }],
    [
      'AGREEMENT_WITHDRAWN',
      'withdrawn',
      QIQIHAR,
      { id: 'demo', version: 1, terms: termsOf() },
      act(QIQIHAR, 'agreement:withdraw', { id: 'demo', lastDay: '2026-12-31' }),
    ],
    [
      'AGREEMENT_NOT_IN_FORCE',
      'only proposed',
      QIQIHAR,
      { id: 'new', version: 1, terms: termsOf() },
      act(QIQIHAR, 'agreement:propose', { id: 'new', parties: [QIQIHAR, BAICHENG], terms: termsOf() }),
    ],
    [
      'AGREEMENT_VERSION',
      'another version is in force',
      QIQIHAR,
      { id: 'demo', version: 2, terms: termsOf() },
    ],
    [
      'REGION_OUTSIDE',
      "nobody's region",
      QIQIHAR,
      { id: 'demo', version: 1, terms: termsOf({ clauses: [clauseOf({ issuingRegions: ['310000'] })] }) },
    ],
  ],
  'agreement:withdraw': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'demo', lastDay: '2026-12-31' }],
    ['AGREEMENT_UNKNOWN', 'no such agreement', QIQIHAR, { id: 'x', lastDay: '2026-12-31' }],
    [
      'AGREEMENT_WITHDRAWN',
      'withdrawn before',
      QIQIHAR,
      { id: 'demo', lastDay: '2026-12-31' },
      act(BAICHENG, 'agreement:withdraw', { id: 'demo', lastDay: '2026-12-31' }),
    ],
    ['NOTICE_TOO_SHORT', '29 days of notice', QIQIHAR, { id: 'demo', lastDay: '2026-03-31' }],
  ],
};

function freshApprover(net: DemoNetwork): Record<string, unknown> {
  const key = { kid: nobody, publicKey: encodeBase64url(freshKey.publicKey) };
  return { ...net.approver(APPROVER, [PLAIN]), code: MINISTRY, keys: [key] };
}

/** A motion that lost; leaves the caller of the row a voter of it. */
async function rejectedMotion(net: DemoNetwork): Promise<string> {
  await net.carry('admit-member', memberOf('231100'));
  const id = await proposed(net, 'suspend-member', { member: BAICHENG });
  await net.act('231100', 'member:vote', { motion: id, approve: false });
  await net.act(HULUNBUIR, 'member:vote', { motion: id, approve: false });
  return id;
}

let populated: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});

describe.each(Object.entries(refusals))('%s refuses', (fn, rows) => {
  it.each(rows.map((row) => [row[1], row[0], row] as const))(
    'what is wrong so: %s (%s)',
    async (_why, code, row) => {
      const net = populated.fork();
      const [, , actor, stated, prepare] = row;
      await prepare?.(net);
      const argument: unknown =
        typeof stated === 'function' ? await (stated as (net: DemoNetwork) => unknown)(net) : stated;
      const before = net.ledger.keys('').map((key) => [key, net.ledger.value(key)]);
      expect((await net.refusal(actor, fn, argument))?.code).toBe(code);
      expect(net.ledger.keys('').map((key) => [key, net.ledger.value(key)])).toEqual(before);
    },
  );

  it('with exactly the codes that its documentation names, and in the order of precedence', () => {
    const documented = codesInDoc(fn);
    const common = new Set<string>(['MALFORMED_ARGUMENT', 'NOT_ENTITLED']);
    const own = (code: string) => !common.has(code) && !elsewhere(fn).includes(code);
    const provoked = new Set(rows.map(([code]) => code).filter(own));
    expect(documented.filter(own)).toEqual(REJECTION_CODES.filter((code) => provoked.has(code)));
  });
});

/** Codes of a function's documentation that other tests provoke. */
function elsewhere(fn: string): readonly string[] {
  if (fn === 'member:confirm') return ['NETWORK_NOT_FOUNDED', 'UNKNOWN_MEMBER', 'ALREADY_CONFIRMED'];
  // Rejections of the effect, of which one row stands for all: they are those of `propose`.
  return fn === 'member:vote' ? ['MEMBER_EXISTS'] : [];
}

/** The codes in the doc comment above the function, in the order in which they stand. */
function codesInDoc(call: string): string[] {
  const [contract = '', fn = ''] = call.split(':');
  const path = join(__dirname, `../../chaincode/src/contract/${contract}-contract.ts`);
  const source = readFileSync(path, 'utf8');
  const before = source.slice(0, source.indexOf(`  async ${fn}(`));
  const doc = before.slice(before.lastIndexOf('/**'));
  return (doc.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []).filter((code) => Object.hasOwn(REJECTIONS, code));
}

describe('founding', () => {
  it('is refused to whoever is no founder, and to an authority', async () => {
    const net = new DemoNetwork(populated.actors);
    const argument = { members: [memberOf(QIQIHAR), memberOf(BAICHENG)] };
    expect((await net.refusal(HULUNBUIR, 'member:found', argument))?.code).toBe('NOT_ENTITLED');
    expect((await net.refusal(ISSUER, 'member:found', argument))?.code).toBe('NOT_ENTITLED');
  });

  it('opens the network with the last confirmation and no earlier', async () => {
    const net = new DemoNetwork(populated.actors);
    expect((await net.refusal(QIQIHAR, 'member:confirm'))?.code).toBe('NETWORK_NOT_FOUNDED');
    await net.act(QIQIHAR, 'member:found', { members: [memberOf(QIQIHAR), memberOf(BAICHENG)] });
    expect((await net.refusal(HULUNBUIR, 'member:confirm'))?.code).toBe('UNKNOWN_MEMBER');
    expect((await net.refusal(ISSUER, 'member:confirm'))?.code).toBe('NOT_ENTITLED');
    await net.act(BAICHENG, 'member:confirm');
    expect((await net.refusal(BAICHENG, 'member:confirm'))?.code).toBe('ALREADY_CONFIRMED');
    expect(net.ledger.value('network')).toMatchObject({ state: 'founding', confirmed: [BAICHENG] });
    await net.act(QIQIHAR, 'member:confirm');
    expect(net.ledger.value('network')).toMatchObject({ state: 'open' });
    expect(net.ledger.value(`member/${BAICHENG}`)).toMatchObject({ state: 'admitted' });
  });
});

describe('the list of rejections', () => {
  it('holds no code that no test provokes', () => {
    const everywhere = [
      'BAD_ARITY',
      'UNKNOWN_FUNCTION',
      'NETWORK_NOT_FOUNDED',
      'NETWORK_NOT_OPEN',
      'UNKNOWN_MEMBER',
      'MEMBER_NOT_ACTIVE',
      'UNKNOWN_IDENTITY',
      'AUTHORITY_OF_ANOTHER_MEMBER',
      'AUTHORITY_NOT_ACTIVE',
      'ALREADY_CONFIRMED',
    ];
    const provoked = new Set<string>([
      ...everywhere,
      ...Object.values(refusals)
        .flat()
        .map(([code]) => code),
    ]);
    expect(REJECTION_CODES.filter((code) => !provoked.has(code))).toEqual([]);
  });

  it.each(REJECTION_CODES.map((code) => [code]))(
    'says in both languages what %s means and what to do',
    (code) => {
      const { zh, en } = REJECTIONS[code];
      expect(zh).toMatch(/^[^a-z]*[\u4e00-\u9fff].*。$/s);
      expect(en).toMatch(/^[A-Z].*[;,].*\.$/s);
    },
  );
});
