import { forHolder, nobleProvider } from '@huren/chaincode/domain';
import { departmentOf, JOINT_SAMPLES, jointTitle, TYPE } from '../world';
import type { GatewayCaller } from './gateway-caller';
import { openHolderKey, publicJwk } from './holder-key';
import type { IssuanceWork, Records } from './issuance-work';
import { sealsFor } from './issuing-keys';
import { writeSample } from './sample-file';

const LAND = departmentOf('230200', 'land');
/** Beyond the ordinary batches and the samples. */
const NUMBER = 30;

/** Issues the deed of two holders, whose keys are kept beside it, and writes what each of them keeps of it. */
export async function issueJointSample(
  work: IssuanceWork,
  records: Records,
  callerFor: (member: string, code: string) => Promise<GatewayCaller>,
): Promise<void> {
  const { licence, fields } = jointTitle(LAND.region, NUMBER, work.foundedOn);
  const [first, second] = await Promise.all(
    JOINT_SAMPLES.map(async (name) => publicJwk(await openHolderKey(work.folders, name))),
  );
  const caller = await callerFor(LAND.member, LAND.code);
  const { credentials } = await caller.issue({
    requestId: `demo-${LAND.code}-joint`,
    type: TYPE.title,
    // The data form alone: a page would show everybody's fields to each.
    key: sealsFor(records, LAND.code, 'title').key,
    licences: [
      { ...licence, holderKey: first, coHolders: [{ holderKey: second, fields, identityLevel: 3 }] },
    ],
  });
  const [file] = credentials;
  if (file === undefined) throw new TypeError('the gateway answered no licence');
  for (const [place, name] of JOINT_SAMPLES.entries()) {
    await writeSample(work.folders, name, { ...file, sdJwt: forHolder(file.sdJwt, place, nobleProvider) });
  }
}
