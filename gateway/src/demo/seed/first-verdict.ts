import { dayOfMs, motionId, type Day, type MotionKind } from '@huren/chaincode/domain';
import { memberMspId, type Ledger } from '@huren/network';
import { agreementsFrom, CITIES, departmentOf, MATTER, TYPE } from '../world';
import { runStage, type Act } from './act';
import { agreementStages } from './agreements';
import { approvalStage, receiptKeyStage, registrationStage, sealStage } from './departments';
import { commonStages, foundingStages } from './founding';
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

type Track = readonly (readonly Act[])[];

/** The motions about these bodies, each with the votes on it. */
function wantedMotions([proposals = [], ...rounds]: Track): readonly Track[] {
  return proposals.flatMap((proposal): Track[] => {
    const { kind, body, nonce } = proposal.argument as {
      kind: MotionKind;
      body: { code?: string };
      nonce: string;
    };
    if (!WANTED_BODIES.has(body.code ?? '')) return [];
    const proposer = CITIES.find(({ id }) => memberMspId(id) === proposal.signer.mspId)?.id ?? '';
    const motion = motionId(kind, body, proposer, nonce);
    const votes = rounds.map((acts) =>
      acts.filter(({ argument }) => (argument as { motion: string }).motion === motion),
    );
    return [[[proposal], ...votes]];
  });
}

export interface FirstFounding {
  /** The day that the demo's licences are dated from. */
  readonly foundedOn: Day;
  /** The issuing department can seal. */
  readonly sealed: Promise<void>;
  /** A verdict can be given, as far as the network goes. */
  readonly recognised: Promise<void>;
}

/**
 * Only the records that the first verdict needs, where each transaction waits for a block: what does not depend on each
 * other goes side by side. `foundNetwork` brings the others.
 */
export async function foundForFirstVerdict(
  ledger: Ledger,
  material: DemoMaterial,
  state: SeedState,
  nowMs: number,
  onAct: (done: number, total: number) => void = () => undefined,
): Promise<FirstFounding> {
  const { records } = state;
  const today = dayOfMs(nowMs);
  const foundedOn = state.foundedOn ?? today;
  const found = foundingStages(material);
  const agreed = agreementStages(
    material,
    agreementsFrom(foundedOn).filter(({ id }) => id === AGREEMENT),
  );
  const motions = wantedMotions(commonStages(material, today));
  const registrations = registrationStage(material).filter(({ argument }) =>
    WANTED_AUTHORITIES.has((argument as { code: string }).code),
  );
  const approvals = approvalStage(material).filter(({ argument }) =>
    WANTED_AUTHORITIES.has((argument as { authority: string }).authority),
  );
  const seals = await sealStage(material, records, (code) => code === ISSUING.code);
  const receiptKeys = await receiptKeyStage(material, records, (member) => member === RELYING.member);

  const all = [...found, ...agreed, ...motions.flat(), registrations, approvals, seals, receiptKeys];
  const total = all.flat().length;
  let done = 0;
  const run = async (acts: readonly Act[]): Promise<void> => {
    await runStage(ledger, records, acts);
    done += acts.length;
    onAct(done, total);
  };
  const inTurn = async (track: Track): Promise<void> => {
    for (const acts of track) await run(acts);
  };

  await inTurn(found);
  // A member's record changes with its receipt key, and whatever has read it meanwhile is in conflict: it comes last.
  const recognised = inTurn(agreed).then(() => run(receiptKeys));
  const sealed = Promise.all([run(registrations), ...motions.map(inTurn)])
    .then(() => run(approvals))
    .then(() => run(seals));
  const both = Promise.all([recognised, sealed]).then(() => undefined);
  for (const track of [recognised, both]) track.catch(() => undefined);
  return { foundedOn, sealed, recognised: both };
}
