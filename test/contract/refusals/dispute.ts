import { APPROVER, b64, CUSTODIAN, ISSUER, RECEIPT_KEY, SUCCESSOR, WITNESSED } from '../demo-network';
import { disputed, disputeName, disputeOf, type Prepare } from '../valid-calls';
import { act, fullOf, inTurn, nobody, patch, type Row } from './row';

const answer = { ...disputeName, outcome: 'rejected', decision: '演示复核 1 号' };
const later =
  (days: number): Prepare =>
  (net) => {
    net.ledger.nowMs += days * 86_400_000;
    return Promise.resolve();
  };
const record = `dispute/${ISSUER}/${disputeName.leafHash}`;
const receipt = { key: RECEIPT_KEY.keyId, number: 1, digest: b64(7) };

export const disputeRefusals: Readonly<Record<string, readonly Row[]>> = {
  'dispute:open': [
    ['MALFORMED_ARGUMENT', 'words of its own', ISSUER, disputeOf({ ground: '张三的证照有误' })],
    [
      'RECEIPT_KEY_UNKNOWN',
      'a receipt of nobody',
      ISSUER,
      disputeOf({ receipt: { ...receipt, key: nobody } }),
    ],
    ['BATCH_UNKNOWN', 'no such batch', ISSUER, disputeOf({ root: nobody })],
    [
      'LIMIT_REACHED',
      'disputes without end',
      ISSUER,
      disputeOf(),
      inTurn(disputed, patch(record, fullOf('disputes', 256))),
    ],
    ['INCLUSION_INVALID', 'a licence that it does not hold', ISSUER, disputeOf({ leafHash: nobody })],
    ['INCLUSION_INVALID', 'another place in the batch', ISSUER, disputeOf({ index: 1 })],
    ['ROLE_MISSING', 'who neither relies nor issues', APPROVER, disputeOf()],
    ['DISPUTE_OPEN', 'once more while the first is open', ISSUER, disputeOf(), disputed],
  ],
  'dispute:answer': [
    ['MALFORMED_ARGUMENT', 'an end that only its raiser gives', ISSUER, { ...answer, outcome: 'withdrawn' }],
    ['NOT_ENTITLED', 'neither issuer nor superior', CUSTODIAN, answer, disputed],
    ['NOT_ENTITLED', 'an authority elsewhere', WITNESSED, answer, disputed],
    ['DISPUTE_UNKNOWN', 'never raised', ISSUER, answer],
    ['DISPUTE_UNKNOWN', 'no such number', ISSUER, { ...answer, number: 2 }, disputed],
    [
      'DISPUTE_ENDED',
      'answered twice',
      ISSUER,
      answer,
      inTurn(disputed, act(ISSUER, 'dispute:answer', answer)),
    ],
    ['DISPUTE_OVERDUE', 'on the sixteenth day', ISSUER, answer, inTurn(disputed, later(16))],
  ],
  'dispute:withdraw': [
    ['NOT_ENTITLED', 'another than who raised it', SUCCESSOR, disputeName, disputed],
    ['DISPUTE_UNKNOWN', 'never raised', ISSUER, disputeName],
    [
      'DISPUTE_ENDED',
      'answered before',
      ISSUER,
      disputeName,
      inTurn(disputed, act(ISSUER, 'dispute:answer', answer)),
    ],
  ],
  'dispute:lapse': [
    ['NOT_ENTITLED', 'another than who raised it', SUCCESSOR, disputeName, inTurn(disputed, later(16))],
    ['DISPUTE_UNKNOWN', 'never raised', ISSUER, disputeName],
    [
      'DISPUTE_ENDED',
      'withdrawn before',
      ISSUER,
      disputeName,
      inTurn(disputed, act(ISSUER, 'dispute:withdraw', disputeName)),
    ],
    ['DISPUTE_NOT_DUE', 'on the last day for the answer', ISSUER, disputeName, inTurn(disputed, later(15))],
  ],
};
