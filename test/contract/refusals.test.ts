import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REJECTIONS, REJECTION_CODES } from '@huren/chaincode/domain';
import { Actors, BAICHENG, DemoNetwork, HULUNBUIR, ISSUER, QIQIHAR, memberOf } from './demo-network';
import { memberRefusals } from './refusals/member';
import { authorityRefusals } from './refusals/authority';
import { sealRefusals } from './refusals/seal';
import { licenceTypeRefusals } from './refusals/licence-type';
import { licenceRefusals } from './refusals/licence';
import { matterRefusals } from './refusals/matter';
import { agreementRefusals } from './refusals/agreement';
import { caseRefusals } from './refusals/case';
import { delegationRefusals } from './refusals/delegation';
import { disputeRefusals } from './refusals/dispute';
import { groupRefusals } from './refusals/group';
import { networkChangeRefusals } from './refusals/network-change';
import type { Row } from './refusals/row';

const refusals: Readonly<Record<string, readonly Row[]>> = {
  ...memberRefusals,
  ...authorityRefusals,
  ...sealRefusals,
  ...licenceTypeRefusals,
  ...licenceRefusals,
  ...matterRefusals,
  ...agreementRefusals,
  ...groupRefusals,
  ...disputeRefusals,
  ...delegationRefusals,
  ...caseRefusals,
  ...networkChangeRefusals,
};

let populated: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});

describe.each(Object.entries(refusals))('%s refuses', (fn, rows) => {
  it.each(rows.map((row) => [row[1], row[0], row] as const))(
    'what is wrong so: %s (%s)',
    async (_why, code, row) => {
      const net = populated.fork();
      const [, , actor, stated, prepare] = row;
      await prepare?.(net);
      const argument: unknown =
        typeof stated === 'function' ? await (stated as (net: DemoNetwork) => unknown)(net) : stated;
      const before = net.ledger.keys('').map((key) => [key, net.ledger.value(key)]);
      expect((await net.refusal(actor, fn, argument))?.code).toBe(code);
      expect(net.ledger.keys('').map((key) => [key, net.ledger.value(key)])).toEqual(before);
    },
  );

  it('with exactly the codes that its documentation names, and in the order of precedence', () => {
    const documented = codesInDoc(fn);
    const common = new Set<string>(['MALFORMED_ARGUMENT', 'NOT_ENTITLED']);
    const own = (code: string) => !common.has(code) && !elsewhere(fn).includes(code);
    const provoked = new Set(rows.map(([code]) => code).filter(own));
    expect(documented.filter(own)).toEqual(REJECTION_CODES.filter((code) => provoked.has(code)));
  });
});

/** Codes of a function's documentation that other tests provoke. */
function elsewhere(fn: string): readonly string[] {
  if (fn === 'member:found') return ['FOUNDING_PENDING', 'FOUNDER_LEFT_OUT'];
  if (fn === 'member:confirm') return ['NETWORK_NOT_FOUNDED', 'UNKNOWN_MEMBER', 'ALREADY_CONFIRMED'];
  // Rejections of the effect, of which one row stands for all: they are those of `propose`.
  return fn === 'member:vote' ? ['MEMBER_EXISTS'] : [];
}

/** The codes in the doc comment above the function, in the order in which they stand. */
function codesInDoc(call: string): string[] {
  const [contract = '', fn = ''] = call.split(':');
  const path = join(__dirname, `../../chaincode/src/contract/${contract}-contract.ts`);
  const source = readFileSync(path, 'utf8');
  const before = source.slice(0, source.indexOf(`  async ${fn}(`));
  const doc = before.slice(before.lastIndexOf('/**'));
  return (doc.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []).filter((code) => Object.hasOwn(REJECTIONS, code));
}

describe('founding', () => {
  it('is refused to whoever is no founder, and to an authority', async () => {
    const net = new DemoNetwork(populated.actors);
    const argument = { members: [memberOf(QIQIHAR), memberOf(BAICHENG)] };
    expect((await net.refusal(HULUNBUIR, 'member:found', argument))?.code).toBe('NOT_ENTITLED');
    expect((await net.refusal(ISSUER, 'member:found', argument))?.code).toBe('NOT_ENTITLED');
  });

  it('opens the network with the last confirmation and no earlier', async () => {
    const net = new DemoNetwork(populated.actors);
    expect((await net.refusal(QIQIHAR, 'member:confirm'))?.code).toBe('NETWORK_NOT_FOUNDED');
    await net.act(QIQIHAR, 'member:found', { members: [memberOf(QIQIHAR), memberOf(BAICHENG)] });
    expect((await net.refusal(HULUNBUIR, 'member:confirm'))?.code).toBe('UNKNOWN_MEMBER');
    expect((await net.refusal(ISSUER, 'member:confirm'))?.code).toBe('NOT_ENTITLED');
    await net.act(BAICHENG, 'member:confirm');
    expect((await net.refusal(BAICHENG, 'member:confirm'))?.code).toBe('ALREADY_CONFIRMED');
    expect(net.ledger.value('network')).toMatchObject({ state: 'founding', confirmed: [BAICHENG] });
    await net.act(QIQIHAR, 'member:confirm');
    expect(net.ledger.value('network')).toMatchObject({ state: 'open' });
    expect(net.ledger.value(`member/${BAICHENG}`)).toMatchObject({ state: 'admitted' });
  });
});

describe('founding that waits for one that stays silent', () => {
  const DAY_MS = 86_400_000;
  const founders = { members: [QIQIHAR, BAICHENG, HULUNBUIR].map(memberOf) };
  const rest = { members: [QIQIHAR, BAICHENG].map(memberOf) };
  let net: DemoNetwork;
  beforeEach(async () => {
    net = new DemoNetwork(populated.actors);
    await net.act(QIQIHAR, 'member:found', { ...founders, days: 10 });
    await net.act(QIQIHAR, 'member:confirm');
    await net.act(BAICHENG, 'member:confirm');
  });

  it('gives every founder its days: nobody begins again before', async () => {
    net.ledger.nowMs += 10 * DAY_MS;
    const refusal = await net.refusal(QIQIHAR, 'member:found', rest);
    expect(refusal).toMatchObject({ code: 'FOUNDING_PENDING', details: { confirmBy: '2026-03-12' } });
  });

  it('goes on without it after them, once all of the new list have confirmed anew', async () => {
    net.ledger.nowMs += 11 * DAY_MS;
    await net.act(QIQIHAR, 'member:found', rest);
    expect(net.ledger.value('network')).toMatchObject({
      founders: [BAICHENG, QIQIHAR].sort(),
      confirmed: [],
      round: 2,
    });
    expect(net.ledger.value(`member/${HULUNBUIR}`)).toMatchObject({ state: 'withdrawn' });
    expect((await net.refusal(HULUNBUIR, 'member:confirm'))?.code).toBe('UNKNOWN_MEMBER');
    await net.act(BAICHENG, 'member:confirm');
    await net.act(QIQIHAR, 'member:confirm');
    expect(net.ledger.value('network')).toMatchObject({ state: 'open' });
    expect((await net.refusal(QIQIHAR, 'member:found', rest))?.code).toBe('NETWORK_ALREADY_FOUNDED');
    await net.carry('admit-member', memberOf(HULUNBUIR));
    expect(net.ledger.value(`member/${HULUNBUIR}`)).toMatchObject({ state: 'admitted' });
  });

  it.each([
    ['NOT_ENTITLED', 'one that has not confirmed itself', HULUNBUIR, [HULUNBUIR, QIQIHAR, BAICHENG]],
    ['NOT_ENTITLED', 'one that leaves itself out', QIQIHAR, [BAICHENG]],
    ['NOT_ENTITLED', 'a stranger', '231100', ['231100', QIQIHAR, BAICHENG]],
    ['FOUNDER_LEFT_OUT', 'one that leaves a confirmed founder out', QIQIHAR, [QIQIHAR, HULUNBUIR]],
  ])('refuses with %s %s', async (code, _who, actor, members) => {
    net.ledger.nowMs += 11 * DAY_MS;
    const argument = { members: members.map(memberOf) };
    expect((await net.refusal(actor, 'member:found', argument))?.code).toBe(code);
  });

  it('lets nobody take the place of a confirmed founder by another MSP', async () => {
    net.ledger.nowMs += 11 * DAY_MS;
    const members = [memberOf(QIQIHAR), { ...memberOf(BAICHENG), msp: 'StrangerMSP' }];
    expect((await net.refusal(QIQIHAR, 'member:found', { members }))?.code).toBe('FOUNDER_LEFT_OUT');
  });

  it('corrects the MSP of one that could not confirm, and the former MSP acts for nobody', async () => {
    net.ledger.nowMs += 11 * DAY_MS;
    const members = [...rest.members, { ...memberOf(HULUNBUIR), msp: 'CorrectMSP' }];
    await net.act(QIQIHAR, 'member:found', { members });
    expect((await net.refusal(HULUNBUIR, 'member:confirm'))?.code).toBe('UNKNOWN_MEMBER');
  });
});

describe('the list of rejections', () => {
  it('holds no code that no test provokes', () => {
    const everywhere = [
      'BAD_ARITY',
      'UNKNOWN_FUNCTION',
      'NETWORK_NOT_FOUNDED',
      'NETWORK_NOT_OPEN',
      'UNKNOWN_MEMBER',
      'MEMBER_NOT_ACTIVE',
      'UNKNOWN_IDENTITY',
      'AUTHORITY_OF_ANOTHER_MEMBER',
      'AUTHORITY_NOT_ACTIVE',
      'ALREADY_CONFIRMED',
      'FOUNDING_PENDING',
      'FOUNDER_LEFT_OUT',
    ];
    const provoked = new Set<string>([
      ...everywhere,
      ...Object.values(refusals)
        .flat()
        .map(([code]) => code),
    ]);
    expect(REJECTION_CODES.filter((code) => !provoked.has(code))).toEqual([]);
  });

  it.each(REJECTION_CODES.map((code) => [code]))(
    'says in both languages what %s means and what to do',
    (code) => {
      const { zh, en } = REJECTIONS[code];
      expect(zh).toMatch(/^[^a-z]*[\u4e00-\u9fff].*。$/s);
      expect(en).toMatch(/^[A-Z].*[;,].*\.$/s);
    },
  );
});
