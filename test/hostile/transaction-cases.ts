import { encodeBase64url } from '@huren/chaincode/domain';
import {
  APPROVER,
  b64,
  BAICHENG,
  batchOf,
  definitionOf,
  DemoNetwork,
  ENDED_MATTER,
  HULUNBUIR,
  ISSUER,
  ISSUER_KEY,
  matterOf,
  memberOf,
  QIQIHAR,
  termsOf,
} from '../contract/demo-network';
import { signatureOf } from '../gateway/client';
import { ISSUER as WORLD_ISSUER, TYPE } from '../gateway/world';
import { classesOf, gist } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { type HostileWorld, sendTo } from './hostile-world';
import { attempt, contracts } from './ledger-state-cases';
import { prepare } from './transact';
import { HOLDER_CODE, sha256 } from './workshop';

/** The codes and ids that become ledger keys: a hostile one is refused in each. */
async function hostileCode(code: string): Promise<Seen> {
  const net = await contracts();
  const calls: readonly (readonly [string, string, unknown])[] = [
    [QIQIHAR, 'agreement:propose', { id: code, parties: [QIQIHAR, BAICHENG], terms: termsOf() }],
    [APPROVER, 'matter:define', { ...matterOf('230100003000'), code }],
    [APPROVER, 'licence-type:define', definitionOf(code)],
    [ISSUER, 'licence:anchor', batchOf({ requestId: code })],
    [ISSUER, 'licence:anchor', batchOf({ root: code })],
    [ISSUER, 'seal:retire', { keyId: code }],
  ];
  const all = await Promise.all(calls.map(([actor, fn, argument]) => attempt(net, actor, fn, argument)));
  const classes = all.every((one) => one.classes[0] === 'endorse-fail') ? ['endorse-fail'] : [];
  return { classes, what: all.map(({ what }) => what).join('; '), sent: [] };
}

const opened = async (net: DemoNetwork): Promise<string> =>
  String(
    (
      await net.act(QIQIHAR, 'member:propose', { kind: 'admit-member', body: memberOf('231100'), nonce: 'n' })
    )['motion'],
  );
const vote = (net: DemoNetwork, who: string, motion: string): Promise<Seen> =>
  attempt(net, who, 'member:vote', { motion, approve: true });

/** Raw arguments straight at the shim's dispatch. */
async function invoked(fn: string, args: readonly string[]): Promise<Seen> {
  const net = await contracts();
  const { ok, text, writes } = await net.ledger.invoke(net.actors.get(ISSUER), fn, args);
  return { classes: ok || writes.size > 0 ? [] : ['endorse-fail'], what: text, sent: [] };
}

/** The same call on two copies of one ledger, its argument spelt in another order, leaves the same bytes. */
async function sameTwice(): Promise<Seen> {
  const argument = batchOf({ root: b64(31), requestId: 'twice' });
  const reversed = Object.fromEntries(Object.entries(argument).reverse());
  const results = await Promise.all(
    [argument, reversed, argument].map(async (each) => {
      const { ok, writes, event } = await (await contracts()).call(ISSUER, 'licence:anchor', each);
      return JSON.stringify([ok, [...writes], event]);
    }),
  );
  return {
    classes: new Set(results).size === 1 && results[0]?.startsWith('[true') ? ['accept-same'] : [],
    what: results.join(' '),
    sent: [],
  };
}

/** One signed transaction handed in twice is carried out once. */
async function handedInTwice(world: HostileWorld): Promise<Seen> {
  const { world: base } = world;
  const root = encodeBase64url(sha256(Buffer.from('handed in twice')));
  const argument = JSON.stringify({
    authority: WORLD_ISSUER,
    type: TYPE,
    root,
    size: 2,
    hash: 'sha-256',
    keyId: world.shop.seals.ES256.keyId,
    coSeals: [],
    provenance: 'issuer',
    requestId: 'handed-in-twice',
  });
  let sent = await prepare(world, { who: WORLD_ISSUER, contract: 'licence', fn: 'anchor', argument });
  let body = {};
  const url = `${base.issuingUrl}/v1/transactions`;
  while (sent.status === 201 || sent.status === 202) {
    const { id, bytes } = sent.body as { id: string; bytes: string };
    body = { id, signature: signatureOf(base.identity(WORLD_ISSUER), bytes) };
    sent = await sendTo(url, body, {});
  }
  const height = await base.ledger.height();
  const again = await sendTo(url, body, {});
  const isOnce = (await base.ledger.height()) === height && again.text === sent.text;
  return {
    classes: isOnce ? ['accept-same'] : [],
    what: `${gist(sent)}; ${gist(again)}`,
    sent: [sent, again],
  };
}

async function listed(world: HostileWorld, query: string): Promise<Seen> {
  const sent = await sendTo(`${world.world.relyingUrl}/v1/matters${query}`, undefined, {}, 'GET');
  return { classes: classesOf(sent, '200'), what: gist(sent), sent: [sent] };
}

const SCENARIOS: Readonly<Record<string, (world: HostileWorld) => Promise<Seen>>> = {
  'args+1': () => invoked('seal:retire', [JSON.stringify({ keyId: ISSUER_KEY.keyId }), '{}']),
  'args=dup': () => invoked('seal:retire', [`{"keyId":"${ISSUER_KEY.keyId}","keyId":"${ISSUER_KEY.keyId}"}`]),
  'pii=id': async () =>
    attempt(await contracts(), ISSUER, 'licence:anchor', batchOf({ root: b64(32), holder: HOLDER_CODE })),
  txid: handedInTwice,
  'double-vote': async () => {
    const net = await contracts();
    return vote(net, QIQIHAR, await opened(net));
  },
  'late-vote': async () => {
    const net = await contracts();
    const motion = await opened(net);
    await net.act(BAICHENG, 'member:vote', { motion, approve: true });
    return vote(net, HULUNBUIR, motion);
  },
  'suspended-vote': async () => {
    const net = await contracts();
    const motion = await opened(net);
    await net.carry('suspend-member', { member: HULUNBUIR });
    return vote(net, HULUNBUIR, motion);
  },
  'quorum-drift': async () => {
    const net = await contracts();
    const body = memberOf('231100');
    const { motion } = await net.act(QIQIHAR, 'member:propose', {
      kind: 'suspend-member',
      body: { member: HULUNBUIR },
      nonce: 'drift',
    });
    await net.carry('admit-member', body);
    return vote(net, '231100', String(motion));
  },
  recreate: async () =>
    attempt(await contracts(), APPROVER, 'matter:define', matterOf(ENDED_MATTER, '2026-01-01')),
  'self-agree': async () =>
    attempt(await contracts(), QIQIHAR, 'agreement:propose', {
      id: 'self',
      parties: [QIQIHAR, QIQIHAR],
      terms: termsOf(),
    }),
  'leaves=0': async () =>
    attempt(await contracts(), ISSUER, 'licence:anchor', batchOf({ root: b64(33), size: 0 })),
  page: (world) => listed(world, '?limit=1000000'),
  bookmark: (world) => listed(world, '?after=%C3%BF'),
  'actor=arg': async () =>
    attempt(await contracts(), BAICHENG, 'seal:retire', { keyId: ISSUER_KEY.keyId, caller: ISSUER }),
  'fn=__proto__': () => invoked('seal:__proto__', ['{}']),
  'fn=_helper': () => invoked('seal:_act', ['{}']),
  order: sameTwice,
  nondet: sameTwice,
};

export const canTransact = ({ op, recipe = '' }: HostileCase): boolean =>
  op !== 'scenario' || recipe in SCENARIOS;

export async function sendTransaction(hostile: HostileCase, world: HostileWorld): Promise<Seen> {
  const { op, recipe = '', value, gen } = hostile;
  if (op !== 'scenario')
    return hostileCode(gen === undefined ? String(value) : (gen.unit ?? '').repeat(gen.times));
  const scenario = SCENARIOS[recipe];
  if (scenario === undefined) throw new TypeError(`no scenario ${recipe}`);
  return scenario(world);
}
