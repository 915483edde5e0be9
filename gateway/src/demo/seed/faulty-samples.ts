import { nobleProvider, recordKey } from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { departmentOf, sample, TYPE, type DemoDepartment, type FaultySampleName } from '../world';
import { identityOf, sealsOf } from './departments';
import type { CredentialFile } from './gateway-caller';
import { loneAnchor, lonePageRoot, loneRoot, sealByHand, sealPageByHand } from './handmade';
import { openHolderKey, type HolderJwk } from './holder-key';
import { anchoredRequests, type IssuanceWork, type Records } from './issuance-work';
import { issuingKeysOf, pageSealsFor } from './issuing-keys';
import { readOptional } from './material';
import { sampleFile, writeSample, writeSamplePage } from './sample-file';

const MARKET = departmentOf('230200', 'market');
const FORGED_REQUEST = 'demo-self-made-seal';

/** The licences that no gateway would make. Their texts are on disk before anything is anchored. */
export async function makeFaultySamples(work: IssuanceWork, records: Records): Promise<void> {
  const seals = issuingKeysOf(records, MARKET.code);
  const retired = seals.find(({ replaces }) => replaces === undefined)?.keyId ?? '';
  const active = seals.find(({ replaces }) => replaces !== undefined)?.keyId ?? '';
  await handmade(work, 'unanchored-business-licence', MARKET, active);
  await makeUncovered(work, records);
  const sdJwt = await handmade(work, 'retired-seal-business-licence', MARKET, retired);
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

/** Sealed by the department that by agreement anchors every licence of the type, and yet never anchored. */
async function makeUncovered(work: IssuanceWork, records: Records): Promise<void> {
  const issuer = departmentOf('230200', 'transport');
  const [key] = issuingKeysOf(records, issuer.code);
  await handmade(work, 'unanchored-driver-qualification', issuer, key?.keyId ?? '');
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

async function handmade(
  work: IssuanceWork,
  name: FaultySampleName,
  issuer: DemoDepartment,
  keyId: string,
): Promise<string> {
  const known = await readOptional(sampleFile(work.folders, name));
  if (known !== undefined) return (JSON.parse(known) as CredentialFile).sdJwt;
  const signer = (await work.pool.gateway(issuer.member)).context.keys.seal(keyId);
  if (signer === undefined) throw new TypeError('the key folder lacks the seal');
  const holder: HolderJwk = await openHolderKey(work.folders, name);
  const faulty = sample(name, work.foundedOn);
  const sdJwt = sealByHand(nodeProvider(), faulty, issuer.code, signer, holder, work.clock());
  await writeSample(work.folders, name, { sdJwt });
  return sdJwt;
}
