import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contracts } from '@huren/chaincode';
import {
  canonicalBytes,
  canonicalJson,
  completeUscc,
  dayOfMs,
  encodeBase64url,
  type JsonObject,
  receiptPossessionStatement,
  sealPossessionStatement,
  type SuiteName,
} from '@huren/chaincode/domain';
import { createGateway, type Gateway, type GatewayOptions } from '@huren/gateway';
import {
  certificateKid,
  type Commit,
  createMemberCa,
  type EmbeddedLedger,
  issueIdentity,
  type IssuedIdentity,
  keySigner,
  memberMspId,
  type MemberCa,
  openEmbedded,
} from '@huren/network';

/** Everything here is demo data: made-up offices of real regions, keys of no one. */
export const QIQIHAR = '230200';
export const BAICHENG = '220800';
const office = (division: string, serial: number): string =>
  completeUscc(`11${division}${String(serial).padStart(9, '0')}`);
export const HEILONGJIANG = office('230000', 1);
export const JILIN = office('220000', 2);
export const ISSUER = office('230200', 3);
export const RELYING = office('220800', 4);
/** Registered in Baicheng, never approved. */
export const REGISTERED = office('220800', 5);
export const CUSTODIAN = office('230200', 6);
export const TYPE = `${HEILONGJIANG}001`;
export const MATTER = '000100001000';
export const OTHER_MATTER = '000100002000';
export const AGREEMENT = 'nen-river-1';
const DIGEST = encodeBase64url(new Uint8Array(32).fill(1));

export interface World {
  readonly ledger: EmbeddedLedger;
  readonly path: string;
  readonly identities: ReadonlyMap<string, IssuedIdentity>;
  readonly issuing: Gateway;
  readonly relying: Gateway;
  readonly issuingUrl: string;
  readonly relyingUrl: string;
  /** Key id of the issuer's seal. */
  readonly sealKey: string;
  now: number;
  readonly submit: (who: string, contract: string, fn: string, argument: unknown) => Promise<Commit>;
  identity(name: string): IssuedIdentity;
  close(): Promise<void>;
}

export const FIELDS = ['certificate_holder_name', 'certificate_number'] as const;

/** A ledger folder with the certificates of both members. */
export async function openLedger(
  path: string,
  clock: () => number,
  cas: readonly MemberCa[],
): Promise<EmbeddedLedger> {
  return openEmbedded({
    path,
    contracts,
    clock,
    channel: cas.map(({ mspId, certificate }) => ({ mspId, caCertificates: [certificate] })),
  });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'huren-gateway-'));
}

export const START = Date.UTC(2026, 5, 1, 2);
/** The evening before, when the members enter the matters. */
const FOUNDING = START - 12 * 3_600_000;

/** A founded network of two members with an issuer, a relying office and their superiors, and a gateway for each. */
export async function openWorld(options: Partial<GatewayOptions> = {}): Promise<World> {
  const path = temporaryFolder();
  const world = { now: FOUNDING };
  // Each reading is a millisecond later, so that no two transactions share a time.
  const clock = (): number => world.now;
  const cas = await Promise.all(
    [QIQIHAR, BAICHENG].map((id) =>
      createMemberCa({ id, name: 'demo', now: new Date(START - 86_400_000), validDays: 3650 }),
    ),
  );
  const caOf = (member: string): MemberCa =>
    cas.find(({ mspId }) => mspId === memberMspId(member)) as MemberCa;
  const identities = new Map<string, IssuedIdentity>();
  const issue = async (name: string, member: string, authority?: string): Promise<void> => {
    const identity = await issueIdentity(caOf(member), {
      commonName: 'demo',
      role: 'client',
      notBefore: new Date(START - 86_400_000),
      notAfter: new Date(START + 365 * 86_400_000),
      ...(authority === undefined ? {} : { attributes: { 'huren.authority': authority } }),
    });
    identities.set(name, identity);
  };
  for (const member of [QIQIHAR, BAICHENG]) await issue(member, member);
  for (const code of [HEILONGJIANG, ISSUER, CUSTODIAN]) await issue(code, QIQIHAR, code);
  for (const code of [JILIN, RELYING, REGISTERED]) await issue(code, BAICHENG, code);
  await issue('unregistered', BAICHENG, RELYING);

  const ledger = await openLedger(join(path, 'ledger'), clock, cas);
  const identity = (name: string): IssuedIdentity => identities.get(name) as IssuedIdentity;
  const submit = async (who: string, contract: string, fn: string, argument: unknown): Promise<Commit> =>
    ledger.submit(
      { contract, fn, argument: canonicalJson(argument as JsonObject) },
      keySigner(identity(who)),
    );
  const carry = async (kind: string, body: object): Promise<void> => {
    const { result } = await submit(QIQIHAR, 'member', 'propose', { kind, body, nonce: DIGEST });
    const { motion, state } = JSON.parse(result) as { motion: string; state: string };
    if (state === 'carried') return;
    await submit(QIQIHAR, 'member', 'vote', { motion, approve: true }).catch(() => undefined);
    const { result: voted } = await submit(BAICHENG, 'member', 'vote', { motion, approve: true });
    if ((JSON.parse(voted) as { state: string }).state !== 'carried')
      throw new Error('the motion was not carried');
  };

  const member = (id: string, zh: string, en: string) => ({
    id,
    msp: memberMspId(id),
    name: { zh, en },
    region: id,
  });
  await submit(QIQIHAR, 'member', 'found', {
    members: [member(QIQIHAR, '齐齐哈尔市', 'Qiqihar'), member(BAICHENG, '白城市', 'Baicheng')],
  });
  for (const id of [QIQIHAR, BAICHENG]) await submit(id, 'member', 'confirm', {});
  const publicKeyOf = (name: string): { kid: string; publicKey: string } => {
    const { x, y } = identity(name).privateKey.export({ format: 'jwk' });
    const point = Buffer.concat([
      Buffer.of(4),
      Buffer.from(x ?? '', 'base64url'),
      Buffer.from(y ?? '', 'base64url'),
    ]);
    return { kid: certificateKid(identity(name).certificate), publicKey: point.toString('base64url') };
  };
  for (const [code, sponsor, region] of [
    [HEILONGJIANG, QIQIHAR, '230000'],
    [JILIN, BAICHENG, '220000'],
  ] as const) {
    await carry('admit-approver', {
      code,
      member: sponsor,
      region,
      name: { zh: '演示上级主管部门', en: 'Demo superior' },
      directs: [{ types: [TYPE], region }],
      keys: [publicKeyOf(code)],
    });
  }
  await submit(HEILONGJIANG, 'licence-type', 'define', {
    code: TYPE,
    name: { zh: '演示营业执照', en: 'Demo business licence' },
    holder: 'either',
    validity: 'either',
    reach: 'nationwide',
    fields: FIELDS,
    yearlyInspection: false,
    organs: [],
  });
  for (const code of [MATTER, OTHER_MATTER]) {
    await carry('define-matter', {
      code,
      name: { zh: '演示事项', en: 'Demo matter' },
      kind: '01',
      legalBasis: [{ title: '演示条例', article: '第一条' }],
      from: dayOfMs(FOUNDING),
      materials: [{ types: [TYPE], fields: ['certificate_holder_name'], legalForm: 'any', identityLevel: 0 }],
    });
  }
  world.now = START;
  const register = async (code: string, memberId: string, superior: string): Promise<void> => {
    await submit(memberId, 'authority', 'register', {
      code,
      region: memberId,
      name: { zh: '演示部门', en: 'Demo office' },
      roles: ['issuing', 'relying'],
      superior,
      keys: [{ certificate: identity(code).certificate }],
    });
  };
  await register(ISSUER, QIQIHAR, HEILONGJIANG);
  await register(CUSTODIAN, QIQIHAR, HEILONGJIANG);
  await register(RELYING, BAICHENG, JILIN);
  await register(REGISTERED, BAICHENG, JILIN);
  const filing = { reference: '权责清单 1', digest: DIGEST };
  await submit(HEILONGJIANG, 'authority', 'approve', {
    authority: ISSUER,
    roles: ['issuing'],
    competence: [{ types: [TYPE], region: QIQIHAR, from: '2000-01-01', filing }],
  });
  await submit(HEILONGJIANG, 'authority', 'approve', {
    authority: CUSTODIAN,
    roles: ['issuing'],
    competence: [],
  });
  await submit(JILIN, 'authority', 'approve', { authority: RELYING, roles: ['relying'], competence: [] });
  await submit(QIQIHAR, 'agreement', 'propose', {
    id: AGREEMENT,
    parties: [QIQIHAR, BAICHENG],
    terms: {
      title: '演示互认协议',
      text: { digest: DIGEST, filing: '演示 1', publication: '' },
      from: '2026-01-01',
      clauses: [
        {
          id: '1',
          types: [TYPE],
          issuingRegions: [QIQIHAR],
          receivingRegions: [BAICHENG],
          matters: [MATTER],
          effect: 'accept',
          conditions: {},
        },
      ],
    },
  });
  for (const id of [QIQIHAR, BAICHENG]) {
    await submit(id, 'agreement', 'accept', { id: AGREEMENT, version: 1 }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'ALREADY_ACCEPTED') throw error;
    });
  }

  const open = (id: string): Promise<Gateway> =>
    createGateway({
      ledger,
      member: id,
      dataPath: join(path, `gateway-${id}`),
      keysPath: join(path, `keys-${id}`),
      passphrase: 'demo passphrase',
      clock,
      ...options,
    });
  const issuing = await open(QIQIHAR);
  const relying = await open(BAICHENG);
  for (const [gateway, id] of [
    [issuing, QIQIHAR],
    [relying, BAICHENG],
  ] as const) {
    await gateway.saveOperator(identity(id));
    const key = await gateway.createReceiptKey();
    const publicKey = encodeBase64url(key.publicKey);
    const proof = key.sign(canonicalBytes(receiptPossessionStatement(id, key.suite, publicKey)));
    await submit(id, 'member', 'registerReceiptKey', {
      suite: key.suite,
      publicKey,
      proof: encodeBase64url(proof),
    });
  }
  const sealKey = await registerSeal(issuing, submit, 'ES256');
  const issuingUrl = (await issuing.listen(0)).url;
  const relyingUrl = (await relying.listen(0)).url;
  await issuing.caughtUp();
  await relying.caughtUp();
  return Object.assign(world, {
    ledger,
    path,
    identities,
    issuing,
    relying,
    issuingUrl,
    relyingUrl,
    sealKey,
    submit,
    identity,
    close: async () => {
      await issuing.close();
      await relying.close();
      await ledger.close();
      rmSync(path, { recursive: true, force: true });
    },
  });
}

/** A seal of ISSUER whose key the gateway holds. */
export async function registerSeal(
  gateway: Gateway,
  submit: World['submit'],
  suite: SuiteName,
): Promise<string> {
  const key = await gateway.createSealKey(suite);
  const publicKey = encodeBase64url(key.publicKey);
  const statement = sealPossessionStatement(ISSUER, key.suite, publicKey);
  await submit(ISSUER, 'seal', 'register', {
    suite: key.suite,
    publicKey,
    kind: 'seal',
    name: '电子证照专用章',
    proof: encodeBase64url(key.sign(canonicalBytes(statement))),
  });
  return key.keyId;
}
