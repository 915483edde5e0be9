import {
  APPROVER,
  BAICHENG,
  BAICHENG_MATTER,
  CUSTODIAN,
  ENDED_MATTER,
  FORMER,
  ISSUER,
  JILIN_APPROVER,
  matterOf,
  MINISTRY,
  NATIONAL_MATTER,
  OTHER_APPROVER,
  QIQIHAR,
  QIQIHAR_MATTER,
  WITNESSED,
} from '../demo-network';
import { mapped, mapping, mappingProposal } from '../valid-calls';
import { act, inTurn, patch, type Row } from './row';

const accepting = { ...mapping, version: 1 };
const listed = act(ISSUER, 'matter:reference', {
  rows: [{ localCode: 'A/1', name: '演示事项', region: '310000', source: 'demo list' }],
});

const referring = (...regions: readonly string[]) => ({
  rows: regions.map((region, at) => ({
    localCode: `A/${String(at)}`,
    name: '演示',
    region,
    source: 'demo list',
  })),
});

export const matterRefusals: Readonly<Record<string, readonly Row[]>> = {
  'matter:define': [
    [
      'MALFORMED_ARGUMENT',
      'a kind that the code does not carry',
      APPROVER,
      { ...matterOf(QIQIHAR_MATTER), kind: '02' },
    ],
    ['NOT_ENTITLED', 'a nationwide code goes by motion', APPROVER, matterOf(NATIONAL_MATTER)],
    ['NOT_ENTITLED', "another province's code", APPROVER, matterOf(BAICHENG_MATTER)],
    ['NOT_ENTITLED', 'a department defines no basic code', ISSUER, matterOf(QIQIHAR_MATTER)],
    ['NOT_ENTITLED', "another approver's code", OTHER_APPROVER, matterOf(QIQIHAR_MATTER)],
    [
      'NOT_ENTITLED',
      "another authority's implementation",
      CUSTODIAN,
      matterOf(`${ISSUER}3${QIQIHAR_MATTER}`),
    ],
    ['BASIC_MATTER_UNKNOWN', 'implements nothing', ISSUER, matterOf(`${ISSUER}3000100009000`)],
    ['MATTER_ENDED', 'implements what has ended', ISSUER, matterOf(`${ISSUER}3${ENDED_MATTER}`)],
    [
      'BACK_DATED',
      'a first version for days on which nobody knew it',
      APPROVER,
      matterOf('230100003000', '2026-03-01'),
    ],
    [
      'BACK_DATED',
      'an implementation for days on which nobody knew it',
      ISSUER,
      matterOf(`${ISSUER}3${QIQIHAR_MATTER}`, '2026-01-01'),
    ],
    [
      'BACK_DATED',
      'a version for days that have passed',
      APPROVER,
      { ...matterOf(QIQIHAR_MATTER), from: '2026-03-01' },
    ],
    [
      'BACK_DATED',
      'taken up again from a day before',
      APPROVER,
      { ...matterOf(ENDED_MATTER), from: '2026-03-01' },
    ],
    [
      'VERSION_OVERLAPS',
      'a second version for a day that has one',
      APPROVER,
      { ...matterOf(QIQIHAR_MATTER), from: '2026-03-02' },
      act(APPROVER, 'matter:define', { ...matterOf(QIQIHAR_MATTER), from: '2026-03-02' }),
    ],
    [
      'VERSION_OVERLAPS',
      'a version before one that waits',
      APPROVER,
      { ...matterOf(QIQIHAR_MATTER), from: '2026-04-01' },
      act(APPROVER, 'matter:define', { ...matterOf(QIQIHAR_MATTER), from: '2026-05-01' }),
    ],
  ],
  'matter:defineMany': [
    ['MALFORMED_ARGUMENT', 'no rows', APPROVER, { rows: [] }],
    [
      'MALFORMED_ARGUMENT',
      'one code twice',
      APPROVER,
      { rows: [matterOf(QIQIHAR_MATTER), matterOf(QIQIHAR_MATTER)] },
    ],
    [
      'MALFORMED_ARGUMENT',
      'more rows than one transaction takes',
      APPROVER,
      { rows: Array.from({ length: 501 }, (_, at) => matterOf(`2301${String(10000 + at)}000`)) },
    ],
  ],
  'matter:end': [
    ['NOT_ENTITLED', 'a nationwide code goes by motion', APPROVER, { code: NATIONAL_MATTER }],
    ['MATTER_UNKNOWN', 'no such matter', APPROVER, { code: '230100009000' }],
    ['MATTER_ENDED', 'ended before', APPROVER, { code: ENDED_MATTER }],
  ],
  'matter:map': [
    [
      'MALFORMED_ARGUMENT',
      'a nationwide code needs no mapping',
      APPROVER,
      { from: NATIONAL_MATTER, to: QIQIHAR_MATTER, with: [JILIN_APPROVER] },
    ],
    ['MALFORMED_ARGUMENT', 'accepted by one side only', APPROVER, { ...mapping, with: [] }],
    [
      'MALFORMED_ARGUMENT',
      'a local code of no list',
      ISSUER,
      { from: 'A/1', to: NATIONAL_MATTER, with: [JILIN_APPROVER] },
    ],
    ['MALFORMED_ARGUMENT', 'a national form has no list', APPROVER, { ...mappingProposal, list: ISSUER }],
    ['NOT_ENTITLED', 'an operator answers for no code', QIQIHAR, mappingProposal],
    ['MATTER_UNKNOWN', 'no such matter', APPROVER, { ...mappingProposal, from: '230100009000' }],
    ['MATTER_UNKNOWN', 'maps to nothing', APPROVER, { ...mappingProposal, to: '220100009000' }],
    [
      'MATTER_UNKNOWN',
      'in a list that does not hold it',
      ISSUER,
      { from: 'A/1', list: ISSUER, to: NATIONAL_MATTER, with: [JILIN_APPROVER] },
    ],
    ['MAPPING_EXISTS', 'proposed before', JILIN_APPROVER, { ...mapping, with: [APPROVER] }, mapped],
    ['MATTER_ENDED', 'it has ended', APPROVER, { ...mappingProposal, from: ENDED_MATTER }],
    ['AUTHORITY_UNKNOWN', 'nobody by that code', APPROVER, { ...mapping, with: [MINISTRY] }],
    ['AUTHORITY_STATE', 'a body without keys, never approved', APPROVER, { ...mapping, with: [FORMER] }],
    [
      'MAPPING_SIDES',
      'a department accepts for the whole province',
      APPROVER,
      { ...mapping, with: [WITNESSED] },
    ],
    [
      'MAPPING_SIDES',
      'another department of the same side accepts',
      APPROVER,
      { ...mapping, with: [OTHER_APPROVER] },
    ],
    ['MAPPING_SIDES', 'who did not define the code', OTHER_APPROVER, { ...mapping, with: [JILIN_APPROVER] }],
    [
      'MAPPING_SIDES',
      'somebody who answers for neither',
      APPROVER,
      { ...mapping, with: [JILIN_APPROVER, OTHER_APPROVER] },
    ],
    [
      'MAPPING_SIDES',
      'two codes of one definer',
      APPROVER,
      { from: QIQIHAR_MATTER, to: '230100003000', with: [APPROVER] },
      act(APPROVER, 'matter:define', matterOf('230100003000')),
    ],
    [
      'MAPPING_SIDES',
      'a nationwide code, accepted within one province',
      APPROVER,
      { from: QIQIHAR_MATTER, to: NATIONAL_MATTER, with: [OTHER_APPROVER] },
    ],
    [
      'MAPPING_SIDES',
      'a local code, mapped by others than who keeps the list',
      APPROVER,
      { from: 'A/1', list: ISSUER, to: QIQIHAR_MATTER, with: [JILIN_APPROVER] },
      listed,
    ],
  ],
  'matter:acceptMapping': [
    ['NOT_ENTITLED', 'operators accept nothing here', BAICHENG, accepting, mapped],
    ['NOT_ENTITLED', 'no party', OTHER_APPROVER, accepting, mapped],
    ['MAPPING_UNKNOWN', 'never proposed', JILIN_APPROVER, accepting],
    ['MALFORMED_ARGUMENT', 'a local code of no list', JILIN_APPROVER, { ...accepting, from: 'A/1' }],
    ['MALFORMED_ARGUMENT', 'a national form has no list', JILIN_APPROVER, { ...accepting, list: ISSUER }],
    [
      'MAPPING_UNKNOWN',
      'of a list that proposed nothing',
      JILIN_APPROVER,
      { ...accepting, from: 'A/1', list: ISSUER },
      mapped,
    ],
    [
      'MAPPING_ENDED',
      'ended',
      JILIN_APPROVER,
      accepting,
      inTurn(mapped, act(APPROVER, 'matter:endMapping', mapping)),
    ],
    [
      'MATTER_ENDED',
      'one of the matters ended since',
      JILIN_APPROVER,
      accepting,
      inTurn(mapped, act(APPROVER, 'matter:end', { code: QIQIHAR_MATTER })),
    ],
    ['ALREADY_ACCEPTED', 'who proposes accepts', APPROVER, accepting, mapped],
    ['MAPPING_VERSION', 'another version', JILIN_APPROVER, { ...mapping, version: 2 }, mapped],
    [
      'MAPPING_SIDES',
      'one has come to continue the other side: nobody else has a word',
      APPROVER,
      accepting,
      inTurn(
        act(JILIN_APPROVER, 'matter:map', { ...mapping, with: [APPROVER] }),
        patch(`authority/${APPROVER}`, () => ({
          predecessors: [{ predecessor: JILIN_APPROVER, types: '*', from: '2026-03-02' }],
        })),
      ),
    ],
    [
      'MAPPING_CHANGED',
      'the code of who accepts names something else than was proposed',
      JILIN_APPROVER,
      accepting,
      inTurn(
        mapped,
        act(JILIN_APPROVER, 'matter:define', {
          ...matterOf(BAICHENG_MATTER),
          name: { zh: '另一事项', en: 'Another matter' },
        }),
      ),
    ],
    [
      'MAPPING_VERSION',
      'ended and proposed anew since it was read',
      JILIN_APPROVER,
      accepting,
      inTurn(mapped, act(APPROVER, 'matter:endMapping', mapping), mapped),
    ],
  ],
  'matter:endMapping': [
    ['NOT_ENTITLED', 'no party', OTHER_APPROVER, mapping, mapped],
    ['MAPPING_UNKNOWN', 'never proposed', JILIN_APPROVER, mapping],
    ['MALFORMED_ARGUMENT', 'a local code of no list', JILIN_APPROVER, { ...mapping, from: 'A/1' }],
    [
      'MAPPING_ENDED',
      'ended before',
      JILIN_APPROVER,
      mapping,
      inTurn(mapped, act(APPROVER, 'matter:endMapping', mapping)),
    ],
  ],
  'matter:reference': [
    ['REFERENCE_INSIDE', 'another member’s region', ISSUER, referring(BAICHENG)],
    ['REFERENCE_INSIDE', 'a county of it', ISSUER, referring('220802')],
    ['REFERENCE_INSIDE', 'one such row among others', ISSUER, referring('310000', BAICHENG)],
    ['MALFORMED_ARGUMENT', 'no rows', ISSUER, { rows: [] }],
    [
      'MALFORMED_ARGUMENT',
      'more than a thousand rows',
      ISSUER,
      {
        rows: Array.from({ length: 1001 }, (_, at) => ({
          localCode: String(at),
          name: 'x',
          region: '310000',
          source: 'x',
        })),
      },
    ],
  ],
};
