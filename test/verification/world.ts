/**
 * A small world for tests of the verification: histories written directly, one block a write, a Qiqihar business
 * licence and a Baicheng office. A scenario says only how it differs from the case in which all is well.
 */
import {
  type Agreement,
  type AgreementTerms,
  type Anchor,
  type Authority,
  type Competence,
  type Basis,
  bindKey,
  canonicalJson,
  completeUscc,
  consentHash,
  type DataCredential,
  type CryptoProvider,
  DEFAULT_POLICY,
  draftLicence,
  digestText,
  encodeBase64url,
  endOfDayMs,
  exportJwk,
  type Facts,
  fieldPath,
  type Finding,
  formatCredentialFile,
  gatherFacts,
  type HashName,
  importVerificationKey,
  type Inquiry,
  instantToMs,
  type Instant,
  issueSdJwt,
  type JsonValue,
  leafHash,
  licenceLeafHash,
  type LicenceDraft,
  type LicenceType,
  makeLicenceIdentifier,
  type Matter,
  type Member,
  MerkleTree,
  nobleSigner,
  parseCredential,
  parseDay,
  type Policy,
  presentationAudience,
  type PresentationRecord,
  type Question,
  recordKey,
  saltCount,
  recordsSource,
  type RecordSource,
  type Seal,
  type Signer,
  type SuiteName,
  type VerificationKey,
  type Verdict,
  verifyCredential,
  type Version,
} from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';

export const provider: CryptoProvider = nodeProvider();
export const QIQIHAR = '230200';
export const BAICHENG = '220800';
export const TYPE = '11100000MB0143028R001';
export const MATTER = '000131004000';
export const LOCAL_MATTER = '220131004000';
export const MATTER_FIELDS = ['certificate_number', 'certificate_holder_name'];
/** Demo authorities; their codes only have valid check digits. */
export const ISSUER: string = completeUscc('11230200MB0000001');
export const PREDECESSOR: string = completeUscc('11230200MB0000002');
export const CUSTODIAN: string = completeUscc('11230200MB0000003');
export const RELYING: string = completeUscc('11220800MB0000004');
export const APPROVER: string = completeUscc('11230000MB0000005');
export const JILIN_APPROVER: string = completeUscc('11220000MB0000006');
/** Who accepts a mapping between the two provinces. */
export const MAPPING_PARTIES = [
  { authority: JILIN_APPROVER, region: '220000' },
  { authority: APPROVER, region: '230000' },
] as const;
export const IMPLEMENTATION = `${RELYING}3${MATTER}`;

const DIGEST = encodeBase64url(new Uint8Array(32).fill(7));
export const at = (instant: string): number => instantToMs(instant as Instant);
/** A deterministic signer; `seed` tells keys apart. */
export const signerOf = (seed: number, suite: SuiteName = 'ES256'): Signer =>
  nobleSigner(suite, new Uint8Array(32).fill(seed));
export const issuerKey = signerOf(1);
export const holderKey = signerOf(2);

/** Writes records as blocks; one write is one block unless `sameBlock`. */
export class World {
  readonly records: Record<string, Version<unknown>[]> = {};
  height = 0;
  timeMs = at('2026-01-05T01:00:00.000Z');

  /** Block time of the writes that follow; time only goes forward. */
  clock(instant: string): this {
    this.timeMs = Math.max(this.timeMs, at(instant));
    return this;
  }

  put(key: string, value: unknown): this {
    const version = { position: { block: this.height++, tx: 0 }, time: this.timeMs, value };
    (this.records[key] ??= []).push(version);
    return this;
  }

  newest(key: string): unknown {
    return this.records[key]!.at(-1)!.value;
  }

  change<T>(key: string, change: Partial<T>): this {
    return this.put(key, { ...(this.newest(key) as T), ...change });
  }

  source(located: Parameters<typeof recordsSource>[2] = {}): RecordSource {
    const head = { height: this.height, hash: 'ab'.repeat(32), time: this.timeMs };
    return recordsSource(head, this.records, located);
  }
}

export const member = (id: string): Member => ({
  id,
  msp: `Huren${id}MSP`,
  name: { zh: '演示成员', en: 'Demo member' },
  region: id,
  state: 'admitted',
  receiptKeys: [],
});

export const authority = (code: string, memberId: string, change: Partial<Authority> = {}): Authority => ({
  code,
  member: memberId,
  kind: 'department',
  region: memberId,
  name: { zh: '演示部门', en: 'Demo department' },
  roles: ['issuing', 'relying'],
  state: 'active',
  keys: [],
  competence: [],
  mandates: [],
  predecessors: [],
  directs: [],
  ...change,
});

export const competence = (change: Partial<Competence> = {}): Competence => ({
  types: [TYPE],
  region: QIQIHAR,
  from: '2018-11-01',
  standing: 'approved',
  by: APPROVER,
  filing: { reference: '演示权责清单 1', digest: DIGEST },
  ...change,
});

export const seal = (signer: Signer, change: Partial<Seal> = {}): Seal => ({
  keyId: signer.keyId,
  authority: ISSUER,
  suite: signer.suite,
  publicKey: encodeBase64url(signer.publicKey),
  kind: 'seal',
  name: '电子证照专用章(演示)',
  state: 'active',
  ...change,
});

export const licenceType = (change: Partial<LicenceType> = {}): LicenceType => ({
  code: TYPE,
  name: { zh: '营业执照', en: 'Business licence' },
  standing: 'outside',
  version: 1,
  state: 'active',
  holder: 'organisation',
  validity: 'either',
  reach: 'nationwide',
  fields: [...MATTER_FIELDS, 'business_scope'],
  yearlyInspection: false,
  organs: [],
  ...change,
});

export const matter = (code: string, change: Partial<Matter> = {}): Matter => ({
  code,
  name: { zh: '个体工商户注册登记', en: 'Registration of sole traders' },
  kind: '01',
  legalBasis: [],
  standing: 'outside',
  version: 1,
  from: '2020-01-01',
  state: 'active',
  materials: [{ types: [TYPE], fields: MATTER_FIELDS, legalForm: 'any', identityLevel: 0 }],
  ...change,
});

type Clause = AgreementTerms['clauses'][number];
export const clause = (change: Partial<Clause> = {}): Clause => ({
  id: '1',
  types: [TYPE],
  issuingRegions: ['230000'],
  receivingRegions: [BAICHENG],
  matters: [MATTER],
  effect: 'accept',
  conditions: {},
  ...change,
});

export const agreement = (
  clauses: readonly Clause[],
  change: Partial<Agreement> = {},
  from = '2026-01-10',
  to?: string,
): Agreement => ({
  id: 'nen-river',
  version: 1,
  parties: [BAICHENG, QIQIHAR],
  terms: {
    title: '嫩江流域电子证照互认协议(演示)',
    text: { digest: DIGEST, filing: '演示 1', publication: '' },
    from,
    ...(to !== undefined && { to }),
    clauses,
  },
  accepted: [BAICHENG, QIQIHAR],
  state: 'in-force',
  ...change,
});

export const basis = (change: Partial<Basis> = {}): Basis => ({
  id: 'law-1',
  kind: 'law',
  title: '行政许可法(演示)',
  article: '第四十一条',
  source: { publication: '', digest: DIGEST },
  types: [TYPE],
  matters: '*',
  receivingRegions: ['000000'],
  from: '2019-01-01',
  ...change,
});

/** What a consent names of the licence and the request at hand. */
export interface ConsentedTo {
  readonly jwt: string;
  /** Of each disclosure, by its path. */
  readonly digests: Readonly<Record<string, string>>;
  readonly audience: string;
  /** Seconds: shortly before the presentation is signed. */
  readonly iat: number;
}

/** Paths of a draft's disclosures in the order of its salts. */
function pathsOf({ fields, coHolders = [] }: LicenceDraft): readonly string[] {
  return [
    ...Object.keys(fields),
    ...coHolders.flatMap((each, at) => Object.keys(each.fields).map((name) => fieldPath(at + 1, name))),
  ];
}

/** How a case differs from the one in which all is well. */
export interface Scenario {
  readonly licence?: Partial<LicenceDraft>;
  readonly type?: Partial<LicenceType> | null;
  readonly issuer?: Partial<Authority> | null;
  readonly relying?: Partial<Authority> | null;
  readonly seal?: Partial<Seal> | null;
  readonly matter?: Partial<Matter> | null;
  readonly clauses?: readonly Clause[];
  readonly agreement?: Partial<Agreement> | null;
  readonly agreementSpan?: readonly [from: string, to?: string];
  readonly anchor?: Partial<Anchor> | null;
  readonly anchoredAt?: string;
  readonly signer?: Signer;
  readonly hash?: HashName;
  /** Writes before the anchor, after it, and the record of the licence's status. */
  readonly before?: (world: World) => void;
  readonly after?: (world: World, leafHash: string) => void;
  /** Claims that are disclosed; all by default those that the matter needs. */
  readonly disclose?: readonly string[];
  readonly forge?: (sdJwt: string) => string;
  readonly file?: (file: { sdJwt: string; anchor?: LocatedFile }) => unknown;
  /** Consents of other holders beside the presentation. */
  readonly consents?: (over: ConsentedTo) => readonly string[];
  /** null: no presentation was asked for. */
  readonly presentation?: Partial<PresentationRecord> | null;
  /** null: asked for, but not signed by anybody. */
  readonly binding?: {
    readonly signer?: Signer;
    readonly aud?: string;
    readonly nonce?: string;
    readonly iat?: number;
    readonly delegationHash?: string;
    readonly consentHash?: string;
  } | null;
  readonly question?: Partial<Question>;
  readonly policy?: Partial<Policy>;
  readonly facts?: (facts: Facts) => Facts;
  readonly now?: string;
  /** Time of the last block. */
  readonly headAt?: string;
}
type LocatedFile = NonNullable<Facts['located']>;

export const NOW = '2026-06-01T02:00:00.000Z';
export const NONCE = 'n-1';

function licenceOf(scenario: Scenario): LicenceDraft {
  const type = scenario.licence?.type ?? TYPE;
  const holder = importVerificationKey('ES256', holderKey.publicKey);
  return {
    issuer: ISSUER,
    type,
    identifier: makeLicenceIdentifier({ typeCode: type, issuer: ISSUER, serial: 'DEMO0001', version: 1 }),
    issueDay: '2026-03-02',
    validFrom: '2026-03-02',
    validTo: '2031-03-01',
    region: QIQIHAR,
    identityLevel: 3,
    holderKey: exportJwk(holder),
    madeAt: at('2026-03-02T02:00:00.000Z') / 1000,
    fields: {
      certificate_number: '(演示)0001',
      certificate_holder_name: '演示商行',
      business_scope: '日用百货',
    },
    ...scenario.licence,
  };
}

/** Members, authorities, type, matter, seal and agreement of a scenario; nothing is anchored. */
export function foundWorld(scenario: Scenario): World {
  const world = new World();
  const signer = scenario.signer ?? issuerKey;
  world.put(recordKey.member(QIQIHAR), member(QIQIHAR)).put(recordKey.member(BAICHENG), member(BAICHENG));
  if (scenario.issuer !== null) {
    const own = { competence: [competence()], ...scenario.issuer };
    world.put(recordKey.authority(ISSUER), authority(ISSUER, QIQIHAR, own));
  }
  if (scenario.relying !== null) {
    world.put(recordKey.authority(RELYING), authority(RELYING, BAICHENG, scenario.relying));
  }
  if (scenario.type !== null) world.put(recordKey.licenceType(TYPE), licenceType(scenario.type));
  if (scenario.matter !== null) world.put(recordKey.matter(MATTER), matter(MATTER, scenario.matter));
  if (scenario.seal !== null) world.put(recordKey.seal(signer.keyId), seal(signer, scenario.seal));
  if (scenario.agreement !== null) {
    const [from, to] = scenario.agreementSpan ?? ['2026-01-10'];
    world.put(
      recordKey.agreement('nen-river'),
      agreement(scenario.clauses ?? [clause()], scenario.agreement, from, to),
    );
  }
  return world;
}

export interface Arranged {
  readonly world: World;
  readonly credential: DataCredential;
  readonly source: RecordSource;
  readonly inquiry: Inquiry;
}

/** Builds the world, the credential and the inquiry of a scenario. */
export function arrange(scenario: Scenario = {}): Arranged {
  const world = foundWorld(scenario);
  const signer = scenario.signer ?? issuerKey;
  const draft = licenceOf(scenario);
  const salts = Array.from({ length: saltCount(draft) }, (_, n) => new Uint8Array(16).fill(n + 1));
  const issued = issueSdJwt(
    provider,
    draftLicence(draft, { keyId: signer.keyId, suite: signer.suite, salts, sign: (m) => signer.sign(m) }),
  );

  const hashName = scenario.hash ?? 'sha-256';
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest(hashName, bytes);
  const leaf = licenceLeafHash(provider, hashName, { data: hash(new TextEncoder().encode(issued.jwt)) });
  const others = Array.from({ length: 6 }, (_, n) => leafHash(Uint8Array.of(n), hash));
  const tree = MerkleTree.of([...others.slice(0, 3), leaf, ...others.slice(3)], hash);
  const root = encodeBase64url(tree.root());
  world.clock('2026-02-01T00:00:00.000Z');
  scenario.before?.(world);
  world.clock(scenario.anchoredAt ?? '2026-03-02T04:00:00.000Z');
  if (scenario.anchor !== null) {
    const anchor: Anchor = {
      authority: ISSUER,
      by: ISSUER,
      type: draft.type,
      root,
      size: 7,
      hash: hashName,
      keyId: signer.keyId,
      coSeals: [],
      provenance: 'issuer',
      requestId: 'r-1',
      ...scenario.anchor,
    };
    world.put(recordKey.anchor(ISSUER, root), anchor);
  }
  scenario.after?.(world, encodeBase64url(leaf));
  world.clock(scenario.headAt ?? '2026-06-01T01:50:00.000Z').put('receipt-head/x', null);

  const nowMs = at(scenario.now ?? NOW);
  const relying = scenario.question?.relying ?? RELYING;
  const asked = scenario.question?.matter ?? MATTER;
  const nonce = scenario.presentation === null ? {} : { nonce: NONCE };
  const question: Question = { matter: asked, relying, ...nonce, ...scenario.question };
  const disclosed = scenario.disclose ?? MATTER_FIELDS;
  const paths = pathsOf(draft);
  let sdJwt = [issued.jwt, ...issued.disclosures.filter((_, n) => disclosed.includes(paths[n]!)), ''].join(
    '~',
  );
  if (scenario.forge) sdJwt = scenario.forge(sdJwt);
  const audience = presentationAudience(relying, asked);
  const digests = issued.disclosures.map((text) => digestText(provider, new TextEncoder().encode(text)));
  const consents = scenario.consents?.({
    jwt: issued.jwt,
    digests: Object.fromEntries(paths.map((path, n) => [path, digests[n]!])),
    audience,
    iat: nowMs / 1000 - 8,
  });
  if (scenario.presentation !== null && scenario.binding !== null) {
    const { signer: by = holderKey, ...claims } = scenario.binding ?? {};
    const iat = nowMs / 1000 - 5;
    const consentsBound = consents && { consentHash: consentHash(provider, consents) };
    sdJwt = bindKey(provider, sdJwt, by, { aud: audience, nonce: NONCE, iat, ...consentsBound, ...claims });
  }
  const proof = tree.inclusionProof(3).map(encodeBase64url);
  const file = {
    sdJwt,
    anchor: { batch: `${ISSUER}/${root}`, index: 3, proof },
    ...(consents && { consents }),
  };
  const credential = parseCredential(
    scenario.file ? (scenario.file(file) as JsonValue) : formatCredentialFile(file),
  );
  const source = world.source();
  const inquiry: Inquiry = {
    credential,
    question,
    facts: (scenario.facts ?? ((facts) => facts))(gatherFacts(credential, question, source, provider)),
    policy: { ...DEFAULT_POLICY, ...scenario.policy },
    nowMs,
    provider,
    keys: new Map<string, VerificationKey>(),
    ...(scenario.presentation !== null && {
      presentation: {
        nonce: NONCE,
        state: 'issued' as const,
        audience,
        issuedAtMs: nowMs - 20_000,
        ...scenario.presentation,
      },
    }),
  };
  return { world, credential, source, inquiry };
}

/** No presentation was asked for and policy does not want one. */
export const WITHOUT_HOLDER: Scenario = {
  presentation: null,
  policy: { holder: { otherwise: 'none', matters: {} } },
};

export function judge(scenario: Scenario): Verdict {
  return verifyCredential(arrange(scenario).inquiry);
}

export function findingOf(verdict: Verdict, check: Finding['check']): Finding {
  return verdict.findings.find((found) => found.check === check)!;
}

/** The last instant before the day is over in Shanghai. */
export const endOf = (day: string): number => endOfDayMs(parseDay(day)) - 1;
export const canonical = (value: unknown): string => canonicalJson(value as JsonValue);
