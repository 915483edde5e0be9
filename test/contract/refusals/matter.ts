import {
  APPROVER,
  BAICHENG,
  BAICHENG_MATTER,
  CUSTODIAN,
  ENDED_MATTER,
  HULUNBUIR,
  ISSUER,
  matterOf,
  NATIONAL_MATTER,
  QIQIHAR,
  QIQIHAR_MATTER,
} from '../demo-network';
import { mapped } from '../valid-calls';
import { act, inTurn, mapping, type Row } from './row';

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
      QIQIHAR,
      { from: NATIONAL_MATTER, to: QIQIHAR_MATTER },
    ],
    ['NOT_ENTITLED', 'neither province', HULUNBUIR, mapping],
    ['MATTER_UNKNOWN', 'no such matter', QIQIHAR, { from: '230100009000', to: BAICHENG_MATTER }],
    ['MATTER_UNKNOWN', 'maps to nothing', QIQIHAR, { from: QIQIHAR_MATTER, to: '220100009000' }],
    ['MAPPING_EXISTS', 'proposed before', BAICHENG, mapping, mapped],
    ['MATTER_ENDED', 'it has ended', QIQIHAR, { from: ENDED_MATTER, to: BAICHENG_MATTER }],
  ],
  'matter:acceptMapping': [
    ['NOT_ENTITLED', 'neither province', HULUNBUIR, mapping, mapped],
    ['MAPPING_UNKNOWN', 'never proposed', BAICHENG, mapping],
    ['MAPPING_ENDED', 'ended', BAICHENG, mapping, inTurn(mapped, act(QIQIHAR, 'matter:endMapping', mapping))],
    ['ALREADY_ACCEPTED', 'who proposes accepts', QIQIHAR, mapping, mapped],
  ],
  'matter:endMapping': [
    ['NOT_ENTITLED', 'neither province', HULUNBUIR, mapping, mapped],
    ['MAPPING_UNKNOWN', 'never proposed', BAICHENG, mapping],
    [
      'MAPPING_ENDED',
      'ended before',
      BAICHENG,
      mapping,
      inTurn(mapped, act(QIQIHAR, 'matter:endMapping', mapping)),
    ],
  ],
  'matter:reference': [
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
