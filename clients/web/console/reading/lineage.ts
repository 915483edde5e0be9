import { type Authority, LINEAGE_LIMIT, type Succession } from '@huren/chaincode/domain';
import { recordOn } from './records';

/** One step back: who continued whom. */
export interface Continued extends Succession {
  readonly successor: string;
}

/** Every authority that this one continues, nearest first, as the ledger tells of that day (机构改革). */
export async function lineageOn(authority: Authority, on?: string): Promise<readonly Continued[]> {
  const steps: Continued[] = [];
  const waiting = [authority];
  const seen = new Set([authority.code]);
  for (const at of waiting) {
    for (const succession of at.predecessors) {
      steps.push({ ...succession, successor: at.code });
      if (seen.has(succession.predecessor) || seen.size >= LINEAGE_LIMIT) continue;
      seen.add(succession.predecessor);
      const record = await recordOn('authorities', succession.predecessor, on);
      if (record !== undefined) waiting.push(record);
    }
  }
  return steps;
}
