import {
  type Agreement,
  type Contradiction,
  contradictionSteps,
  countsBetween,
  type Day,
  type EqualMatters,
  type MatterMapping,
  otherSide,
  recordKey,
  termsDigest,
  textsFrom,
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
 * @throws Problem too-busy, request-timeout (abandoned)
 */
export async function checkAgreement(
  index: RecordIndex,
  walks: Walks,
  id: string,
  today: Day,
  terms?: Agreement['terms'],
  abandoned?: () => boolean,
): Promise<AgreementCheck | undefined> {
  const record = index.record<Agreement>(recordKey.agreement(id));
  const looked = terms ?? record?.amendment?.terms ?? record?.terms;
  if (looked === undefined) return undefined;
  const found = await walks.run(
    () => contradictionSteps({ id, terms: looked }, standing(index, looked, today), equalMatters(index)),
    abandoned,
  );
  return { id, termsDigest: termsDigest(looked), contradictions: found };
}

/**
 * Every text of agreements that name one of the types, that holds today or will: accepted ones on the days on which they
 * hold, whether an amendment or a notice ends them, and what waits for acceptance.
 */
function standing(index: RecordIndex, { clauses }: Agreement['terms'], today: Day): readonly Agreement[] {
  const types = new Set(clauses.flatMap((clause) => (clause.types === '*' ? ['*'] : clause.types)));
  const keys = types.has('*')
    ? index.keys('agreement')
    : [...new Set([...types].flatMap((type) => index.grounds(type).agreements))].sort();
  return keys.flatMap((key): Agreement[] => {
    const agreement = index.record<Agreement>(key);
    if (agreement === undefined) return [];
    if (agreement.state === 'proposed') return [agreement];
    const { amendment, lastDay: _told, ...rest } = agreement;
    const agreed = textsFrom(index.history<Agreement>(key), today).map(
      ({ version, terms: { to: _own, ...terms }, from, to }): Agreement => ({
        ...rest,
        version,
        terms: { ...terms, from, ...(to !== undefined && { to }) },
        state: 'in-force',
        accepted: rest.parties,
      }),
    );
    if (amendment === undefined) return agreed;
    return [...agreed, { ...rest, version: rest.version + 1, terms: amendment.terms }];
  });
}

function equalMatters(index: RecordIndex): EqualMatters {
  return (basic, issuing, receiving) => [
    basic,
    ...index.mappings(basic).flatMap((key) => {
      const mapping = index.record<MatterMapping>(key);
      return mapping && countsBetween(mapping, issuing, receiving) ? [otherSide(mapping, basic)] : [];
    }),
  ];
}
