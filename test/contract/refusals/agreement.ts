import { termsDigest } from '@huren/chaincode/domain';
import { BAICHENG, clauseOf, HULUNBUIR, QIQIHAR, termsOf } from '../demo-network';
import { amended } from '../valid-calls';
import { act, inTurn, later, nobody, type Row } from './row';

const proposal = (changes: object = {}, ...others: readonly string[]) => ({
  id: 'x',
  parties: [QIQIHAR, BAICHENG, ...others],
  terms: termsOf(changes),
});
const proposed = act(QIQIHAR, 'agreement:propose', proposal());
const first = { id: 'x', version: 1 };
/** What Qiqihar proposes in place of the text, and the others accept by its digest. */
const amending = (id: string, changes: object) => {
  const terms = termsOf(changes);
  return {
    act: act(QIQIHAR, 'agreement:amend', { id, version: 1, terms }),
    acceptance: { id, version: 2, termsDigest: termsDigest(terms as never) },
  };
};
const brief = amending('demo', { to: '2026-03-03' });
const wider = amending('x', { clauses: [clauseOf({ receivingRegions: [HULUNBUIR] })] });

export const agreementRefusals: Readonly<Record<string, readonly Row[]>> = {
  'agreement:propose': [
    [
      'MALFORMED_ARGUMENT',
      'one clause id twice',
      QIQIHAR,
      { id: 'x', parties: [QIQIHAR, BAICHENG], terms: termsOf({ clauses: [clauseOf(), clauseOf()] }) },
    ],
    ['MALFORMED_ARGUMENT', 'one party', QIQIHAR, { id: 'x', parties: [QIQIHAR], terms: termsOf() }],
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'x', parties: [QIQIHAR, BAICHENG], terms: termsOf() }],
    [
      'AGREEMENT_EXISTS',
      'the id is taken',
      QIQIHAR,
      { id: 'demo', parties: [QIQIHAR, BAICHENG], terms: termsOf() },
    ],
    [
      'PARTY_UNKNOWN',
      'a party is no member',
      QIQIHAR,
      { id: 'x', parties: [QIQIHAR, BAICHENG, '231100'], terms: termsOf() },
    ],
    [
      'REGION_OUTSIDE',
      "nobody's region",
      QIQIHAR,
      {
        id: 'x',
        parties: [QIQIHAR, BAICHENG],
        terms: termsOf({ clauses: [clauseOf({ receivingRegions: [HULUNBUIR] })] }),
      },
    ],
    ['BACK_DATED', 'for days that are over', QIQIHAR, proposal({ from: '2026-01-01', to: '2026-03-01' })],
  ],
  'agreement:accept': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'demo', version: 2 }, amended],
    ['AGREEMENT_UNKNOWN', 'no such agreement', BAICHENG, { id: 'x', version: 1 }],
    [
      'AGREEMENT_WITHDRAWN',
      'withdrawn',
      BAICHENG,
      { id: 'demo', version: 2 },
      act(QIQIHAR, 'agreement:withdraw', { id: 'demo', lastDay: '2026-12-31' }),
    ],
    ['AGREEMENT_VERSION', 'nothing waits', BAICHENG, { id: 'demo', version: 1 }],
    ['AGREEMENT_VERSION', 'another version waits', BAICHENG, { id: 'demo', version: 3 }, amended],
    ['ALREADY_ACCEPTED', 'who amends accepts', QIQIHAR, { id: 'demo', version: 2 }, amended],
    [
      'TERMS_DIFFER',
      'other terms than those that wait',
      BAICHENG,
      { id: 'demo', version: 2, termsDigest: nobody },
      amended,
    ],
    ['TERMS_DIFFER', 'an amendment is accepted by its text', BAICHENG, { id: 'demo', version: 2 }, amended],
    [
      'PARTY_UNKNOWN',
      'who proposed it has left since',
      BAICHENG,
      first,
      inTurn(proposed, act(QIQIHAR, 'member:withdraw', {})),
    ],
    [
      'PARTY_UNKNOWN',
      'who proposed it is suspended',
      BAICHENG,
      first,
      inTurn(proposed, (net) => net.carry('suspend-member', { member: QIQIHAR }, HULUNBUIR)),
    ],
    [
      'REGION_OUTSIDE',
      'an amendment for the region of a party that has left since',
      BAICHENG,
      wider.acceptance,
      inTurn(
        act(QIQIHAR, 'agreement:propose', proposal({}, HULUNBUIR)),
        act(BAICHENG, 'agreement:accept', first),
        act(HULUNBUIR, 'agreement:accept', first),
        wider.act,
        act(HULUNBUIR, 'member:withdraw', {}),
      ),
    ],
    [
      'BACK_DATED',
      'a first text whose last day has passed since',
      BAICHENG,
      first,
      inTurn(act(QIQIHAR, 'agreement:propose', proposal({ to: '2026-03-03' })), later(2)),
    ],
    [
      'BACK_DATED',
      'an amendment whose last day has passed since: it would end what holds, without notice',
      BAICHENG,
      brief.acceptance,
      inTurn(brief.act, later(2)),
    ],
  ],
  'agreement:amend': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'demo', version: 1, terms: termsOf() }],
    ['AGREEMENT_UNKNOWN', 'no such agreement', QIQIHAR, { id: 'x', version: 1, terms: termsOf() }],
    [
      'AGREEMENT_WITHDRAWN',
      'withdrawn',
      QIQIHAR,
      { id: 'demo', version: 1, terms: termsOf() },
      act(QIQIHAR, 'agreement:withdraw', { id: 'demo', lastDay: '2026-12-31' }),
    ],
    [
      'AGREEMENT_NOT_IN_FORCE',
      'only proposed',
      QIQIHAR,
      { id: 'new', version: 1, terms: termsOf() },
      act(QIQIHAR, 'agreement:propose', { id: 'new', parties: [QIQIHAR, BAICHENG], terms: termsOf() }),
    ],
    [
      'AGREEMENT_VERSION',
      'another version is in force',
      QIQIHAR,
      { id: 'demo', version: 2, terms: termsOf() },
    ],
    [
      'REGION_OUTSIDE',
      "nobody's region",
      QIQIHAR,
      { id: 'demo', version: 1, terms: termsOf({ clauses: [clauseOf({ issuingRegions: ['310000'] })] }) },
    ],
    [
      'BACK_DATED',
      'by a text whose last day has passed: it would end the other without notice',
      QIQIHAR,
      { id: 'demo', version: 1, terms: termsOf({ from: '2026-01-01', to: '2026-03-01' }) },
    ],
    [
      'VERSION_OVERLAPS',
      'it would bury a text that all have accepted and that has not begun',
      QIQIHAR,
      { id: 'new', version: 1, terms: termsOf({ from: '2026-04-30' }) },
      async (net) => {
        const terms = termsOf({ from: '2026-05-01' });
        await net.act(QIQIHAR, 'agreement:propose', { id: 'new', parties: [QIQIHAR, BAICHENG], terms });
        await net.act(BAICHENG, 'agreement:accept', { id: 'new', version: 1 });
      },
    ],
  ],
  'agreement:withdraw': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'demo', lastDay: '2026-12-31' }],
    ['AGREEMENT_UNKNOWN', 'no such agreement', QIQIHAR, { id: 'x', lastDay: '2026-12-31' }],
    [
      'AGREEMENT_WITHDRAWN',
      'withdrawn before',
      QIQIHAR,
      { id: 'demo', lastDay: '2026-12-31' },
      act(BAICHENG, 'agreement:withdraw', { id: 'demo', lastDay: '2026-12-31' }),
    ],
    ['NOTICE_TOO_SHORT', '29 days of notice', QIQIHAR, { id: 'demo', lastDay: '2026-03-31' }],
    ['NOTICE_TOO_LONG', '367 days of notice', QIQIHAR, { id: 'demo', lastDay: '2027-03-04' }],
  ],
};
