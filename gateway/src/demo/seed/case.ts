import { recordKey, type Case } from '@huren/chaincode/domain';
import { DEMO_CASE } from '../world';
import type { Act } from './act';
import { identityOf } from './departments';
import type { DemoMaterial } from './material';

/** The demo's case is opened, then handled. Nobody takes part in it yet: whoever tries the demo invites. */
export function caseStages(material: DemoMaterial): readonly (readonly Act[])[] {
  const { id, authority, matter } = DEMO_CASE;
  const { signer } = identityOf(material, authority);
  const step = (fn: string, argument: object, milestones: number): readonly Act[] => [
    {
      contract: 'case',
      fn,
      argument,
      signer,
      isDone: (records) =>
        ((records.get(recordKey.case(id)) as Case | undefined)?.milestones.length ?? 0) >= milestones,
    },
  ];
  return [step('open', { id, matter }, 1), step('advance', { id, step: 'handling' }, 2)];
}
