import {
  dayOfMs,
  decodeBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  instantToMs,
  parseCredential,
  parseInstant,
  addDays,
  type Agreement,
  type Bilingual,
  type Finding,
  type JsonValue,
  type Receipt,
  type Verdict,
  type VerdictWord,
} from '@huren/chaincode/domain';
import { Holder, verifyLocally, type CredentialFile } from '@huren/clients';
import {
  JOINT_SAMPLES,
  licence,
  LOCAL_LIST,
  MATTER,
  MATTERS,
  TYPE,
  type FaultySampleName,
  type PageSampleName,
  type SampleName,
} from '@huren/gateway/demo';
import { issueNow, type JourneyWorld } from './world';

export type StepAnswer = Verdict & { readonly receipt?: Receipt };

/** One step of the main journey: what is asked, and what must come of it. */
export interface Step {
  readonly name: Bilingual;
  readonly run: (world: JourneyWorld) => Promise<StepAnswer>;
  readonly expected: {
    readonly verdict: VerdictWord;
    /** Code of the finding that decides. */
    readonly code: string;
    /** What else must be true of the answer. */
    readonly also?: (answer: StepAnswer) => boolean;
  };
}

type Name = SampleName | FaultySampleName;

/** The fields that a matter needs of this licence's type. */
function neededFields(file: CredentialFile, matter: string): readonly string[] {
  const { type } = parseCredential(file.sdJwt).claims;
  const materials = MATTERS.find(({ code }) => code === matter)?.materials ?? [];
  return materials.find(({ types }) => types.includes(type))?.fields ?? [];
}

/** The office asks, the holder shows what is needed and nothing else, the office verifies. */
async function presented(
  world: JourneyWorld,
  file: CredentialFile,
  holder: Holder,
  matter: string,
): Promise<StepAnswer> {
  const request = await world.relying.presentationRequest({ matter });
  const credential = await holder.present(file, request);
  return world.relying.verify({ credential, matter, nonce: request.nonce });
}

async function presentedSample(world: JourneyWorld, name: Name, matter: string): Promise<StepAnswer> {
  return presented(world, await world.sample(name), await world.holder(name), matter);
}

/** One of two holders presents, with the other's consent or without it. */
async function presentedJointly(world: JourneyWorld, consents: boolean): Promise<StepAnswer> {
  const matter = MATTER.jointWithdrawal;
  const [name, otherName] = JOINT_SAMPLES;
  const [file, holder] = [await world.sample(name), await world.holder(name)];
  const fields = neededFields(file, matter);
  const { nonce, audience } = await world.relying.presentationRequest({ matter, fields });
  const other = await world.holder(otherName);
  const ask = { nonce, audience, fields };
  const given = consents
    ? [await other.consent(await world.sample(otherName), { ...ask, presenter: holder.publicJwk })]
    : [];
  const credential = await holder.present(file, { ...ask, given });
  return world.relying.verify({ credential, matter, nonce });
}

async function shown(world: JourneyWorld, name: Name, matter: string, asOf?: string): Promise<StepAnswer> {
  const credential = await world.sample(name);
  return world.relying.verify({ credential, matter, ...(asOf === undefined ? {} : { asOf }) });
}

/** The credential with the value of one disclosed field changed, its salt and name kept. */
export function withAlteredField(file: CredentialFile, field: string, value: string): CredentialFile {
  const parts = file.sdJwt.split('~').map((part, at) => {
    if (at === 0 || part === '') return part;
    const disclosure = JSON.parse(decodeUtf8(decodeBase64url(part))) as JsonValue[];
    if (disclosure[1] !== field) return part;
    return encodeBase64url(encodeUtf8(JSON.stringify([disclosure[0], field, value])));
  });
  return { ...file, sdJwt: parts.join('~') };
}

/** Issued, accepted, suspended, and asked about again, all now. */
async function suspendedAfterwards(world: JourneyWorld): Promise<StepAnswer> {
  const holder = await Holder.create();
  const today = dayOfMs(Date.now());
  const { serial: _serial, ...draft } = licence('business', '230200', 30, today);
  const file = await issueNow(world, TYPE.business, { ...draft, holderKey: holder.publicJwk });
  const before = await presented(world, file, holder, MATTER.soleTrader);
  if (before.verdict !== 'accept') return before;
  const { identifier } = parseCredential(file.sdJwt).claims;
  await world.issuing.setStatus({
    requestId: 'journey-suspension',
    batch: file.anchor?.batch ?? '',
    identifier,
    state: 'suspended',
    decision: '齐市监扣（演示）旅程1号',
    decidedOn: today,
    effectiveFrom: today,
  });
  await untilRead(world);
  return presented(world, file, holder, MATTER.soleTrader);
}

/** Both gateways follow one ledger; the relying one is asked once it has read what the issuing one wrote. */
async function untilRead(world: JourneyWorld): Promise<void> {
  const { height } = await world.issuing.ledger();
  while ((await world.relying.ledger()).height < height)
    await new Promise((resolve) => setImmediate(resolve));
}

/** The proof of another batch of the same issuer and type. */
async function withForeignProof(world: JourneyWorld): Promise<StepAnswer> {
  const { sdJwt } = await world.sample('business-licence');
  const { anchor } = await world.sample('retired-seal-business-licence');
  const credential: CredentialFile = anchor === undefined ? { sdJwt } : { sdJwt, anchor };
  return world.relying.verify({ credential, matter: MATTER.soleTrader });
}

async function beforeAgreement(world: JourneyWorld): Promise<StepAnswer> {
  const record = (await world.relying.get('agreements', 'nenjiang-1')) as unknown as Agreement;
  const dayBefore = addDays(record.terms.from as Parameters<typeof addDays>[0], -1);
  return shown(world, 'business-licence', MATTER.soleTrader, dayBefore);
}

/** The holder answers a request for the basic code that the local one stands for. */
async function byLocalCode(world: JourneyWorld): Promise<StepAnswer> {
  const { authority: list, rows } = LOCAL_LIST;
  const matter = rows[0]?.localCode ?? '';
  const file = await world.sample('business-licence');
  const holder = await world.holder('business-licence');
  const request = await world.relying.presentationRequest({ matter, list });
  const credential = await holder.present(file, request);
  return world.relying.verify({ credential, matter, list, nonce: request.nonce });
}

const STALE_MS = 31 * 60_000;

/** 31 minutes without a block; where the network is another process's, from its exported facts, judged here. */
async function fromStaleIndex(world: JourneyWorld): Promise<StepAnswer> {
  const credential = await world.sample('business-licence');
  const matter = MATTER.soleTrader;
  if (world.whileFeedIsStopped !== undefined) {
    return world.whileFeedIsStopped(STALE_MS, () => world.relying.verify({ credential, matter }));
  }
  const { facts, policy } = await world.relying.facts({ credential, matter });
  return verifyLocally({
    credential,
    question: { matter, relying: world.relyingCode },
    source: { facts },
    policy,
    now: facts.head.time + STALE_MS,
  });
}

/** The page form, the file itself: handed over by its holder as a paper would be. */
async function shownPage(
  world: JourneyWorld,
  name: SampleName | PageSampleName,
  matter: string,
): Promise<StepAnswer> {
  return world.relying.verify({ credential: await world.page(name), matter });
}

function step(
  zh: string,
  en: string,
  verdict: VerdictWord,
  code: string,
  run: Step['run'],
  also?: (answer: StepAnswer) => boolean,
): Step {
  return { name: { zh, en }, run, expected: { verdict, code, ...(also && { also }) } };
}

/** The main journey: a Qiqihar licence, verified in Baicheng, and everything that may come in its way. */
export const STEPS: readonly Step[] = [
  step(
    '齐齐哈尔营业执照在白城亮证办理个体工商户登记',
    'a Qiqihar business licence, presented in Baicheng to register as a sole trader',
    'accept',
    'BASIS_CLAUSE',
    (world) => presentedSample(world, 'business-licence', MATTER.soleTrader),
    ({ basis, provenance, legalForm, lamps }) =>
      basis.reference === 'nenjiang-1' &&
      provenance === 'issuer' &&
      legalForm === 'data' &&
      Object.values(lamps).every((lamp) => lamp === 'green'),
  ),
  step(
    '道路运输证列入全国清单，依职能核验',
    'a vehicle licence, on a national list, checked by office',
    'accept',
    'BASIS_NATIONAL_LIST',
    (world) => shown(world, 'vehicle-licence', MATTER.freightPermit),
  ),
  step(
    '联合收割机跨区作业证，三枚印章会签',
    'a cross-region harvester permit under three seals',
    'accept',
    'BASIS_CLAUSE',
    (world) => presentedSample(world, 'harvester-permit', MATTER.harvesterService),
  ),
  step(
    '营业执照的版式文件（OFD，SES 印章），在白城办理道路货运许可',
    'the page form of a business licence (OFD under an SES seal), for a freight permit in Baicheng',
    'accept',
    'PAGE_SEAL_VALID',
    (world) => shownPage(world, 'business-licence', MATTER.freightPermit),
    ({ legalForm, provenance, lamps }) =>
      legalForm === 'page' &&
      provenance === 'issuer' &&
      Object.values(lamps).every((lamp) => lamp === 'green'),
  ),
  step(
    '联合收割机跨区作业证的版式文件，三枚印章齐全；未亮证，须核对人证',
    'the page form of a harvester permit under all three seals; nobody presented it, so the person is to be checked',
    'review',
    'SEAL_ACTIVE',
    (world) => shownPage(world, 'harvester-permit', MATTER.harvesterService),
    ({ legalForm, lamps }) => legalForm === 'page' && lamps.genuine === 'green' && lamps.inForce === 'green',
  ),
  step(
    '版式文件上的印章系自制，虽有良好证书机构的证书',
    'a page form under a self-made seal, chained to a good CA',
    'refuse',
    'SES_SEAL_DIFFERS',
    (world) => shownPage(world, 'self-made-seal-business-licence', MATTER.freightPermit),
    ({ findings }) => findings.some(({ code, outcome }) => code === 'ANCHORED' && outcome === 'pass'),
  ),
  step(
    '没有法律、清单或协议依据：公积金缴存证明申请公租房',
    'no law, list or clause: a housing fund certificate for public rental housing',
    'review',
    'NOT_COVERED',
    (world) => presentedSample(world, 'housing-fund-certificate', MATTER.publicRental),
    ({ basis, advice }) => basis.kind === 'none' && advice.zh !== '' && advice.en !== '',
  ),
  step('证照被暂扣之后', 'after the licence was suspended', 'refuse', 'SUSPENDED', suspendedAfterwards),
  step('存证之前印章已注销', 'its seal was retired before the anchor', 'refuse', 'SEAL_RETIRED', (world) =>
    shown(world, 'retired-seal-business-licence', MATTER.soleTrader),
  ),
  step('一个出示字段被改动', 'one disclosed field altered', 'refuse', 'DISCLOSURE_FORGED', async (world) => {
    const file = await world.sample('business-licence');
    const credential = withAlteredField(file, 'business_scope', '金融服务');
    return world.relying.verify({ credential, matter: MATTER.soleTrader });
  }),
  step('换用其他批次的存证证明', 'a proof from another batch', 'refuse', 'PROOF_INVALID', withForeignProof),
  step(
    '颁发之日发证部门尚无发证职权',
    'issued out of the authority’s competence',
    'refuse',
    'NOT_COMPETENT_THEN',
    (world) => shown(world, 'early-business-licence', MATTER.soleTrader),
  ),
  step('由他人的密钥出示', 'presented by another key', 'refuse', 'KEY_BINDING_INVALID', async (world) =>
    presented(world, await world.sample('business-licence'), await Holder.create(), MATTER.soleTrader),
  ),
  step(
    '食品经营许可证只限本场所，在外地使用',
    'a premises-bound food permit used elsewhere',
    'refuse',
    'OUT_OF_TERRITORY',
    (world) => presentedSample(world, 'food-permit', MATTER.foodPermit),
  ),
  step('从未存证的证照', 'a licence never anchored', 'review', 'NOT_ANCHORED', (world) =>
    presentedSample(world, 'unanchored-business-licence', MATTER.soleTrader),
  ),
  step(
    '从未存证，而协议载明该地此类证照已全部存证',
    'never anchored, where by agreement every licence of its type is',
    'review',
    'ABSENT_WHERE_COMPLETE',
    (world) => presentedSample(world, 'unanchored-driver-qualification', MATTER.freightPermit),
    ({ basis }) => basis.kind !== 'none',
  ),
  step(
    '以白城本地事项编码核验：两地均认可的对应',
    'by a local code of Baicheng that both sides accept as the same matter',
    'accept',
    'BASIS_CLAUSE',
    byLocalCode,
  ),
  step(
    '两人共有的不动产权证：一人亮证，另一人同意',
    'a title deed of two: one presents, and the other consents',
    'accept',
    'ASKED_FOR',
    (world) => presentedJointly(world, true),
    ({ findings }) => findings.some(({ code }) => code === 'HOLDER_PROVED'),
  ),
  step(
    '同一件证，另一人没有同意',
    'the same deed without the other’s consent',
    'review',
    'CO_HOLDER_FIELDS_MISSING',
    (world) => presentedJointly(world, false),
  ),
  step('协议条款要求人工核验', 'under a clause that asks for review', 'review', 'CLAUSE_REVIEW', (world) =>
    presentedSample(world, 'seed-permit', MATTER.seedFiling),
  ),
  step(
    '2009 年的产权证，问 2020 年：账本只能证明存证之后',
    'the 2009 title deed as of 2020: attested only since its anchor',
    'review',
    'ATTESTED_ONLY_SINCE',
    (world) => shown(world, 'title-deed-2009', MATTER.fundWithdrawal, '2020-06-30'),
    ({ attestedSince = '', findings }) =>
      instantToMs(parseInstant(attestedSince)) > Date.parse('2020-06-30') &&
      findings.some(({ code }) => code === 'COMPETENT_BY_SUCCESSION'),
  ),
  step(
    '协议生效之前（--as-of）',
    'before the agreement began (--as-of)',
    'review',
    'AGREEMENT_NOT_IN_FORCE',
    beforeAgreement,
  ),
  step('索引过旧', 'from a stale index', 'cannot-tell', 'INDEX_STALE', fromStaleIndex),
];

/** The finding that the step is about; undefined when the answer does not have it. */
export function decisiveFinding({ expected }: Step, answer: StepAnswer): Finding | undefined {
  return answer.findings.find(({ code }) => code === expected.code);
}

export function isAsExpected(each: Step, answer: StepAnswer): boolean {
  const { verdict, also = () => true } = each.expected;
  return answer.verdict === verdict && decisiveFinding(each, answer) !== undefined && also(answer);
}
