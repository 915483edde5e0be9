import { type Group, groupDigest, recordKey } from '@huren/chaincode/domain';
import { GROUP } from '../world';
import type { Act } from './act';
import { operatorOf } from './founding';
import type { DemoMaterial } from './material';

/** Proposed by the first party and accepted by the others, one after the other: each acceptance counts. */
export function groupStages(material: DemoMaterial): readonly (readonly Act[])[] {
  const { id, parties, terms } = GROUP;
  const [proposer = '', ...others] = parties;
  const digest = groupDigest(GROUP);
  const proposal: Act = {
    contract: 'group',
    fn: 'propose',
    argument: { id, parties, terms },
    signer: operatorOf(material, proposer),
    isDone: (records) => records.has(recordKey.group(id)),
  };
  const acceptances = others.map((party): readonly Act[] => [
    {
      contract: 'group',
      fn: 'accept',
      argument: { id, version: 1, digest },
      signer: operatorOf(material, party),
      isDone: (records) =>
        (records.get(recordKey.group(id)) as Group | undefined)?.accepted.includes(party) ?? false,
    },
  ]);
  return [[proposal], ...acceptances];
}
