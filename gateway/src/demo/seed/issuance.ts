import {
  nobleProvider,
  parseCredential,
  recordKey,
  type Anchor,
  type Day,
  type LicenceStatus,
  type Seal,
} from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { type Ledger, writeKeyFile } from '@huren/network';
import {
  batches,
  departmentOf,
  PAGE_SEAL_ROLE,
  PAGE_TYPES,
  sample,
  samplesIn,
  sealRoles,
  TYPE,
  type DemoBatch,
  type FaultySampleName,
  type SampleName,
} from '../world';
import { identityOf, provenSeal, sealsOf } from './departments';
import { GatewayCaller, type CredentialFile } from './gateway-caller';
import type { GatewayPool } from './gateway-pool';
import { loneAnchor, lonePageRoot, loneRoot, sealByHand, sealPageByHand } from './handmade';
import { openHolderKey, publicJwk, type HolderJwk } from './holder-key';
import type { SeedState } from './ledger-state';
import { readOptional, type DemoFolders, type DemoMaterial } from './material';
import { sampleFile, writeSamplePage } from './sample-file';
import { runStage } from './act';

/** What issuing needs: who, where, and what the ledger held when this start began. */
export interface IssuanceWork {
  readonly ledger: Ledger;
  readonly pool: GatewayPool;
  readonly folders: DemoFolders;
  readonly material: DemoMaterial;
  readonly foundedOn: Day;
  readonly clock: () => number;
  /** Batches of other members that are issued at once; 1. */
  readonly wave?: number;
  /** Called after each batch, with how many of how many are anchored. */
  readonly onBatch: (done: number, total: number) => void;
}

type Records = SeedState['records'];

const CAUGHT_UP_MS = 30_000;

const MARKET = departmentOf('230200', 'market');
const FORGED_REQUEST = 'demo-self-made-seal';

/**
 * Issues the demo's licences through the members' gateways, as issuing departments do: first Qiqihar's, which hold the
 * samples. Its market supervision rotates its seal in between: food permits stand under the old one, which was in force
 * at their anchor.
 * @returns issues the other members' licences, batch by batch, until `stop`
 */
export async function issueLicences(
  work: IssuanceWork,
  records: Records,
): Promise<(stop: AbortSignal) => Promise<void>> {
  const all = batches(work.foundedOn);
  const own = all.filter(({ issuer }) => issuer.member === MARKET.member);
  const first = own.filter(({ issuer, type }) => issuer.code === MARKET.code && type === 'food');
  const anchored = anchoredRequests(records);
  const open = (batch: DemoBatch): boolean => !anchored.has(`${batch.issuer.code} ${batch.requestId}`);
  let done = all.filter((batch) => !open(batch)).length;
  const issue = async (batch: DemoBatch, seals: Records): Promise<void> => {
    await issueBatch(work, batch, seals);
    if (open(batch)) done += 1;
    work.onBatch(done, all.length);
  };
  await Promise.all(first.map((batch) => issue(batch, records)));
  const rotated = await rotateMarketSeal(work, records);
  await Promise.all(own.filter((batch) => !first.includes(batch)).map((batch) => issue(batch, rotated)));
  await makeFaultySamples(work, rotated);
  await suspendSample(work, records);
  const others = all.filter((batch) => !own.includes(batch));
  return async (stop) => {
    const { wave = 1 } = work;
    for (let at = 0; at < others.length && !stop.aborted; at += wave) {
      await Promise.all(others.slice(at, at + wave).map((batch) => issue(batch, rotated)));
    }
  };
}

/** Where the first licences come from. */
export const FIRST_ISSUER = MARKET.member;

/** Only the market's food and business licences, in the order that `issueLicences` keeps: the first to be tried. */
export async function issueFirstLicences(work: IssuanceWork): Promise<void> {
  const own = batches(work.foundedOn).filter(({ issuer }) => issuer.code === MARKET.code);
  const records = await sealRecords(work);
  const issue = (type: DemoBatch['type'], seals: Records) =>
    Promise.all(own.filter((batch) => batch.type === type).map((batch) => issueBatch(work, batch, seals)));
  await issue('food', records);
  await issue('business', await rotateMarketSeal(work, records));
}

/** The seals as the issuer's own gateway has read them: nobody reads the chain a second time for them. */
async function sealRecords({ ledger, pool }: IssuanceWork): Promise<Records> {
  const { index } = (await pool.gateway(FIRST_ISSUER)).context;
  await index.reached(await ledger.height(), CAUGHT_UP_MS);
  return new Map(index.keys('seal').map((key) => [key, index.record<Seal>(key)]));
}

function anchoredRequests(records: Records): ReadonlySet<string> {
  return new Set(
    [...records]
      .filter(([key]) => key.startsWith('anchor/'))
      .map(([, anchor]) => `${(anchor as Anchor).authority} ${(anchor as Anchor).requestId}`),
  );
}

async function callerFor(
  { ledger, pool, material }: IssuanceWork,
  member: string,
  code: string,
): Promise<GatewayCaller> {
  const { gateway, url } = await pool.seeding(member);
  // The member's own peer may be behind the one that the seed has written through.
  await gateway.context.index.reached(await ledger.height(), CAUGHT_UP_MS);
  return new GatewayCaller(url, member, code, identityOf(material, code));
}

/** Issues one batch with the samples that belong to it, and writes their files. */
async function issueBatch(work: IssuanceWork, batch: DemoBatch, records: Records): Promise<void> {
  const { issuer, type, requestId, licences } = batch;
  const samples = issuer.member === '230200' ? samplesIn(issuer.office, type, work.foundedOn) : [];
  const bound = await Promise.all(
    samples.map(async ({ name, licence }) => ({
      ...licence,
      holderKey: publicJwk(await openHolderKey(work.folders, name)),
    })),
  );
  const { key, pageSeals } = sealsFor(records, issuer.code, type);
  const caller = await callerFor(work, issuer.member, issuer.code);
  const files = await caller.issue({
    requestId,
    type: TYPE[type],
    key,
    licences: [...licences, ...bound],
    ...(pageSeals.length === 0 ? {} : { forms: ['data', 'page'], pageSeals }),
  });
  await Promise.all(
    samples.map(async ({ name }, at) => {
      const file = files.credentials[licences.length + at];
      if (file === undefined) throw new TypeError('the gateway answered fewer licences than were asked for');
      await writeSample(work.folders, name, file);
      const page = files.pages[licences.length + at];
      if (page !== undefined) await writeSamplePage(work.folders, name, page);
    }),
  );
}

/** The 签发密钥 of an authority, without the seals of its page forms. */
function issuingKeysOf(records: Records, authority: string): readonly Seal[] {
  return sealsOf(records, authority).filter(({ ses }) => ses === undefined);
}

/**
 * Which keys seal a type: food under the market's first one, everything else under the newest; page forms under SES
 * seals beside it. A permit with several seals has no other keys than theirs.
 */
function sealsFor(records: Records, authority: string, type: DemoBatch['type']) {
  const pageSeals = PAGE_TYPES.includes(type) ? pageSealsFor(records, authority, type) : [];
  const keys = issuingKeysOf(records, authority);
  const [first] = keys.filter(({ replaces }) => replaces === undefined);
  const renewed = keys.find(({ replaces }) => replaces !== undefined);
  const own = type === 'food' ? first : (renewed ?? first);
  const key = type === 'harvester' ? pageSeals[0] : own?.keyId;
  if (key === undefined) throw new TypeError('the department has no seal');
  return { key, pageSeals };
}

/** Key ids of the SES seals on a page form, by the roles that the type asks for: its own, and those it holds. */
function pageSealsFor(records: Records, authority: string, type: DemoBatch['type']): readonly string[] {
  const roles = type === 'harvester' ? sealRoles(type) : [PAGE_SEAL_ROLE];
  const held = [...records]
    .filter(([key]) => key.startsWith('seal/'))
    .map(([, seal]) => seal as Seal)
    .filter((seal) => seal.authority === authority || seal.custodian === authority);
  return roles.flatMap(
    (role) => held.find((each) => each.ses !== undefined && each.role === role)?.keyId ?? [],
  );
}

/** 重新制发: a new seal takes the place of the first. Answers the records with both. */
async function rotateMarketSeal(work: IssuanceWork, records: Records): Promise<Records> {
  const seals = issuingKeysOf(records, MARKET.code);
  if (seals.some(({ replaces }) => replaces !== undefined)) return records;
  const [old] = seals;
  if (old === undefined) throw new TypeError('the department has no seal');
  const signer = await (await work.pool.gateway(MARKET.member)).createSealKey('ES256');
  const next = provenSeal(MARKET.code, signer, { name: '电子证照签发密钥（演示，第二把）' });
  await runStage(work.ledger, records, [
    {
      contract: 'seal',
      fn: 'rotate',
      argument: { keyId: old.keyId, next },
      signer: identityOf(work.material, MARKET.code).signer,
      isDone: () => false,
    },
  ]);
  const { proof: _proof, kind: _kind, ses: _ses, ...rest } = next;
  const renewed: Seal = {
    ...rest,
    kind: 'issuing-key',
    keyId: signer.keyId,
    authority: MARKET.code,
    replaces: old.keyId,
    state: 'active',
  };
  return new Map([
    ...records,
    [recordKey.seal(old.keyId), { ...old, state: 'retired' }],
    [recordKey.seal(signer.keyId), renewed],
  ]);
}

/** The two licences that no gateway would make. Their texts are on disk before anything is anchored. */
async function makeFaultySamples(work: IssuanceWork, records: Records): Promise<void> {
  const seals = issuingKeysOf(records, MARKET.code);
  const retired = seals.find(({ replaces }) => replaces === undefined)?.keyId ?? '';
  const active = seals.find(({ replaces }) => replaces !== undefined)?.keyId ?? '';
  await handmade(work, 'unanchored-business-licence', active);
  const sdJwt = await handmade(work, 'retired-seal-business-licence', retired);
  const root = loneRoot(nobleProvider, sdJwt);
  if (!records.has(recordKey.anchor(MARKET.code, root))) {
    const argument = loneAnchor(MARKET.code, TYPE.business, root, active, 'demo-retired-seal');
    const request = { contract: 'licence', fn: 'anchor', argument };
    await work.ledger.submit(request, identityOf(work.material, MARKET.code).signer);
  }
  const anchor = { batch: `${MARKET.code}/${root}`, index: 0, proof: [] };
  await writeSample(work.folders, 'retired-seal-business-licence', { sdJwt, anchor });
  await makeForgedPage(work, records);
}

/** A page form under a self-made seal, anchored by somebody who holds the department's key: the key is right. */
async function makeForgedPage(work: IssuanceWork, records: Records): Promise<void> {
  const name = 'self-made-seal-business-licence';
  if (anchoredRequests(records).has(`${MARKET.code} ${FORGED_REQUEST}`)) return;
  const [keyId = ''] = pageSealsFor(records, MARKET.code, 'business');
  const record = sealsOf(records, MARKET.code).find((each) => each.keyId === keyId);
  const signer = (await work.pool.gateway(MARKET.member)).context.keys.seal(keyId);
  if (record?.ses === undefined || signer === undefined) throw new TypeError('the key folder lacks the seal');
  const forged = work.material.sealMaker.selfMade({
    member: MARKET.member,
    signer,
    owner: { code: MARKET.code, name: MARKET.name.zh },
    sealName: record.name,
    esId: record.ses.esId,
  });
  const held = { seal: forged.der, certificate: forged.certificate, sign: signer.sign };
  const ofd = sealPageByHand(nodeProvider(), sample(name, work.foundedOn), MARKET, held, work.clock());
  const root = lonePageRoot(nobleProvider, ofd);
  // Before its anchor: a start that was cut off in between makes and anchors another one.
  const anchor = { batch: `${MARKET.code}/${root}`, index: 0, proof: [] };
  await writeSamplePage(work.folders, name, { ofd: ofd.toString('base64'), anchor });
  const argument = loneAnchor(MARKET.code, TYPE.business, root, keyId, FORGED_REQUEST);
  const request = { contract: 'licence', fn: 'anchor', argument };
  await work.ledger.submit(request, identityOf(work.material, MARKET.code).signer);
}

async function handmade(work: IssuanceWork, name: FaultySampleName, keyId: string): Promise<string> {
  const known = await readOptional(sampleFile(work.folders, name));
  if (known !== undefined) return (JSON.parse(known) as CredentialFile).sdJwt;
  const signer = (await work.pool.gateway(MARKET.member)).context.keys.seal(keyId);
  if (signer === undefined) throw new TypeError('the key folder lacks the seal');
  const holder: HolderJwk = await openHolderKey(work.folders, name);
  const faulty = sample(name, work.foundedOn);
  const sdJwt = sealByHand(nodeProvider(), faulty, MARKET.code, signer, holder, work.clock());
  await writeSample(work.folders, name, { sdJwt });
  return sdJwt;
}

/** 暂扣 of one sample, by its issuer. */
async function suspendSample(work: IssuanceWork, records: Records): Promise<void> {
  const text = await readOptional(sampleFile(work.folders, 'suspended-business-licence'));
  const file = JSON.parse(text ?? '{}') as CredentialFile;
  const batch = file.anchor.batch;
  const isDone = [...records.values()].some(
    (record) =>
      `${MARKET.code}/${(record as Partial<LicenceStatus>).root ?? ''}` === batch && isStatus(record),
  );
  if (isDone) return;
  const caller = await callerFor(work, MARKET.member, MARKET.code);
  await caller.setStatus({
    requestId: 'demo-suspension',
    batch,
    identifier: parseCredential(file.sdJwt).claims.identifier,
    state: 'suspended',
    decision: '齐市监扣〔2026〕演示1号',
    decidedOn: work.foundedOn,
    effectiveFrom: work.foundedOn,
    retroactive: false,
  });
}

function isStatus(record: unknown): boolean {
  return Array.isArray((record as Partial<LicenceStatus>).changes);
}

async function writeSample(
  folders: DemoFolders,
  name: SampleName | FaultySampleName,
  file: { readonly sdJwt: string; readonly anchor?: unknown },
): Promise<void> {
  await writeKeyFile(sampleFile(folders, name), `${JSON.stringify(file, null, 2)}\n`, false);
}
