import { DISPUTES_LIMIT, type LicenceDisputes, RAISER_LIMIT } from '@huren/chaincode/domain';
import {
  Actors,
  APPROVER,
  CUSTODIAN,
  DemoNetwork,
  ISSUER,
  OTHER_APPROVER,
  PLAIN,
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
    await net.act(APPROVER, 'authority:succeed', { ...succession, types: [PLAIN], from: '2026-03-03' });
    expect((await net.refusal(SUCCESSOR, 'dispute:answer', answer))?.code).toBe('NOT_ENTITLED');
    net.ledger.nowMs += DAY_MS;
    await net.act(SUCCESSOR, 'dispute:answer', answer);
    expect(record().disputes[0]?.end).toMatchObject({ by: SUCCESSOR });
  });

  it('is answered late by the issuer where no superior has joined, and stays marked as late', async () => {
    await net.act(APPROVER, 'authority:changeSuperior', { authority: ISSUER });
    await net.act(CUSTODIAN, 'dispute:open', disputeOf());
    net.ledger.nowMs += 16 * DAY_MS;
    expect((await net.refusal(APPROVER, 'dispute:answer', answer))?.code).toBe('NOT_ENTITLED');
    expect((await net.refusal(CUSTODIAN, 'dispute:answer', answer))?.code).toBe('NOT_ENTITLED');
    await net.act(ISSUER, 'dispute:answer', answer);
    expect(record().disputes[0]?.end).toEqual({
      outcome: 'upheld',
      by: ISSUER,
      on: '2026-03-18',
      decision: answer.decision,
      isLate: true,
    });
  });

  it('is not marked as late on the last day, though no superior has joined', async () => {
    await net.act(APPROVER, 'authority:changeSuperior', { authority: ISSUER });
    await net.act(CUSTODIAN, 'dispute:open', disputeOf());
    net.ledger.nowMs += 15 * DAY_MS;
    await net.act(ISSUER, 'dispute:answer', answer);
    expect(record().disputes[0]?.end).not.toHaveProperty('isLate');
  });

  it('that was withdrawn gives way to the next of the same authority, and its number is not given again', async () => {
    await disputed(net);
    for (let number = 2; number <= 5; number++) {
      expect(await net.act(CUSTODIAN, 'dispute:open', disputeOf())).toMatchObject({ number });
      await net.act(CUSTODIAN, 'dispute:withdraw', { ...disputeName, number });
    }
    expect(await net.act(CUSTODIAN, 'dispute:open', disputeOf())).toMatchObject({ number: 6 });
    expect(record().disputes.map(({ number, by, state }) => [number, by, state])).toEqual([
      [1, ISSUER, 'open'],
      [6, CUSTODIAN, 'open'],
    ]);
    const gone = await net.refusal(CUSTODIAN, 'dispute:withdraw', { ...disputeName, number: 5 });
    expect(gone?.code).toBe('DISPUTE_UNKNOWN');
    await net.act(CUSTODIAN, 'dispute:withdraw', { ...disputeName, number: 6 });
    expect(record().disputes[0]).toMatchObject({ number: 1, state: 'open' });
  });

  it('takes no room from others: who has raised as many as it may is refused, and the next authority is not', async () => {
    for (let number = 1; number <= RAISER_LIMIT; number++) {
      await net.act(CUSTODIAN, 'dispute:open', disputeOf());
      await net.act(ISSUER, 'dispute:answer', { ...answer, number });
    }
    expect(await net.refusal(CUSTODIAN, 'dispute:open', disputeOf())).toMatchObject({
      code: 'LIMIT_REACHED',
      details: { max: RAISER_LIMIT },
    });
    expect(await net.act(SUCCESSOR, 'dispute:open', disputeOf())).toMatchObject({ number: RAISER_LIMIT + 1 });
  });

  it('takes the place of the oldest that has ended in a full record, and is refused where all are open', async () => {
    await disputed(net);
    const [open] = record().disputes;
    const full = Array.from({ length: DISPUTES_LIMIT }, (_, at) => ({ ...open!, number: at + 1 }));
    net.ledger.place(key, { ...record(), disputes: full });
    expect(await net.refusal(CUSTODIAN, 'dispute:open', disputeOf())).toMatchObject({
      code: 'LIMIT_REACHED',
      details: { limit: 'disputes' },
    });
    const end = { outcome: 'rejected', by: ISSUER, on: '2026-03-02', decision: '演示复核 2 号' } as const;
    const ended = full.map((each) => (each.number === 7 ? { ...each, state: 'ended', end } : each));
    net.ledger.place(key, { ...record(), disputes: ended });
    await net.act(CUSTODIAN, 'dispute:open', disputeOf());
    const numbers = record().disputes.map(({ number }) => number);
    expect(numbers).toHaveLength(DISPUTES_LIMIT);
    expect(numbers).not.toContain(7);
    expect(numbers.at(-1)).toBe(DISPUTES_LIMIT + 1);
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
    expect(record().disputes).toHaveLength(2);
    await net.act(ISSUER, 'dispute:withdraw', disputeName);
    expect(await net.act(ISSUER, 'dispute:open', disputeOf({ ground: 'holder' }))).toMatchObject({
      number: 3,
    });
    expect(record().disputes.map(({ state, by }) => [state, by])).toEqual([
      ['open', CUSTODIAN],
      ['open', ISSUER],
    ]);
  });
});
