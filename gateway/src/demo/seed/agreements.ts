import {
  mappingKey,
  recordKey,
  referenceEntry,
  type Agreement,
  type Day,
  type MatterMapping,
} from '@huren/chaincode/domain';
import { definerOf, IMPLEMENTATIONS, LOCAL_LIST, MAPPINGS, MATTERS, type DemoAgreement } from '../world';
import type { Act } from './act';
import { identityOf } from './departments';
import { operatorOf } from './founding';
import type { DemoMaterial } from './material';

/** Provinces define their own matters; departments the ones that they handle. */
export function matterStage(material: DemoMaterial, today: Day): readonly Act[] {
  const provincial = MATTERS.filter(({ code }) => !code.startsWith('00'));
  const provincialActs = provincial.map((matter) => act(definerOf(matter.code), matter));
  const ownActs = IMPLEMENTATIONS.map(({ authority = '', ...matter }) => act(authority, matter));
  return [...provincialActs, ...ownActs, localList(material)];

  function act(authority: string, matter: { readonly code: string }): Act {
    return {
      contract: 'matter',
      fn: 'define',
      argument: { ...matter, from: today },
      signer: identityOf(material, authority).signer,
      isDone: (records) => records.has(recordKey.matter(matter.code)),
    };
  }
}

function localList(material: DemoMaterial): Act {
  const { authority, rows } = LOCAL_LIST;
  return {
    contract: 'matter',
    fn: 'reference',
    argument: { rows },
    signer: identityOf(material, authority).signer,
    isDone: (records) =>
      rows.every(({ localCode }) => records.has(recordKey.reference(authority, referenceEntry(localCode)))),
  };
}

/** Proposed by the first party, then accepted by the others, one after the other: each acceptance counts. */
export function agreementStages(
  material: DemoMaterial,
  agreements: readonly DemoAgreement[],
): readonly (readonly Act[])[] {
  const proposals = agreements.map(({ id, parties, terms, proposer }): Act => ({
    contract: 'agreement',
    fn: 'propose',
    argument: { id, parties, terms },
    signer: operatorOf(material, proposer),
    isDone: (records) => records.has(recordKey.agreement(id)),
  }));
  const longest = Math.max(...agreements.map(({ parties }) => parties.length));
  const rounds = Array.from({ length: longest - 1 }, (_, round) =>
    agreements.flatMap(({ id, parties }): Act[] => {
      const party = parties[round + 1];
      if (party === undefined) return [];
      return [
        {
          contract: 'agreement',
          fn: 'accept',
          argument: { id, version: 1 },
          signer: operatorOf(material, party),
          isDone: (records) =>
            (records.get(recordKey.agreement(id)) as Agreement | undefined)?.accepted.includes(party) ??
            false,
        },
      ];
    }),
  );
  return [proposals, ...rounds];
}

/** One side proposes, the other accepts. */
export function mappingStages(material: DemoMaterial): readonly (readonly Act[])[] {
  const longest = Math.max(...MAPPINGS.map(({ parties }) => parties.length));
  return Array.from({ length: longest }, (_, round) =>
    MAPPINGS.flatMap(({ parties, ...pair }): Act[] => {
      const party = parties[round];
      if (party === undefined) return [];
      const key = mappingKey(pair);
      return [
        {
          contract: 'matter',
          fn: round === 0 ? 'map' : 'acceptMapping',
          argument: round === 0 ? { ...pair, with: parties.slice(1) } : { ...pair, version: 1 },
          signer: identityOf(material, party).signer,
          isDone: (records) =>
            (records.get(key) as MatterMapping | undefined)?.accepted.includes(party) ?? false,
        },
      ];
    }),
  );
}
