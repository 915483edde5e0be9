import { CASE_LIMITS } from '@huren/chaincode/domain';
import {
  bothNamed,
  CASE,
  closed,
  entryOf,
  EXPERT,
  named,
  NEIGHBOUR,
  opened,
  opening,
  OTHER_CASE,
  partyOf,
} from '../case-calls';
import {
  APPROVER,
  b64,
  ENDED_MATTER,
  ISSUER,
  ISSUER_KEY,
  QIQIHAR_MATTER,
  ROLE_KEY,
  SUCCESSOR,
} from '../demo-network';
import { freshKey, type Prepare } from '../valid-calls';
import { act, fullOf, inTurn, patch, type Row } from './row';

const yesterday: Prepare = (net) => {
  net.ledger.nowMs -= 86_400_000;
  return Promise.resolve();
};
const tomorrow: Prepare = (net) => {
  net.ledger.nowMs += 86_400_000;
  return Promise.resolve();
};
const step = (name: string, id = CASE) => ({ id, step: name });
const withdrawal = { id: CASE, keyId: EXPERT.keyId };
const withdrawn = inTurn(named, act(ISSUER, 'case:withdrawParty', withdrawal));
const own = (number = 1) => ({ id: CASE, number, digest: b64(70) });
const crowded = patch(`case/${CASE}`, fullOf('parties', CASE_LIMITS.parties));

export const caseRefusals: Readonly<Record<string, readonly Row[]>> = {
  'case:open': [
    ['MALFORMED_ARGUMENT', 'an id that can be guessed', ISSUER, opening({ id: 'case-1' })],
    ['MALFORMED_ARGUMENT', 'an id of 15 bytes', ISSUER, opening({ id: b64(1, 15) })],
    ['MALFORMED_ARGUMENT', 'words about it', ISSUER, opening({ note: '张三的申请' })],
    ['MALFORMED_ARGUMENT', 'a day of its own', ISSUER, opening({ on: '2026-01-01' })],
    [
      'NOT_ENTITLED',
      'a matter of another authority',
      ISSUER,
      opening({ matter: `${SUCCESSOR}3${QIQIHAR_MATTER}` }),
    ],
    ['MATTER_UNKNOWN', 'no such matter', ISSUER, opening({ matter: '230100009000' })],
    ['MATTER_ENDED', 'a matter that has ended', ISSUER, opening({ matter: ENDED_MATTER })],
    ['ROLE_MISSING', 'who neither relies nor issues', APPROVER, opening()],
    ['CASE_EXISTS', 'the same id again', ISSUER, opening(), opened],
    ['CASE_EXISTS', 'the id of another’s case', SUCCESSOR, opening(), opened],
  ],
  'case:advance': [
    ['MALFORMED_ARGUMENT', 'the first step once more', ISSUER, step('accepted'), opened],
    ['NOT_ENTITLED', 'another authority', SUCCESSOR, step('handling'), opened],
    ['BACK_DATED', 'before the day of the last step', ISSUER, step('handling'), inTurn(opened, yesterday)],
    ['CASE_UNKNOWN', 'never opened', ISSUER, step('handling')],
    ['CASE_CLOSED', 'closed before', ISSUER, step('closed'), closed],
    ['CASE_STEP', 'a step left out', ISSUER, step('decided'), opened],
    [
      'CASE_STEP',
      'back to an earlier step',
      ISSUER,
      step('handling'),
      inTurn(opened, act(ISSUER, 'case:advance', step('handling'))),
    ],
  ],
  'case:nameParty': [
    ['MALFORMED_ARGUMENT', 'a name', ISSUER, partyOf(EXPERT, { name: '张三' }), opened],
    [
      'MALFORMED_ARGUMENT',
      'a key that no browser keeps',
      ISSUER,
      partyOf(EXPERT, { suite: 'EdDSA' }),
      opened,
    ],
    ['NOT_ENTITLED', 'another authority', SUCCESSOR, partyOf(EXPERT), opened],
    ['KEY_EXISTS', 'the key of a third party of another case', ISSUER, partyOf(NEIGHBOUR), bothNamed],
    ['KEY_EXISTS', 'a seal', ISSUER, partyOf(ISSUER_KEY), opened],
    ['KEY_EXISTS', 'the same key once it was withdrawn', ISSUER, partyOf(EXPERT), withdrawn],
    ['LIMIT_REACHED', 'one too many', ISSUER, partyOf(NEIGHBOUR), inTurn(named, crowded)],
    ['PROOF_INVALID', 'a proof for another case', ISSUER, partyOf(EXPERT, {}, { case: OTHER_CASE }), opened],
    [
      'PROOF_INVALID',
      'a proof as somebody else',
      ISSUER,
      partyOf(EXPERT, {}, { capacity: 'interested' }),
      opened,
    ],
    [
      'PROOF_INVALID',
      'a proof by another key',
      ISSUER,
      partyOf(EXPERT, { proof: partyOf(NEIGHBOUR)['proof'] }),
      opened,
    ],
    [
      'PROOF_INVALID',
      'an entry’s signature as a proof',
      ISSUER,
      partyOf(EXPERT, { proof: entryOf(EXPERT).by['signature'] }),
      opened,
    ],
    ['BACK_DATED', 'a last day that has passed', ISSUER, partyOf(EXPERT, { until: '2026-03-01' }), opened],
    ['BACK_DATED', 'before the case began', ISSUER, partyOf(EXPERT), inTurn(opened, yesterday)],
    ['CASE_UNKNOWN', 'never opened', ISSUER, partyOf(EXPERT)],
    ['CASE_CLOSED', 'after the case closed', ISSUER, partyOf(NEIGHBOUR), closed],
  ],
  'case:withdrawParty': [
    ['NOT_ENTITLED', 'another authority', SUCCESSOR, withdrawal, named],
    ['BACK_DATED', 'before the day of the naming', ISSUER, withdrawal, inTurn(named, yesterday)],
    ['CASE_UNKNOWN', 'never opened', ISSUER, withdrawal],
    ['CASE_CLOSED', 'after the case closed', ISSUER, withdrawal, closed],
    [
      'CASE_PARTY_UNKNOWN',
      'the third party of another case',
      ISSUER,
      { ...withdrawal, keyId: NEIGHBOUR.keyId },
      bothNamed,
    ],
    ['CASE_PARTY_ENDED', 'twice', ISSUER, withdrawal, withdrawn],
  ],
  'case:add': [
    ['MALFORMED_ARGUMENT', 'the content itself', ISSUER, { ...own(), text: '张三的意见' }, opened],
    ['MALFORMED_ARGUMENT', 'no signature', ISSUER, { ...own(), by: { party: EXPERT.keyId } }, named],
    ['NOT_ENTITLED', 'another authority', SUCCESSOR, own(), opened],
    ['NOT_ENTITLED', 'a signed entry in the hands of another authority', SUCCESSOR, entryOf(EXPERT), named],
    ['LIMIT_REACHED', 'the authority without end', ISSUER, own(CASE_LIMITS.entriesOfAuthority + 1), opened],
    [
      'LIMIT_REACHED',
      'a third party without end',
      ISSUER,
      entryOf(EXPERT, { number: CASE_LIMITS.entriesOfParty + 1 }),
      named,
    ],
    [
      'BACK_DATED',
      'before the day of the entry before it',
      ISSUER,
      own(2),
      inTurn(opened, tomorrow, act(ISSUER, 'case:add', own()), yesterday),
    ],
    ['BACK_DATED', 'before the case began', ISSUER, own(), inTurn(opened, yesterday)],
    ['CASE_UNKNOWN', 'never opened', ISSUER, own()],
    ['CASE_CLOSED', 'the authority after the end', ISSUER, own(), closed],
    ['CASE_CLOSED', 'a third party after the end', ISSUER, entryOf(EXPERT), closed],
    ['CASE_PARTY_UNKNOWN', 'a key that nobody named', ISSUER, entryOf(freshKey), named],
    ['CASE_PARTY_UNKNOWN', 'the third party of another case', ISSUER, entryOf(NEIGHBOUR), bothNamed],
    ['CASE_PARTY_ENDED', 'once withdrawn', ISSUER, entryOf(EXPERT), withdrawn],
    [
      'CASE_PARTY_ENDED',
      'on the day after the last',
      ISSUER,
      entryOf(EXPERT),
      inTurn(opened, act(ISSUER, 'case:nameParty', partyOf(EXPERT, { until: '2026-03-02' })), tomorrow),
    ],
    [
      'CASE_ENTRY_EXISTS',
      'the same entry again',
      ISSUER,
      entryOf(EXPERT),
      inTurn(named, act(ISSUER, 'case:add', entryOf(EXPERT))),
    ],
    [
      'CASE_ENTRY_EXISTS',
      'other words at a number that is taken',
      ISSUER,
      entryOf(EXPERT, { digest: b64(71) }),
      inTurn(named, act(ISSUER, 'case:add', entryOf(EXPERT))),
    ],
    [
      'CASE_ENTRY_EXISTS',
      'the authority twice',
      ISSUER,
      own(),
      inTurn(opened, act(ISSUER, 'case:add', own())),
    ],
    ['CASE_ENTRY_NUMBER', 'a number left out', ISSUER, entryOf(EXPERT, { number: 2 }), named],
    ['CASE_ENTRY_NUMBER', 'a number that the authority left out', ISSUER, own(2), opened],
    [
      'CASE_SIGNATURE_INVALID',
      'words in their mouth',
      ISSUER,
      { ...entryOf(EXPERT), digest: b64(71) },
      named,
    ],
    [
      'CASE_SIGNATURE_INVALID',
      'signed for another case',
      ISSUER,
      entryOf(EXPERT, {}, { case: OTHER_CASE }),
      named,
    ],
    [
      'CASE_SIGNATURE_INVALID',
      'signed for another number',
      ISSUER,
      entryOf(EXPERT, {}, { number: 2 }),
      named,
    ],
    [
      'CASE_SIGNATURE_INVALID',
      'signed as another type',
      ISSUER,
      entryOf(EXPERT, {}, { type: 'huren-case-party' }),
      named,
    ],
    ['CASE_SIGNATURE_INVALID', 'signed as another version', ISSUER, entryOf(EXPERT, {}, { v: 2 }), named],
    [
      'CASE_SIGNATURE_INVALID',
      'the proof of possession as a signature',
      ISSUER,
      { ...entryOf(EXPERT), by: { ...entryOf(EXPERT).by, signature: partyOf(EXPERT)['proof'] } },
      named,
    ],
    [
      'CASE_SIGNATURE_INVALID',
      'signed by another key',
      ISSUER,
      { ...entryOf(EXPERT), by: { ...entryOf(EXPERT).by, signature: entryOf(ROLE_KEY).by['signature'] } },
      named,
    ],
  ],
};
