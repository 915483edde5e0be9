import {
  createMemberCa,
  issueIdentity,
  type IssuedIdentity,
  type MemberCa,
  memberMspId,
} from '@huren/network/identity';
import {
  canonicalBytes,
  completeUscc,
  encodeBase64url,
  identityKeyOf,
  type JsonObject,
  leafHash,
  MerkleTree,
  nobleProvider,
  nobleSigner,
  parseRejection,
  receiptPossessionStatement,
  type Rejection,
  sealPossessionStatement,
  type Signer,
  type SuiteName,
} from '@huren/chaincode/domain';
import { type Caller, ContractLedger, type Outcome } from './contract-ledger';

/** Everything here is demo data: made-up offices of real regions, keys of no one. */
export const QIQIHAR = '230200';
export const BAICHENG = '220800';
export const HULUNBUIR = '150700';
export const MEMBERS = [QIQIHAR, BAICHENG, HULUNBUIR] as const;

const office = (division: string, serial: number): string =>
  completeUscc(`11${division}${String(serial).padStart(9, '0')}`);

/** 上级主管部门 of Heilongjiang, sponsored by Qiqihar. */
export const APPROVER = office('230000', 1);
/** 发证部门 in Qiqihar, under APPROVER. */
export const ISSUER = office('230200', 2);
/** 制作管理单位 in Qiqihar, under APPROVER. */
export const CUSTODIAN = office('230200', 3);
/** Succeeds others; in Qiqihar, under APPROVER. */
export const SUCCESSOR = office('230200', 4);
/** A historic authority without keys. */
export const FORMER = office('230200', 5);
/** In Baicheng, without a superior on the ledger. */
export const WITNESSED = office('220800', 6);
/** A second provincial department of Heilongjiang that directs nothing of ISSUER's. */
export const OTHER_APPROVER = office('230000', 7);
export const MINISTRY = office('100000', 8);
/** 上级主管部门 of Jilin, sponsored by Baicheng; directs nothing of WITNESSED's. */
export const JILIN_APPROVER = office('220000', 9);

/** One seal, dated. */
export const PLAIN = `${APPROVER}001`;
/** Two of three roles. */
export const TWO_SEALS = `${APPROVER}002`;
/** Nobody is competent for it. */
export const UNGRANTED = `${APPROVER}003`;
/** Entered by motion. */
export const OUTSIDE = `${MINISTRY}001`;
export const DEPRECATED = `${APPROVER}004`;

export const NATIONAL_MATTER = '000100001000';
export const QIQIHAR_MATTER = '230100001000';
export const BAICHENG_MATTER = '220100001000';
export const ENDED_MATTER = '230100002000';

export const b64 = (byte: number, length = 32): string => encodeBase64url(new Uint8Array(length).fill(byte));

/**
 * Argument of `member:anchorReceipts` for a log of `number` receipts that goes on from one of `after`. Logs of different
 * `fork` have their first two receipts in common.
 */
export function receiptHeadOf(number: number, { fork = 0, after = 0 } = {}): Record<string, unknown> {
  const keyId = RECEIPT_KEY.keyId;
  if (number === 0) return { keyId, number };
  const leaves = Array.from({ length: number }, (_, at) =>
    leafHash(Uint8Array.of(at, at < 2 ? 0 : fork), hash),
  );
  const tree = MerkleTree.of(leaves, hash);
  const growth = after > 0 && after < number ? tree.consistencyProof(after).map(encodeBase64url) : undefined;
  return {
    keyId,
    number,
    digest: b64(number < 3 ? number : 16 * fork + number),
    root: encodeBase64url(tree.root()),
    ...(growth === undefined ? {} : { growth }),
  };
}

/** Argument of `member:endReceiptKey` for a log that ends thus. */
export function endOf({ keyId, ...final }: Record<string, unknown>): Record<string, unknown> {
  return { keyId, final };
}
export const signer = (suite: SuiteName, seed: number): Signer =>
  nobleSigner(suite, new Uint8Array(32).fill(seed));
export const sign = (key: Signer, statement: JsonObject): string =>
  encodeBase64url(key.sign(canonicalBytes(statement)));

export const ISSUER_KEY = signer('ES256', 11);
export const ROLE_KEY = signer('EdDSA', 12);
export const RETIRED_KEY = signer('ES256', 13);
export const WITNESSED_KEY = signer('SM2SM3', 14);
export const RECEIPT_KEY = signer('ES256', 15);

/** The batch that is on the ledger: eight leaves. */
export const hash = (bytes: Uint8Array): Uint8Array => nobleProvider.digest('sha-256', bytes);
export const LEAVES = Array.from({ length: 8 }, (_, at) => leafHash(Uint8Array.of(at), hash));
export const TREE = MerkleTree.of(LEAVES, hash);
export const ROOT = encodeBase64url(TREE.root());

export const definitionOf = (code: string): Record<string, unknown> => ({
  code,
  name: { zh: '演示证照', en: 'Demo licence' },
  holder: 'either',
  validity: 'either',
  reach: 'nationwide',
  fields: ['name', 'scope'],
  yearlyInspection: false,
  organs: [],
});

/** From the day of the tests on; those that are there already, since the new year. */
export const matterOf = (code: string, from = '2026-03-02'): Record<string, unknown> => ({
  code,
  name: { zh: '演示事项', en: 'Demo matter' },
  kind: '01',
  legalBasis: [{ title: '演示条例', article: '第一条' }],
  from,
  materials: [{ types: [PLAIN], fields: ['name'], legalForm: 'any', identityLevel: 0 }],
});

/** What ends with a day: competence of one authority. */
export const narrowingOf = (changes: object = {}): Record<string, unknown> => ({
  authority: ISSUER,
  types: [PLAIN],
  region: QIQIHAR,
  lastDay: '2026-03-02',
  filing: { reference: '演示决定 1', digest: b64(1) },
  ...changes,
});

export const groupTermsOf = (changes: object = {}): Record<string, unknown> => ({
  theme: { zh: '演示协同组', en: 'Demo group' },
  regions: [QIQIHAR, BAICHENG],
  roles: ['issuing', 'relying', 'supervising'],
  types: '*',
  matterKinds: '*',
  witnessed: false,
  ...changes,
});

export const grantOf = (types: readonly string[], region = QIQIHAR): Record<string, unknown> => ({
  types,
  region,
  from: '2020-01-01',
  filing: { reference: '权责清单 1', digest: b64(1) },
});

export const clauseOf = (changes: object = {}): Record<string, unknown> => ({
  id: '1',
  types: [PLAIN],
  issuingRegions: [QIQIHAR],
  receivingRegions: [BAICHENG],
  matters: '*',
  effect: 'accept',
  conditions: {},
  ...changes,
});

export const termsOf = (changes: object = {}): Record<string, unknown> => ({
  title: '演示互认协议',
  text: { digest: b64(2), filing: '演示 1', publication: '' },
  from: '2026-03-01',
  clauses: [clauseOf()],
  ...changes,
});

export function sealOf(key: Signer, authority: string, changes: object = {}): Record<string, unknown> {
  const publicKey = encodeBase64url(key.publicKey);
  const proof = sign(key, sealPossessionStatement(authority, key.suite, publicKey));
  return { suite: key.suite, publicKey, kind: 'seal', name: '电子证照专用章', proof, ...changes };
}

export function receiptKeyOf(key: Signer, member: string, changes: object = {}): Record<string, unknown> {
  const publicKey = encodeBase64url(key.publicKey);
  const proof = sign(key, receiptPossessionStatement(member, key.suite, publicKey));
  return { suite: key.suite, publicKey, proof, ...changes };
}

export function batchOf(changes: object = {}): Record<string, unknown> {
  return {
    authority: ISSUER,
    type: PLAIN,
    root: b64(20),
    size: 8,
    hash: 'sha-256',
    keyId: ISSUER_KEY.keyId,
    coSeals: [],
    provenance: 'issuer',
    requestId: 'request-1',
    ...changes,
  };
}

export function decisionOf(changes: object = {}, leaf = 0): Record<string, unknown> {
  return {
    authority: ISSUER,
    root: ROOT,
    leafHash: encodeBase64url(LEAVES[leaf]!),
    index: leaf,
    proof: TREE.inclusionProof(leaf).map(encodeBase64url),
    state: 'suspended',
    decision: '演示决定 1 号',
    decidedOn: '2026-03-01',
    effectiveFrom: '2026-03-01',
    retroactive: false,
    ...changes,
  };
}

const NEW_YEAR = '2026-01-01';
/** Its noon. */
const NEW_YEAR_MS = Date.UTC(2026, 0, 1, 4);

const lifetime = { notBefore: new Date(Date.UTC(2026, 0, 1)), notAfter: new Date(Date.UTC(2030, 0, 1)) };

/** Certificates of every actor, made once for all tests. */
export class Actors {
  private readonly callers = new Map<string, Caller>();

  private readonly admins = new Map<string, IssuedIdentity>();

  private constructor(private readonly cas: ReadonlyMap<string, MemberCa>) {}

  static async create(): Promise<Actors> {
    const cas = new Map<string, MemberCa>();
    for (const id of [...MEMBERS, '231100']) {
      cas.set(
        id,
        await createMemberCa({ id, name: 'demo', now: new Date(Date.UTC(2026, 0, 1)), validDays: 3650 }),
      );
    }
    const actors = new Actors(cas);
    for (const [id, ca] of cas) {
      await actors.issue(id, id);
      const options = { commonName: 'demo', role: 'admin' as const, ...lifetime };
      actors.admins.set(id, await issueIdentity(ca, options));
    }
    for (const code of [APPROVER, ISSUER, CUSTODIAN, SUCCESSOR, OTHER_APPROVER])
      await actors.issue(code, QIQIHAR, code);
    for (const code of [WITNESSED, JILIN_APPROVER]) await actors.issue(code, BAICHENG, code);
    await actors.issue('unregistered', QIQIHAR, ISSUER);
    await actors.issue('spare', QIQIHAR, ISSUER);
    await actors.issue('foreign', BAICHENG, ISSUER);
    return actors;
  }

  /** The actor of that name: a member's id is its operator, a credit code someone who speaks for that authority. */
  get(name: string): Caller {
    const caller = this.callers.get(name);
    if (caller === undefined) throw new TypeError(`no actor ${name}`);
    return caller;
  }

  /** The administrator of that member, who signs changes of the channel. */
  admin(member: string): IssuedIdentity {
    const found = this.admins.get(member);
    if (found === undefined) throw new TypeError(`no administrator of ${member}`);
    return found;
  }

  /** The CA of that member's identities, PEM. */
  ca(member: string): string {
    return this.cas.get(member)?.certificate ?? '';
  }

  private async issue(name: string, member: string, authority?: string): Promise<void> {
    const identity = await issueIdentity(this.cas.get(member)!, {
      commonName: 'demo',
      role: 'client',
      ...(authority === undefined ? {} : { attributes: { 'huren.authority': authority } }),
      ...lifetime,
    });
    this.callers.set(name, { mspId: memberMspId(member), certificate: identity.certificate });
  }
}

export const memberOf = (id: string): Record<string, unknown> => ({
  id,
  msp: memberMspId(id),
  name: { zh: '演示成员', en: 'Demo member' },
  region: id,
});

/** A ledger and the actors that call it. */
export class DemoNetwork {
  constructor(
    readonly actors: Actors,
    readonly ledger = new ContractLedger(),
  ) {}

  fork(): DemoNetwork {
    return new DemoNetwork(this.actors, this.ledger.fork());
  }

  call(actor: string, fn: string, argument: unknown = {}): Promise<Outcome> {
    return this.ledger.invoke(this.actors.get(actor), fn, [JSON.stringify(argument)]);
  }

  /** The answer; fails loudly when the call is refused. */
  async act(actor: string, fn: string, argument: unknown = {}): Promise<Record<string, unknown>> {
    const outcome = await this.call(actor, fn, argument);
    if (!outcome.ok) throw new Error(`${fn} by ${actor}: ${outcome.text}`);
    return JSON.parse(outcome.text) as Record<string, unknown>;
  }

  async refusal(actor: string, fn: string, argument: unknown = {}): Promise<Rejection | null> {
    const outcome = await this.call(actor, fn, argument);
    return outcome.ok ? null : parseRejection(outcome.text);
  }

  /** Proposes and votes until the motion is carried. */
  async carry(kind: string, body: unknown, proposer: string = QIQIHAR): Promise<string> {
    const { motion, state } = await this.act(proposer, 'member:propose', { kind, body, nonce: 'demo' });
    let open = state === 'open';
    const { voters } = this.ledger.value(`motion/${String(motion)}`) as { voters: string[] };
    for (const voter of voters.filter((id) => id !== proposer)) {
      if (open) open = (await this.act(voter, 'member:vote', { motion, approve: true }))['state'] === 'open';
    }
    return String(motion);
  }

  certificate(actor: string): string {
    return this.actors.get(actor).certificate;
  }

  department(code: string, superior?: string, actors: readonly string[] = [code]): Record<string, unknown> {
    return {
      code,
      region: code === WITNESSED ? BAICHENG : QIQIHAR,
      name: { zh: '演示部门', en: 'Demo department' },
      roles: ['issuing'],
      ...(superior === undefined ? {} : { superior }),
      keys: actors.map((actor) => ({ certificate: this.certificate(actor) })),
    };
  }

  approver(
    code: string,
    types: readonly string[],
    region = '230000',
    member: string = QIQIHAR,
  ): Record<string, unknown> {
    const { kid, publicKey } = identityKeyOf(this.certificate(code));
    return {
      code,
      member,
      region,
      name: { zh: '演示主管部门', en: 'Demo approver' },
      directs: [{ types, region }],
      keys: [{ kid, publicKey }],
    };
  }

  async open(): Promise<this> {
    await this.act(QIQIHAR, 'member:found', { members: MEMBERS.map(memberOf) });
    for (const id of MEMBERS) await this.act(id, 'member:confirm');
    return this;
  }

  /** Members, approvers, authorities, types, seals, matters, one agreement and one batch; matters since the new year. */
  async populate(): Promise<this> {
    const { nowMs } = this.ledger;
    this.ledger.nowMs = NEW_YEAR_MS;
    await this.open();
    await this.carry('admit-approver', this.approver(APPROVER, [PLAIN, TWO_SEALS, DEPRECATED]));
    await this.carry('admit-approver', this.approver(OTHER_APPROVER, [UNGRANTED]));
    for (const code of [ISSUER, CUSTODIAN, SUCCESSOR]) {
      await this.act(QIQIHAR, 'authority:register', this.department(code, APPROVER));
      const competence = [grantOf(code === ISSUER ? [PLAIN, TWO_SEALS, DEPRECATED] : [TWO_SEALS])];
      await this.act(APPROVER, 'authority:approve', {
        authority: code,
        roles: ['issuing', 'relying'],
        competence,
      });
    }
    await this.act(QIQIHAR, 'authority:register', this.department(FORMER, APPROVER, []));
    await this.act(BAICHENG, 'authority:register', this.department(WITNESSED));
    await this.carry('witness-competence', {
      authority: WITNESSED,
      competence: [grantOf([OUTSIDE], BAICHENG)],
    });
    await this.types();
    await this.act(ISSUER, 'seal:register', sealOf(ISSUER_KEY, ISSUER, { role: '主章' }));
    await this.act(ISSUER, 'seal:register', sealOf(ROLE_KEY, ISSUER, { role: '副章' }));
    const { keyId } = await this.act(ISSUER, 'seal:register', sealOf(RETIRED_KEY, ISSUER));
    await this.act(ISSUER, 'seal:retire', { keyId });
    await this.act(WITNESSED, 'seal:register', sealOf(WITNESSED_KEY, WITNESSED, { kind: 'issuing-key' }));
    await this.act(QIQIHAR, 'member:registerReceiptKey', receiptKeyOf(RECEIPT_KEY, QIQIHAR));
    await this.act(QIQIHAR, 'member:anchorReceipts', receiptHeadOf(3));
    await this.matters();
    this.ledger.nowMs = nowMs;
    await this.act(QIQIHAR, 'agreement:propose', {
      id: 'demo',
      parties: [QIQIHAR, BAICHENG],
      terms: termsOf(),
    });
    await this.act(BAICHENG, 'agreement:accept', { id: 'demo', version: 1 });
    await this.act(ISSUER, 'licence:anchor', batchOf({ root: ROOT, requestId: 'first' }));
    return this;
  }

  private async types(): Promise<void> {
    const organs = [{ state: 'seized', authorities: [CUSTODIAN] }];
    await this.act(APPROVER, 'licence-type:define', { ...definitionOf(PLAIN), organs });
    const seals = { roles: ['主章', '副章', '骑缝章'], atLeast: 2 };
    await this.act(APPROVER, 'licence-type:define', { ...definitionOf(TWO_SEALS), seals });
    await this.act(APPROVER, 'licence-type:define', definitionOf(UNGRANTED));
    await this.act(APPROVER, 'licence-type:define', definitionOf(DEPRECATED));
    await this.act(APPROVER, 'licence-type:deprecate', { code: DEPRECATED });
    await this.carry('define-licence-type', definitionOf(OUTSIDE));
  }

  private async matters(): Promise<void> {
    await this.carry('define-matter', matterOf(NATIONAL_MATTER, NEW_YEAR));
    await this.act(APPROVER, 'matter:define', matterOf(QIQIHAR_MATTER, NEW_YEAR));
    await this.act(APPROVER, 'matter:define', matterOf(ENDED_MATTER, NEW_YEAR));
    await this.act(APPROVER, 'matter:end', { code: ENDED_MATTER });
    await this.carry(
      'admit-approver',
      this.approver(JILIN_APPROVER, [DEPRECATED], '220000', BAICHENG),
      BAICHENG,
    );
    await this.act(JILIN_APPROVER, 'matter:define', matterOf(BAICHENG_MATTER, NEW_YEAR));
  }
}
