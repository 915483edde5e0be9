import {
  type Agreement,
  type Contradiction,
  contradictionSteps,
  type EqualMatters,
  type MatterMapping,
  otherSide,
  recordKey,
  termsDigest,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import type { Walks } from '../index/walks';

export interface AgreementCheck {
  readonly id: string;
  readonly termsDigest: string;
  readonly contradictions: readonly Contradiction[];
}

/**
 * What contradicts these terms or, without terms, the text of that agreement that waits or holds; undefined when there
 * is none of that id.
 * @throws Problem too-busy
 */
export async function checkAgreement(
  index: RecordIndex,
  walks: Walks,
  id: string,
  terms?: Agreement['terms'],
): Promise<AgreementCheck | undefined> {
  const record = index.record<Agreement>(recordKey.agreement(id));
  const looked = terms ?? record?.amendment?.terms ?? record?.terms;
  if (looked === undefined) return undefined;
  const found = await walks.run(() =>
    contradictionSteps({ id, terms: looked }, standing(index, looked), equalMatters(index)),
  );
  return { id, termsDigest: termsDigest(looked), contradictions: found };
}

/** Agreements, held or waiting, that name one of the types; an amendment that waits is looked at as well. */
function standing(index: RecordIndex, { clauses }: Agreement['terms']): readonly Agreement[] {
  const types = new Set(clauses.flatMap((clause) => (clause.types === '*' ? ['*'] : clause.types)));
  const keys = types.has('*')
    ? index.keys('agreement')
    : [...new Set([...types].flatMap((type) => index.grounds(type).agreements))].sort();
  return keys.flatMap((key): Agreement[] => {
    const agreement = index.record<Agreement>(key);
    if (agreement === undefined) return [];
    const { amendment } = agreement;
    if (amendment === undefined) return [agreement];
    return [agreement, { ...agreement, version: agreement.version + 1, terms: amendment.terms }];
  });
}

function equalMatters(index: RecordIndex): EqualMatters {
  return (basic) => [
    basic,
    ...index.mappings(basic).flatMap((key) => {
      const mapping = index.record<MatterMapping>(key);
      if (mapping?.state !== 'accepted') return [];
      return [otherSide(mapping, basic)];
    }),
  ];
}
