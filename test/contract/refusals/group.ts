import { BAICHENG, HULUNBUIR, QIQIHAR, groupTermsOf } from '../demo-network';
import { acceptance, grouped, groupInForce } from '../valid-calls';
import { act, inTurn, type Row } from './row';

const both = [QIQIHAR, BAICHENG];
const proposal = (changes: object = {}) => ({ id: 'nen', parties: both, terms: groupTermsOf(), ...changes });
const amendment = (changes: object = {}) => ({ version: 1, ...proposal(), ...changes });
const ended = inTurn(groupInForce, act(BAICHENG, 'group:leave', { id: 'nen' }));

export const groupRefusals: Readonly<Record<string, readonly Row[]>> = {
  'group:propose': [
    ['MALFORMED_ARGUMENT', 'one party', QIQIHAR, proposal({ parties: [QIQIHAR] })],
    ['MALFORMED_ARGUMENT', 'no role', QIQIHAR, proposal({ terms: groupTermsOf({ roles: [] }) })],
    ['MALFORMED_ARGUMENT', 'no region', QIQIHAR, proposal({ terms: groupTermsOf({ regions: [] }) })],
    [
      'MALFORMED_ARGUMENT',
      'a kind of matter in words',
      QIQIHAR,
      proposal({ terms: groupTermsOf({ matterKinds: ['许可'] }) }),
    ],
    ['NOT_ENTITLED', 'no party', HULUNBUIR, proposal()],
    ['GROUP_EXISTS', 'the id is taken', QIQIHAR, proposal(), grouped],
    ['PARTY_UNKNOWN', 'no member', QIQIHAR, proposal({ parties: [QIQIHAR, '231100'] })],
    ['PARTY_UNKNOWN', 'a member that left', QIQIHAR, proposal(), act(BAICHENG, 'member:withdraw', {})],
    [
      'REGION_OUTSIDE',
      "nobody's region",
      QIQIHAR,
      proposal({ terms: groupTermsOf({ regions: ['310000'] }) }),
    ],
    [
      'REGION_OUTSIDE',
      'a region of a member that takes no part',
      QIQIHAR,
      proposal({ terms: groupTermsOf({ regions: [QIQIHAR, HULUNBUIR] }) }),
    ],
  ],
  'group:accept': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, acceptance(1), grouped],
    ['GROUP_UNKNOWN', 'no such group', BAICHENG, acceptance(1)],
    ['ALREADY_ACCEPTED', 'its proposer accepts by proposing', QIQIHAR, acceptance(1), grouped],
    ['ALREADY_ACCEPTED', 'nothing waits', BAICHENG, acceptance(1), groupInForce],
    [
      'GROUP_ENDED',
      'the proposer took it back',
      BAICHENG,
      acceptance(1),
      inTurn(grouped, act(QIQIHAR, 'group:leave', { id: 'nen' })),
    ],
    ['GROUP_VERSION', 'another version waits', BAICHENG, acceptance(2), grouped],
    ['TERMS_DIFFER', 'it read other rules', BAICHENG, acceptance(1, { witnessed: true }), grouped],
    [
      'TERMS_DIFFER',
      'another amendment took its place',
      BAICHENG,
      acceptance(2, { witnessed: true }),
      inTurn(
        groupInForce,
        act(QIQIHAR, 'group:amend', amendment({ terms: groupTermsOf({ witnessed: true }) })),
        act(QIQIHAR, 'group:amend', amendment({ terms: groupTermsOf({ roles: ['relying'] }) })),
      ),
    ],
  ],
  'group:amend': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, amendment(), groupInForce],
    [
      'NOT_ENTITLED',
      'one that an amendment would bring in is no party yet',
      HULUNBUIR,
      amendment(),
      inTurn(groupInForce, act(QIQIHAR, 'group:amend', amendment({ parties: [...both, HULUNBUIR] }))),
    ],
    ['GROUP_UNKNOWN', 'no such group', QIQIHAR, amendment()],
    ['GROUP_ENDED', 'fewer than two are left', QIQIHAR, amendment(), ended],
    ['GROUP_NOT_IN_FORCE', 'not accepted yet', QIQIHAR, amendment(), grouped],
    ['GROUP_VERSION', 'another version is in force', QIQIHAR, amendment({ version: 2 }), groupInForce],
    ['PARTY_UNKNOWN', 'no member', QIQIHAR, amendment({ parties: [...both, '231100'] }), groupInForce],
    [
      'REGION_OUTSIDE',
      "nobody's region",
      QIQIHAR,
      amendment({ terms: groupTermsOf({ regions: ['310000'] }) }),
      groupInForce,
    ],
  ],
  'group:leave': [
    ['NOT_ENTITLED', 'no party', HULUNBUIR, { id: 'nen' }, groupInForce],
    ['GROUP_UNKNOWN', 'no such group', QIQIHAR, { id: 'nen' }],
    ['GROUP_ENDED', 'nothing is left to leave', QIQIHAR, { id: 'nen' }, ended],
  ],
};
