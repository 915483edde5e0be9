import { basisOn, type Basis, type Day, type History } from '@huren/chaincode/domain';
import { HISTORIES } from '../../chaincode/src/domain/verification/record-shapes';
import {
  Actors,
  APPROVER,
  DemoNetwork,
  definitionOf,
  DEPRECATED,
  ISSUER,
  narrowingOf,
  OTHER_APPROVER,
  PLAIN,
  QIQIHAR,
  TWO_SEALS,
} from '../contract/demo-network';
import { basis } from '../contract/refusals/row';

let populated: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});

describe('records after governance', () => {
  it('are read back by the shapes of facts and trust files', async () => {
    const net = populated.fork();
    await net.act(APPROVER, 'authority:narrow', narrowingOf());
    await net.act(APPROVER, 'licence-type:define', {
      ...definitionOf(PLAIN),
      issuing: { levels: ['prefecture'], regions: [QIQIHAR] },
    });
    await net.act(APPROVER, 'licence-type:deprecate', { code: TWO_SEALS, successor: PLAIN });
    await net.carry('adopt-basis', basis);
    await net.carry('end-basis', { id: 'law-1', lastDay: '2026-12-31' });
    const kinds = ['authority', 'licence-type', 'basis', 'member'] as const;
    for (const kind of kinds) {
      const keys = net.ledger.keys(`${kind}/`);
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) {
        const versions = [{ position: { block: 1, tx: 0 }, time: 1, value: net.ledger.value(key) }];
        expect(HISTORIES[kind](versions as never, '')).toEqual(versions);
      }
    }
    expect(net.ledger.value(`licence-type/${DEPRECATED}`)).not.toHaveProperty('successor');
    expect(net.ledger.value(`authority/${ISSUER}`)).toMatchObject({ approval: { by: APPROVER } });
    expect(net.ledger.value(`authority/${OTHER_APPROVER}`)).not.toHaveProperty('approval');
  });
});

describe('a basis', () => {
  const text = (changes: Partial<Basis>): Basis => ({ ...(basis as unknown as Basis), ...changes });
  const adopted = text({ article: '第一条', from: '2026-01-01' });
  const amended = text({ article: '第二条', from: '2026-04-01' });
  const historyOf = (...values: readonly Basis[]): History<Basis> =>
    values.map((value, at) => ({ position: { block: at, tx: 0 }, time: FILED_MS + at, value }));
  const FILED_MS = Date.UTC(2026, 0, 15);
  const older = text({ from: '2021-05-01' });

  const rows: readonly (readonly [
    why: string,
    values: readonly Basis[],
    day: string,
    article: string | undefined,
  ])[] = [
    ['not on a day before it was filed, however old the law is', [older], '2026-01-14', undefined],
    ['from the day on which it was filed', [older], '2026-01-15', '第一条'],
    ['not before its first day', [text({ from: '2026-02-01' })], '2026-01-31', undefined],
    ['on its first day', [text({ from: '2026-02-01' })], '2026-02-01', '第一条'],
    ['by its former text before the amendment begins', [adopted, amended], '2026-03-31', '第一条'],
    ['by its new text from then on', [adopted, amended], '2026-04-01', '第二条'],
    ['on its last day', [adopted, { ...adopted, to: '2026-06-30' }], '2026-06-30', '第一条'],
    ['not after it', [adopted, { ...adopted, to: '2026-06-30' }], '2026-07-01', undefined],
    [
      'not by a former text after the end',
      [adopted, amended, { ...amended, to: '2026-06-30' }],
      '2026-07-01',
      undefined,
    ],
    [
      'by its former text, though the new one was ended',
      [adopted, amended, { ...amended, to: '2026-06-30' }],
      '2026-02-01',
      '第一条',
    ],
    ['never, where nobody adopted it', [], '2026-02-01', undefined],
  ];
  it.each(rows)('holds %s', (_why, values, day, article) => {
    expect(basisOn(historyOf(...values), day as Day)?.article).toBe(article);
  });
});
