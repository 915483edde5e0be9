import { dayOfMs, motionId, type MotionKind } from '@huren/chaincode/domain';
import { memberMspId, type Ledger } from '@huren/network';
import { agreementsFrom, CITIES, departmentOf, MATTER, TYPE } from '../world';
import { runStage, sideBySide, type Act } from './act';
import { agreementStages } from './agreements';
import { approvalStage, receiptKeyStage, registrationStage, sealStage } from './departments';
import { commonStages, foundingStages } from './founding';
import type { Founding } from './found-network';
import type { SeedState } from './ledger-state';
import type { DemoMaterial } from './material';

/** The verdict that the banner offers first: a business licence of Qiqihar, for a freight permit in Baicheng. */
const ISSUING = departmentOf('230200', 'market');
const RELYING = departmentOf('220800', 'hall');
const AGREEMENT = 'nenjiang-1';

const WANTED_BODIES: ReadonlySet<string> = new Set([
  ISSUING.superior ?? '',
  RELYING.superior ?? '',
  TYPE.business,
  TYPE.food,
  MATTER.freightPermit,
]);
const WANTED_AUTHORITIES: ReadonlySet<string> = new Set([ISSUING.code, RELYING.code]);

/** The motions about these bodies, and the votes on them. */
function wantedMotions(stages: readonly (readonly Act[])[]): readonly (readonly Act[])[] {
  const wanted = new Set<string>();
  const [proposals = [], ...votes] = stages;
  const about = proposals.filter(({ argument, signer }) => {
    const { kind, body, nonce } = argument as { kind: MotionKind; body: { code?: string }; nonce: string };
    if (!WANTED_BODIES.has(body.code ?? '')) return false;
    const proposer = CITIES.find(({ id }) => memberMspId(id) === signer.mspId)?.id ?? '';
    wanted.add(motionId(kind, body, proposer, nonce));
    return true;
  });
  return [
    about,
    ...votes.map((acts) =>
      acts.filter(({ argument }) => wanted.has((argument as { motion: string }).motion)),
    ),
  ];
}

/**
 * Only the records that the first verdict needs, where each stage costs a block: what does not depend on each other goes
 * side by side. `foundNetwork` brings the others.
 */
export async function foundForFirstVerdict(
  ledger: Ledger,
  material: DemoMaterial,
  state: SeedState,
  nowMs: number,
  onStage: (done: number, total: number) => void = () => undefined,
): Promise<Founding> {
  const { records } = state;
  const foundedOn = state.foundedOn ?? dayOfMs(nowMs);
  const agreements = agreementsFrom(foundedOn).filter(({ id }) => id === AGREEMENT);
  const registrations = registrationStage(material).filter(({ argument }) =>
    WANTED_AUTHORITIES.has((argument as { code: string }).code),
  );
  const approvals = approvalStage(material).filter(({ argument }) =>
    WANTED_AUTHORITIES.has((argument as { authority: string }).authority),
  );
  const seals = await sealStage(material, records, (code) => code === ISSUING.code);
  const serving = [ISSUING, RELYING].map(({ member }) => memberMspId(member));
  const receiptKeys = (await receiptKeyStage(material, records)).filter(({ signer }) =>
    serving.includes(signer.mspId),
  );
  const stages = [
    ...foundingStages(material),
    ...sideBySide(
      [...wantedMotions(commonStages(material)), approvals, seals],
      [registrations, receiptKeys],
      agreementStages(material, agreements),
    ),
  ];
  let submitted = 0;
  for (const [at, acts] of stages.entries()) {
    submitted += await runStage(ledger, records, acts);
    onStage(at + 1, stages.length);
  }
  return { foundedOn, submitted };
}
