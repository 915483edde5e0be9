import { parseCredential, recordKey, type LicenceStatus, type Seal } from '@huren/chaincode/domain';
import { batches, departmentOf, samplesIn, TYPE, type DemoBatch } from '../world';
import { runStage } from './act';
import { identityOf, provenSeal } from './departments';
import { makeFaultySamples } from './faulty-samples';
import { GatewayCaller, type CredentialFile } from './gateway-caller';
import { openHolderKey, publicJwk } from './holder-key';
import { anchoredRequests, type IssuanceWork, type Records } from './issuance-work';
import { issuingKeysOf, sealsFor } from './issuing-keys';
import { issueJointSample } from './joint-sample';
import { readOptional } from './material';
import { sampleFile, writeSample, writeSamplePage } from './sample-file';

const CAUGHT_UP_MS = 30_000;

const MARKET = departmentOf('230200', 'market');

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
  await issueJointSample(work, rotated, (member, code) => callerFor(work, member, code));
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
