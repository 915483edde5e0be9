import { b64, BAICHENG, type DemoNetwork, HULUNBUIR, memberOf, QIQIHAR } from '../demo-network';
import {
  admission,
  admissionId,
  APPLICANT,
  applicationOf,
  approval,
  approved,
  completed,
  LATER,
  opened,
  QUORUMS,
  rebasing,
  removal,
  removalApproved,
  removalId,
  signatureOf,
} from '../network-change-calls';
import { act, inTurn, nobody, patch, type Row } from './row';

const other = b64(9);
const aloneIsLeft = inTurn(act(QIQIHAR, 'member:withdraw', {}), act(HULUNBUIR, 'member:withdraw', {}));

export const networkChangeRefusals: Readonly<Record<string, readonly Row[]>> = {
  'network-change:open': [
    [
      'MALFORMED_ARGUMENT',
      'an admission without its application',
      QIQIHAR,
      (net: DemoNetwork) => ({ ...admission(net), application: undefined }),
    ],
    [
      'MALFORMED_ARGUMENT',
      'the application of another member',
      QIQIHAR,
      (net: DemoNetwork) => admission(net, { member: '220700' }),
    ],
    [
      'MALFORMED_ARGUMENT',
      'a foreign MSP in the application',
      QIQIHAR,
      (net: DemoNetwork) =>
        admission(net, {
          application: applicationOf(net, { member: { ...memberOf(APPLICANT), msp: 'Huren230200MSP' } }),
        }),
    ],
    [
      'MALFORMED_ARGUMENT',
      'two nodes at one place',
      QIQIHAR,
      (net: DemoNetwork) => {
        const { statement } = applicationOf(net);
        const [node] = statement.peers;
        return admission(net, {
          application: applicationOf(net, { peers: [node, { ...node, name: 'peer1' }] }),
        });
      },
    ],
    [
      'MALFORMED_ARGUMENT',
      'a removal without a note',
      QIQIHAR,
      (net: DemoNetwork) => removal(net, { note: undefined }),
    ],
    [
      'MALFORMED_ARGUMENT',
      'a quorum that nobody can reach',
      QIQIHAR,
      (net: DemoNetwork) => admission(net, { quorums: [{ msps: ['A'], atLeast: 2 }] }),
    ],
    [
      'NOT_ENTITLED',
      'nobody opens its own removal',
      BAICHENG,
      (net: DemoNetwork) => removal(net, {}, BAICHENG),
    ],
    [
      'MEMBER_UNKNOWN',
      'it concerns no member',
      QIQIHAR,
      (net: DemoNetwork) => removal(net, { kind: 'channel-update', member: '220700' }),
    ],
    [
      'MEMBER_EXISTS',
      'it is a member already',
      QIQIHAR,
      (net: DemoNetwork) => admission(net),
      (net) => net.carry('admit-member', memberOf(APPLICANT)),
    ],
    [
      'CHANGE_EXISTS',
      'another member has sponsored it',
      BAICHENG,
      (net: DemoNetwork) => admission(net, {}, BAICHENG),
      opened,
    ],
    [
      'LIMIT_REACHED',
      'ten of its changes are open',
      QIQIHAR,
      (net: DemoNetwork) => removal(net),
      inTurn(
        opened,
        patch('network-changes', () => ({
          open: Array.from({ length: 10 }, () => nobody),
          sponsors: Array.from({ length: 10 }, () => QIQIHAR),
        })),
      ),
    ],
    [
      'NO_ELIGIBLE_VOTER',
      'only the one to go is left',
      APPLICANT,
      (net: DemoNetwork) => removal(net, { member: BAICHENG, signature: signatureOf(net, APPLICANT) }),
      async (net) => {
        // A caller that is admitted but counts nowhere: the list of members lost it.
        await net.carry('admit-member', memberOf(APPLICANT));
        await aloneIsLeft(net);
        const network = net.ledger.value('network') as Record<string, unknown>;
        net.ledger.place('network', { ...network, members: [BAICHENG] });
      },
    ],
    [
      'PROOF_INVALID',
      'the application is signed by another administrator',
      QIQIHAR,
      (net: DemoNetwork) => admission(net, { application: applicationOf(net, {}, BAICHENG) }),
    ],
    [
      'PROOF_INVALID',
      'the application was altered after it was signed',
      QIQIHAR,
      (net: DemoNetwork) => {
        const { statement, signature } = applicationOf(net);
        const altered = { ...statement, madeAt: '2026-03-02T00:00:00.000Z' };
        return admission(net, { application: { statement: altered, signature } });
      },
    ],
    [
      'PROOF_INVALID',
      'the application’s administrator is from another CA',
      QIQIHAR,
      (net: DemoNetwork) => {
        const { certificates } = applicationOf(net).statement;
        const { ca } = applicationOf(net, {}, APPLICANT).statement.certificates;
        expect(ca).toBe(certificates.ca);
        const foreign = Buffer.from(
          net.actors.ca(BAICHENG).replace(/-----[A-Z ]+-----|\s/g, ''),
          'base64',
        ).toString('base64url');
        return admission(net, {
          application: applicationOf(net, { certificates: { ...certificates, ca: foreign } }),
        });
      },
    ],
    [
      'PROOF_INVALID',
      'the signature is for another update',
      QIQIHAR,
      (net: DemoNetwork) => admission(net, { signature: signatureOf(net, QIQIHAR, b64(3, 64)) }),
    ],
    [
      'PROOF_INVALID',
      'the signature is of another member',
      QIQIHAR,
      (net: DemoNetwork) => admission(net, { signature: signatureOf(net, BAICHENG) }),
    ],
    [
      'PROOF_INVALID',
      'the certificate of the signature is no administrator’s',
      QIQIHAR,
      (net: DemoNetwork) =>
        admission(net, { signature: signatureOf(net, QIQIHAR, undefined, net.actors.get(QIQIHAR)) }),
    ],
    [
      'PROOF_INVALID',
      'the header names nobody',
      QIQIHAR,
      (net: DemoNetwork) => admission(net, { signature: { ...signatureOf(net, QIQIHAR), header: b64(1) } }),
    ],
  ],
  'network-change:approve': [
    ['CHANGE_UNKNOWN', 'nobody has sponsored it', BAICHENG, (net: DemoNetwork) => approval(net, BAICHENG)],
    [
      'CHANGE_CLOSED',
      'after the threshold',
      HULUNBUIR,
      (net: DemoNetwork) => approval(net, HULUNBUIR),
      approved,
    ],
    ['CHANGE_CLOSED', 'it is done', HULUNBUIR, (net: DemoNetwork) => approval(net, HULUNBUIR), completed],
    [
      'ALREADY_APPROVED',
      'the sponsor’s request was its yes',
      QIQIHAR,
      (net: DemoNetwork) => approval(net, QIQIHAR),
      opened,
    ],
    [
      'CHANGE_BASE_VOID',
      'signed on another configuration',
      BAICHENG,
      (net: DemoNetwork) => approval(net, BAICHENG, { base: LATER }),
      opened,
    ],
    [
      'CHANGE_BASE_VOID',
      'the channel changed in between and another member began anew',
      BAICHENG,
      (net: DemoNetwork) => approval(net, BAICHENG),
      inTurn(opened, (net) => net.act(HULUNBUIR, 'network-change:rebase', rebasing(net, HULUNBUIR))),
    ],
    [
      'NOT_A_VOTER',
      'admitted after the request was opened',
      '231100',
      (net: DemoNetwork) => approval(net, '231100'),
      inTurn(opened, (net) => net.carry('admit-member', memberOf('231100'))),
    ],
    [
      'CHANGE_UPDATE_DIFFERS',
      'other bytes were signed',
      BAICHENG,
      (net: DemoNetwork) => approval(net, BAICHENG, { update: other }),
      opened,
    ],
    [
      'PROOF_INVALID',
      'the signature is for other bytes',
      BAICHENG,
      (net: DemoNetwork) => approval(net, BAICHENG, { signature: signatureOf(net, BAICHENG, b64(3, 64)) }),
      opened,
    ],
  ],
  'network-change:rebase': [
    ['CHANGE_UNKNOWN', 'no such change', BAICHENG, (net: DemoNetwork) => rebasing(net, BAICHENG)],
    [
      'LIMIT_REACHED',
      'a member voids the others’ signatures five times at most',
      BAICHENG,
      (net: DemoNetwork) => rebasing(net, BAICHENG),
      async (net: DemoNetwork) => {
        await opened(net);
        const key = `network-change/${admissionId(net)}`;
        const change = net.ledger.value(key) as Record<string, unknown>;
        net.ledger.place(key, {
          ...change,
          begunBy: [QIQIHAR, ...Array.from({ length: 5 }, () => BAICHENG)],
        });
      },
    ],
    ['CHANGE_CLOSED', 'it is done', BAICHENG, (net: DemoNetwork) => rebasing(net, BAICHENG), completed],
    [
      'CHANGE_BASE_STANDS',
      'nothing has changed',
      BAICHENG,
      (net: DemoNetwork) => {
        const { base } = net.ledger.value(`network-change/${admissionId(net)}`) as { base: object };
        return rebasing(net, BAICHENG, { base });
      },
      opened,
    ],
    [
      'NO_ELIGIBLE_VOTER',
      'no member is left',
      BAICHENG,
      (net: DemoNetwork) => rebasing(net, BAICHENG),
      inTurn(
        opened,
        patch('network', () => ({ members: [] })),
      ),
    ],
    [
      'NOT_A_VOTER',
      'the one to go has no say',
      BAICHENG,
      async (net: DemoNetwork) => {
        const { change } = await net.act(QIQIHAR, 'network-change:open', removal(net));
        return rebasing(net, BAICHENG, { change });
      },
    ],
    [
      'PROOF_INVALID',
      'the signature is for other bytes',
      BAICHENG,
      (net: DemoNetwork) => rebasing(net, BAICHENG, { signature: signatureOf(net, BAICHENG, b64(3, 64)) }),
      opened,
    ],
  ],
  'network-change:cancel': [
    [
      'NOT_ENTITLED',
      'another member sponsors it',
      BAICHENG,
      (net: DemoNetwork) => ({ change: admissionId(net) }),
      opened,
    ],
    ['CHANGE_UNKNOWN', 'no such change', QIQIHAR, { change: nobody }],
    [
      'CHANGE_CLOSED',
      'approved, it may be on its way into the channel',
      QIQIHAR,
      (net: DemoNetwork) => ({ change: admissionId(net) }),
      approved,
    ],
  ],
  'network-change:complete': [
    [
      'NOT_ENTITLED',
      'the member that goes would close its removal before the channel has it',
      BAICHENG,
      (net: DemoNetwork) => ({ change: removalId(net), sequence: 5 }),
      removalApproved,
    ],
    [
      'NOT_ENTITLED',
      'an admission is completed by the newcomer alone',
      QIQIHAR,
      (net: DemoNetwork) => ({ change: admissionId(net), sequence: 5 }),
      approved,
    ],
    [
      'MEMBER_EXISTS',
      'another member took its MSP',
      APPLICANT,
      (net: DemoNetwork) => ({ change: admissionId(net), sequence: 5 }),
      async (net) => {
        await approved(net);
        net.ledger.place(`msp/Huren${APPLICANT}MSP`, '220700');
      },
    ],
    ['CHANGE_UNKNOWN', 'no such change', QIQIHAR, { change: nobody, sequence: 5 }],
    [
      'CHANGE_CLOSED',
      'it is done',
      APPLICANT,
      (net: DemoNetwork) => ({ change: admissionId(net), sequence: 5 }),
      completed,
    ],
    [
      'CHANGE_NOT_APPROVED',
      'one of three is no majority',
      APPLICANT,
      (net: DemoNetwork) => ({ change: admissionId(net), sequence: 5 }),
      opened,
    ],
    [
      'CHANGE_NOT_APPROVED',
      'the channel asks for more than the members do',
      APPLICANT,
      (net: DemoNetwork) => ({ change: admissionId(net), sequence: 5 }),
      async (net) => {
        const [quorum] = QUORUMS;
        await net.act(
          QIQIHAR,
          'network-change:open',
          admission(net, { quorums: [{ ...quorum, atLeast: 3 }] }),
        );
        await net.act(BAICHENG, 'network-change:approve', approval(net, BAICHENG));
      },
    ],
  ],
  'network-change:show': [['CHANGE_UNKNOWN', 'no such change', QIQIHAR, { change: nobody }]],
};
