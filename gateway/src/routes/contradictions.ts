import {
  type Agreement,
  agreementTerms,
  type Contradiction,
  contradictionSteps,
  type EqualMatters,
  isJsonObject,
  type JsonValue,
  MalformedError,
  type MatterMapping,
  otherSide,
  recordKey,
  termsDigest,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';
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

/** Acts by which a member binds itself to a text. */
const BINDING: ReadonlySet<string> = new Set(['propose', 'accept', 'amend']);

/**
 * What contradicts the text that an act of the agreement contract would bind its signer to, told before it is signed;
 * undefined for other acts, for what the contract will refuse anyway, and while too many others ask.
 */
export async function contradictionsOfAct(
  index: RecordIndex,
  walks: Walks,
  fn: string,
  argument: JsonValue,
): Promise<readonly Contradiction[] | undefined> {
  if (!BINDING.has(fn) || !isJsonObject(argument) || typeof argument['id'] !== 'string') return undefined;
  const { id, terms } = argument;
  try {
    const read = fn === 'accept' || terms === undefined ? undefined : agreementTerms(terms, '/terms');
    return (await checkAgreement(index, walks, id, read))?.contradictions;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    // Nobody is kept from an act because others ask much: whoever signs can still have the text checked.
    if (error instanceof Problem && error.code === 'too-busy') return undefined;
    throw error;
  }
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
