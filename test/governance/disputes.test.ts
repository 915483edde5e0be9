import type { LicenceDisputes } from '@huren/chaincode/domain';
import {
  Actors,
  APPROVER,
  CUSTODIAN,
  DemoNetwork,
  ISSUER,
  OTHER_APPROVER,
  SUCCESSOR,
} from '../contract/demo-network';
import { disputed, disputeName, disputeOf } from '../contract/valid-calls';

const DAY_MS = 86_400_000;
const answer = { ...disputeName, outcome: 'upheld', decision: '演示复核 1 号' };
const key = `dispute/${ISSUER}/${disputeName.leafHash}`;

describe('a dispute', () => {
  let populated: DemoNetwork;
  let net: DemoNetwork;
  const record = (): LicenceDisputes => net.ledger.value(key) as LicenceDisputes;
  beforeAll(async () => {
    populated = await new DemoNetwork(await Actors.create()).populate();
  });
  beforeEach(() => {
    net = populated.fork();
  });

  it('names the licence by its leaf alone, and gives the issuer fifteen days', async () => {
    expect(await net.act(CUSTODIAN, 'dispute:open', disputeOf())).toEqual({
      number: 1,
      answerBy: '2026-03-17',
    });
    expect(record()).toEqual({
      authority: ISSUER,
      leafHash: disputeName.leafHash,
      root: expect.any(String) as string,
      disputes: [
        {
          number: 1,
          by: CUSTODIAN,
          for: 'self',
          ground: 'content',
          openedOn: '2026-03-02',
          answerBy: '2026-03-17',
          state: 'open',
        },
      ],
    });
  });

  it('is answered by the issuer on its last day, and the end stays on record', async () => {
    await net.act(CUSTODIAN, 'dispute:open', disputeOf());
    net.ledger.nowMs += 15 * DAY_MS;
    await net.act(ISSUER, 'dispute:answer', answer);
    expect(record().disputes[0]).toMatchObject({
      state: 'ended',
      end: { outcome: 'upheld', by: ISSUER, on: '2026-03-17', decision: '演示复核 1 号' },
    });
  });

  it('goes to the superior once the days have passed, and to no other superior', async () => {
    await net.act(CUSTODIAN, 'dispute:open', disputeOf());
    net.ledger.nowMs += 16 * DAY_MS;
    expect((await net.refusal(ISSUER, 'dispute:answer', answer))?.code).toBe('DISPUTE_OVERDUE');
    expect((await net.refusal(OTHER_APPROVER, 'dispute:answer', answer))?.code).toBe('NOT_ENTITLED');
    await net.act(APPROVER, 'dispute:answer', { ...answer, outcome: 'rejected' });
    expect(record().disputes[0]?.end).toMatchObject({ outcome: 'rejected', by: APPROVER });
  });

  it('is answered by who continues the issuer for the type, and by nobody who continues it for another', async () => {
    await net.act(CUSTODIAN, 'dispute:open', disputeOf());
    const succession = {
      authority: SUCCESSOR,
      predecessor: ISSUER,
      types: [`${APPROVER}002`],
      from: '2026-03-02',
    };
    await net.act(APPROVER, 'authority:succeed', succession);
    expect((await net.refusal(SUCCESSOR, 'dispute:answer', answer))?.code).toBe('NOT_ENTITLED');
    await net.act(APPROVER, 'authority:succeed', { ...succession, types: '*', from: '2026-03-03' });
    expect((await net.refusal(SUCCESSOR, 'dispute:answer', answer))?.code).toBe('NOT_ENTITLED');
    net.ledger.nowMs += DAY_MS;
    await net.act(SUCCESSOR, 'dispute:answer', answer);
    expect(record().disputes[0]?.end).toMatchObject({ by: SUCCESSOR });
  });

  it('lapses only by the word of who raised it', async () => {
    await disputed(net);
    net.ledger.nowMs += 16 * DAY_MS;
    await net.act(ISSUER, 'dispute:lapse', disputeName);
    expect(record().disputes[0]?.end).toEqual({ outcome: 'lapsed', by: ISSUER, on: '2026-03-18' });
  });

  it('stands beside those of others, each with its own end', async () => {
    await disputed(net);
    expect(await net.act(CUSTODIAN, 'dispute:open', disputeOf({ ground: 'status' }))).toMatchObject({
      number: 2,
    });
    await net.act(ISSUER, 'dispute:withdraw', disputeName);
    expect(await net.act(ISSUER, 'dispute:open', disputeOf({ ground: 'holder' }))).toMatchObject({
      number: 3,
    });
    expect(record().disputes.map(({ state, by }) => [state, by])).toEqual([
      ['ended', ISSUER],
      ['open', CUSTODIAN],
      ['open', ISSUER],
    ]);
  });
});
