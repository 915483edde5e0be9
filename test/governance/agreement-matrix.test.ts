import {
  type Agreement,
  agreementMatrix,
  cellKey,
  type Clause,
  standingOn,
  strongestEffect,
} from '@huren/chaincode/domain';
import { BAICHENG, clauseOf, QIQIHAR, termsOf } from '../contract/demo-network';

const clause = (change: Partial<Clause> = {}): Clause => clauseOf(change) as unknown as Clause;
const agreement = (clauses: readonly Clause[], change: object = {}, terms: object = {}): Agreement =>
  ({
    id: 'demo',
    version: 1,
    parties: [QIQIHAR, BAICHENG],
    accepted: [QIQIHAR, BAICHENG],
    state: 'in-force',
    terms: termsOf({ clauses, from: '2026-01-01', ...terms }),
    ...change,
  }) as unknown as Agreement;
const DAY = '2026-06-01';
const effectOf = async (
  agreements: readonly Agreement[],
  cell: string,
  before?: Agreement,
): Promise<string | undefined> => {
  const standing = await standingOn(agreements, DAY, () => Promise.resolve(before));
  return strongestEffect(agreementMatrix(standing).cells.get(cell) ?? []);
};
const HERE = cellKey(QIQIHAR, BAICHENG);

describe('the matrix of agreements', () => {
  it('shows a refusal for a province in the cells of its cities', async () => {
    const refusal = clause({ id: '2', effect: 'refuse', receivingRegions: ['220000'] });
    expect(await effectOf([agreement([clause(), refusal])], HERE)).toBe('refuse');
  });

  it('does not show what is said of one city in the cell of its province, or in that of another city', async () => {
    const accepted = clause();
    const province = clause({
      id: '2',
      effect: 'review',
      receivingRegions: ['220000'],
      issuingRegions: ['150700'],
    });
    const standing = [agreement([accepted, province])];
    expect(await effectOf(standing, cellKey(QIQIHAR, '220000'))).toBeUndefined();
    expect(await effectOf(standing, cellKey('150700', BAICHENG))).toBe('review');
    expect(await effectOf(standing, HERE)).toBe('accept');
  });

  it('reads the text before an amendment that all have accepted and that begins later', async () => {
    const amended = agreement([clause({ effect: 'refuse' })], { version: 2 }, { from: '2026-07-01' });
    expect(await effectOf([amended], HERE, agreement([clause()]))).toBe('accept');
    expect(await effectOf([amended], HERE)).toBeUndefined();
  });

  it.each([
    ['that is only proposed', { state: 'proposed', accepted: [QIQIHAR] }, {}],
    ['whose proposal was withdrawn', { state: 'withdrawn', accepted: [QIQIHAR], lastDay: '2026-12-31' }, {}],
    ['whose notice is over', { state: 'withdrawn', lastDay: '2026-05-31' }, {}],
    ['whose own days are over', {}, { to: '2026-05-31' }],
    ['whose first text has not begun', {}, { from: '2026-06-02' }],
  ])('leaves out an agreement %s', async (_why, change, terms) => {
    expect(await effectOf([agreement([clause()], change, terms)], HERE)).toBeUndefined();
  });

  it('shows an agreement under notice on its last day', async () => {
    const notice = { state: 'withdrawn', lastDay: DAY };
    expect(await effectOf([agreement([clause()], notice)], HERE)).toBe('accept');
  });
});
