import fc from 'fast-check';
import type { LicenceStatus, Motion, Network, ReceiptHead, Seal } from '@huren/chaincode/domain';
import { STATUS_TRANSITIONS } from '../../chaincode/src/domain/licence/status-change';
import {
  Actors,
  APPROVER,
  CUSTODIAN,
  decisionOf,
  DemoNetwork,
  ISSUER,
  ISSUER_KEY,
  MEMBERS,
  memberOf,
  RECEIPT_KEY,
  receiptHeadOf,
  ROLE_KEY,
  sealOf,
  signer,
} from './demo-network';

interface Act {
  readonly actor: string;
  readonly fn: string;
  readonly argument: unknown;
}

const KEYS = [ISSUER_KEY, ROLE_KEY, signer('EdDSA', 50), signer('ES256', 51)];
const actor = fc.constantFrom(...MEMBERS, ISSUER, CUSTODIAN, APPROVER, '231100');
const key = fc.constantFrom(...KEYS);
const member = fc.constantFrom(...MEMBERS, '231100');

const sealAct = fc
  .tuple(
    fc.constantFrom(
      'freeze',
      'unfreeze',
      'retire',
      'register',
      'rotate',
      'reportCompromise',
      'confirmCompromise',
    ),
    key,
    key,
  )
  .map(([fn, { keyId }, next]): Omit<Act, 'actor'> => {
    const fresh = sealOf(next, ISSUER);
    if (fn === 'register') return { fn: 'seal:register', argument: fresh };
    if (fn === 'rotate') return { fn: 'seal:rotate', argument: { keyId, next: fresh } };
    const from = fn.endsWith('Compromise') ? { from: { block: 1, tx: 0 } } : {};
    return { fn: `seal:${fn}`, argument: { keyId, ...from } };
  });
const memberAct = fc.oneof(
  fc
    .tuple(fc.constantFrom('suspend-member', 'reinstate-member'), member)
    .map(([kind, id]) => ({ fn: 'member:propose', argument: { kind, body: { member: id }, nonce: 'p' } })),
  fc.constant({
    fn: 'member:propose',
    argument: { kind: 'admit-member', body: memberOf('231100'), nonce: 'p' },
  }),
  fc
    .tuple(fc.nat(8), fc.boolean())
    .map(([at, approve]) => ({ fn: 'member:vote', argument: { at, approve } })),
  fc.constant({ fn: 'member:withdraw', argument: {} }),
  fc.tuple(fc.nat(6), fc.nat(1), fc.nat(6)).map(([number, fork, after]) => ({
    fn: 'member:anchorReceipts',
    argument: receiptHeadOf(number, { fork, after }),
  })),
);
const statusAct = fc
  .tuple(fc.constantFrom(...Object.keys(STATUS_TRANSITIONS)), fc.nat(2), fc.nat(1))
  .map(([state, decision, leaf]) => ({
    fn: 'licence:setStatus',
    argument: decisionOf({ state, decision: String(decision) }, leaf),
  }));
const acts = fc.array(
  fc
    .tuple(actor, fc.oneof(sealAct, memberAct, statusAct))
    .map(([who, what]): Act => ({ actor: who, ...what })),
  { minLength: 1, maxLength: 24 },
);

/** A vote names its motion by its place among those that are open, so that votes meet motions. */
function resolved(net: DemoNetwork, { fn, argument }: Act): unknown {
  if (fn !== 'member:vote') return argument;
  const { at, approve } = argument as { at: number; approve: boolean };
  const motions = net.ledger.keys('motion/');
  return { motion: motions[at % motions.length]!.slice('motion/'.length), approve };
}

const all = <T>(net: DemoNetwork, prefix: string): Map<string, T> =>
  new Map(net.ledger.keys(prefix).map((name) => [name, net.ledger.value(name) as T]));

let populated: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});

/** Runs the acts one by one and hands every pair of neighbouring states to `holds`. */
async function eachStep(
  run: readonly Act[],
  holds: (before: DemoNetwork, after: DemoNetwork) => void,
): Promise<void> {
  const net = populated.fork();
  for (const act of run) {
    const before = net.fork();
    const outcome = await net.call(act.actor, act.fn, resolved(net, act));
    // A refusal is one of the closed list; anything else would be a bug that leaks its text.
    if (!outcome.ok) expect(outcome.text).toMatch(/^HUREN\.[A-Z_]+ \{/);
    holds(before, net);
  }
}

describe('whatever is tried in whatever order', () => {
  it('holds: seals, votes, receipts and states only move as the law lets them', () =>
    fc.assert(
      fc.asyncProperty(acts, (run) =>
        eachStep(run, (before, after) => {
          sealsNeverComeBack(before, after);
          votesStand(before, after);
          receiptsOnlyGrow(before, after);
          statesFollowTheTable(before, after);
          someoneIsLeft(after);
        }),
      ),
      { numRuns: 60 },
    ));
});

function sealsNeverComeBack(before: DemoNetwork, after: DemoNetwork): void {
  const now = all<Seal>(after, 'seal/');
  for (const [name, seal] of all<Seal>(before, 'seal/')) {
    const next = now.get(name)!;
    if (seal.state === 'retired') expect(next.state).toBe('retired');
    if (seal.compromise) expect(next.state).not.toBe('active');
    expect([next.publicKey, next.authority, next.suite]).toEqual([
      seal.publicKey,
      seal.authority,
      seal.suite,
    ]);
  }
  for (const name of now.keys())
    expect(after.ledger.value(name.replace('seal/', 'key/'))).toMatchObject({ use: 'seal' });
}

function votesStand(before: DemoNetwork, after: DemoNetwork): void {
  const now = all<Motion>(after, 'motion/');
  for (const [name, motion] of all<Motion>(before, 'motion/')) {
    const next = now.get(name)!;
    expect([next.voters, next.threshold]).toEqual([motion.voters, motion.threshold]);
    expect(next.votes.slice(0, motion.votes.length)).toEqual(motion.votes);
    if (motion.state !== 'open') expect(next).toEqual(motion);
  }
  for (const motion of now.values()) {
    const voted = motion.votes.map((vote) => vote.member);
    expect(new Set(voted).size).toBe(voted.length);
    expect(voted.every((id) => motion.voters.includes(id))).toBe(true);
    const inFavour = motion.votes.filter((vote) => vote.approve).length;
    expect(motion.state === 'carried').toBe(inFavour >= motion.threshold);
    expect(motion.threshold * 2).toBeGreaterThan(motion.voters.length);
  }
}

function receiptsOnlyGrow(before: DemoNetwork, after: DemoNetwork): void {
  const name = `receipt-head/${RECEIPT_KEY.keyId}`;
  const [was, is] = [before, after].map((net) => net.ledger.value(name) as ReceiptHead);
  expect(is!.number).toBeGreaterThanOrEqual(was!.number);
  if (is!.number === was!.number) expect(is).toEqual(was);
  // The network's first head counts three receipts: from there on nobody may change to another fork's log.
  expect(is!.root).toBe(receiptHeadOf(is!.number)['root']);
}

function statesFollowTheTable(before: DemoNetwork, after: DemoNetwork): void {
  for (const [name, status] of all<LicenceStatus>(after, 'status/')) {
    const earlier = (before.ledger.value(name) as LicenceStatus | undefined)?.changes ?? [];
    expect(status.changes.slice(0, earlier.length)).toEqual(earlier);
    status.changes.forEach((change, at) => {
      expect(STATUS_TRANSITIONS[status.changes[at - 1]?.state ?? 'valid']).toContain(change.state);
    });
  }
}

/** Nobody can vote the last admitted member out, nor can it leave. */
function someoneIsLeft(after: DemoNetwork): void {
  const network = after.ledger.value('network') as Network;
  const states = network.members!.map(
    (id) => (after.ledger.value(`member/${id}`) as { state: string }).state,
  );
  expect(network.members).toEqual([...new Set(network.members)].sort());
  expect(states.length).toBeGreaterThanOrEqual(MEMBERS.length);
  expect(states).toContain('admitted');
}
