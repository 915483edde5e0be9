import { canonicalJson, parseRejection, type JsonValue } from '@huren/chaincode/domain';
import { Actors, BAICHENG, DemoNetwork, ISSUER, MEMBERS, memberOf, QIQIHAR, APPROVER } from './demo-network';
import { FUNCTIONS, validCalls } from './valid-calls';

/** Functions that an operator of a member calls; the others need an authority, or take both. */
const BOTH = [
  'authority:suspend',
  'authority:reinstate',
  'authority:abolish',
  'authority:changeSuperior',
  'seal:reportCompromise',
  'seal:confirmCompromise',
  'delegation:revoke',
];

let actors: Actors;
let populated: DemoNetwork;
beforeAll(async () => {
  actors = await Actors.create();
  populated = await new DemoNetwork(actors).populate();
});

describe.each(FUNCTIONS)('%s', (fn) => {
  const call = (net: DemoNetwork) => validCalls[fn]!(net);
  const refusal = async (net: DemoNetwork, actor: string) =>
    (await net.refusal(actor, fn, call(populated).argument))?.code;

  it('answers canonical JSON, writes, and names exactly the keys written in one event', async () => {
    const net = populated.fork();
    const { actor, argument, prepare } = call(net);
    await prepare?.(net);
    const { text, ok, writes, event } = await net.call(actor, fn, argument);
    expect([ok, text]).toEqual([true, canonicalJson(JSON.parse(text) as JsonValue)]);
    expect(writes.size).toBeGreaterThan(0);
    expect(event).toEqual({
      name: fn.slice(fn.indexOf(':') + 1),
      payload: canonicalJson({ keys: [...writes.keys()].sort() }),
    });
    for (const value of writes.values()) expect(value).toBe(canonicalJson(JSON.parse(value) as JsonValue));
  });

  it.each([
    ['no argument', []],
    ['two arguments', ['{}', '{}']],
  ])('refuses %s as BAD_ARITY, whoever calls', async (_why, args) => {
    const outcome = await populated.fork().ledger.invoke(actors.get('231100'), fn, args);
    expect(outcome.text).toBe(`HUREN.BAD_ARITY {"given":${String(args.length)}}`);
  });

  it.each([
    ['no JSON', '{', 'json-syntax'],
    ['one field named twice', '{"a":1,"a":1}', 'duplicate-key'],
    ['ill-formed UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'bad-utf8'],
    ['a list', '[]', 'wrong-type'],
    ['more than the limit', `"${'x'.repeat(9 * 1024 * 1024)}"`, 'too-long'],
  ])('refuses %s as MALFORMED_ARGUMENT, whoever calls', async (_why, argument, code) => {
    const outcome = await populated.fork().ledger.invoke(actors.get('231100'), fn, [argument]);
    expect(outcome.text).toBe(`HUREN.MALFORMED_ARGUMENT {"code":"${code}","path":""}`);
  });

  it('refuses a field that it does not know', async () => {
    const argument = { ...(call(populated).argument as object), surprise: 1 };
    const rejection = await populated.fork().refusal('231100', fn, argument);
    expect(rejection).toMatchObject({
      code: 'MALFORMED_ARGUMENT',
      details: { code: 'unknown-field', path: '' },
    });
  });

  it('refuses before the network is founded, and before it is open', async () => {
    const { actor } = call(populated);
    const net = new DemoNetwork(actors);
    expect(await refusal(net, actor)).toBe('NETWORK_NOT_FOUNDED');
    await net.act(QIQIHAR, 'member:found', { members: MEMBERS.map(memberOf) });
    expect(await refusal(net, actor)).toBe('NETWORK_NOT_OPEN');
  });

  it('refuses an organisation that is no member', async () => {
    expect(await refusal(populated.fork(), '231100')).toBe('UNKNOWN_MEMBER');
  });

  it('refuses everyone of a suspended member, its authorities included', async () => {
    const net = populated.fork();
    await net.carry('suspend-member', { member: QIQIHAR }, BAICHENG);
    for (const actor of [QIQIHAR, ISSUER, APPROVER])
      expect(await refusal(net, actor)).toBe('MEMBER_NOT_ACTIVE');
  });

  it('refuses a certificate that names an authority but is not on its record', async () => {
    expect(await refusal(populated.fork(), 'unregistered')).toBe('UNKNOWN_IDENTITY');
  });

  it("refuses another member's certificate for the authority, even when it is on its record", async () => {
    const net = populated.fork();
    expect(await refusal(net, 'foreign')).toBe('UNKNOWN_IDENTITY');
    await net.act(QIQIHAR, 'authority:addKey', { code: ISSUER, certificate: net.certificate('foreign') });
    expect(await refusal(net, 'foreign')).toBe('AUTHORITY_OF_ANOTHER_MEMBER');
  });

  it('refuses an authority that is suspended', async () => {
    const net = populated.fork();
    await net.act(APPROVER, 'authority:suspend', { authority: ISSUER });
    expect(await refusal(net, ISSUER)).toBe('AUTHORITY_NOT_ACTIVE');
  });

  if (!BOTH.includes(fn)) {
    it('refuses the other kind of caller', async () => {
      const { actor } = call(populated);
      const other = actor.length === 6 ? ISSUER : QIQIHAR;
      expect(await refusal(populated.fork(), other)).toBe('NOT_ENTITLED');
    });
  }

  it('writes nothing when it refuses', async () => {
    const net = populated.fork();
    const { writes, event } = await net.call('unregistered', fn, call(net).argument);
    expect([writes.size, event]).toEqual([0, undefined]);
  });
});

describe('a contract', () => {
  it.each([
    'member:vanish',
    'seal:_act',
    'member:_effectFacts',
    'matter:constructor',
    'licence:store',
    'seal:toString',
  ])('refuses %s as UNKNOWN_FUNCTION', async (fn) => {
    const { text } = await populated.fork().call(QIQIHAR, fn);
    expect(parseRejection(text)?.code).toBe('UNKNOWN_FUNCTION');
  });
});
