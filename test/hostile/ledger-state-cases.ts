import { encodeBase64url } from '@huren/chaincode/domain';
import {
  Actors,
  DemoNetwork,
  ISSUER as DEMO_ISSUER,
  ISSUER_KEY,
  BAICHENG as DEMO_BAICHENG,
  RETIRED_KEY,
  sealOf,
  signer,
  WITNESSED,
} from '../contract/demo-network';
import { relyingToken } from '../gateway/issuing';
import { CUSTODIAN, HEILONGJIANG, ISSUER, MATTER, TYPE } from '../gateway/world';
import { classesOf, gist, type Sent } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld, sendTo, STRANGE, UNCOVERED_TYPE } from './hostile-world';
import { transact } from './transact';
import { sign, textOf } from './workshop';

let network: Promise<DemoNetwork> | undefined;

/** Three members and their contracts through the shim; every case gets a copy of its own. */
export async function contracts(): Promise<DemoNetwork> {
  network ??= Actors.create().then(async (actors) => new DemoNetwork(actors).populate());
  return (await network).fork();
}

/** What became of a call: refused without a write, or done. */
export async function attempt(net: DemoNetwork, actor: string, fn: string, argument: unknown): Promise<Seen> {
  const { ok, text, writes } = await net.call(actor, fn, argument);
  if (!ok && (writes.size > 0 || !text.startsWith('HUREN.'))) return { classes: [], what: text, sent: [] };
  return { classes: [ok ? 'accept-same' : 'endorse-fail'], what: text, sent: [] };
}

type Given = (world: HostileWorld) => Promise<Seen>;

const seen = (world: HostileWorld, sent: Sent): Seen => ({
  classes: classesOf(sent, world.accepted),
  what: gist(sent),
  sent: [sent],
});

/** The good licence for another matter. */
const forMatter =
  (matter: string): Given =>
  async (world) => {
    const { shop, good } = world;
    const { parts, anchor } = good[1] as Credential;
    const asked = await shop.askFor(matter);
    const sdJwt = shop.bind(textOf(parts), asked);
    return seen(world, await world.send({ credential: { sdJwt, anchor }, matter, nonce: asked.nonce }));
  };

/** A licence of a type that no agreement names; the superior directs no such type, so that it is not anchored either. */
const otherType: Given = async (world) => {
  const { shop } = world;
  const parts = sign(
    shop.draft({
      vct: `urn:huren:licence:${UNCOVERED_TYPE}`,
      certificate_type_code: UNCOVERED_TYPE,
      certificate_identifier: shop.nextIdentifier(UNCOVERED_TYPE),
    }),
    shop.seals.ES256,
  );
  const asked = await shop.askFor();
  const credential = shop.bind(textOf(parts), asked);
  const sent = await world.send({ credential, matter: MATTER, nonce: asked.nonce });
  return { ...seen(world, sent), classes: gist(sent).includes('NOT_COVERED') ? ['verdict-untrusted'] : [] };
};

interface Office {
  /** Anchored while the office was active. */
  readonly before: Credential;
  /** What it would anchor now. */
  readonly after: object;
}

const offices = new WeakMap<HostileWorld, Promise<Office>>();

/** A second issuing office, suspended after it anchored a licence; its keys are active still. */
function suspendedOffice(world: HostileWorld): Promise<Office> {
  const make = async (): Promise<Office> => {
    const { shop, world: base } = world;
    const key = signer('ES256', 91);
    await base.submit(CUSTODIAN, 'seal', 'register', sealOf(key, CUSTODIAN));
    const changes = {
      iss: `urn:huren:authority:${CUSTODIAN}`,
      certificate_identifier: shop.nextIdentifier(undefined, CUSTODIAN),
    };
    const parts = sign(shop.draft(changes, { key }), key);
    const [anchor] = await shop.anchor([parts], { key, authority: CUSTODIAN });
    await base.submit(HEILONGJIANG, 'authority', 'suspend', { authority: CUSTODIAN });
    await base.relying.caughtUp();
    const batch = {
      authority: CUSTODIAN,
      type: TYPE,
      size: 2,
      hash: 'sha-256',
      keyId: key.keyId,
      coSeals: [],
    };
    return {
      before: { parts, anchor: anchor as Credential['anchor'] },
      after: { ...batch, provenance: 'issuer' },
    };
  };
  let made = offices.get(world);
  if (made === undefined) {
    made = make();
    offices.set(world, made);
  }
  return made;
}

/**
 * An office says of its own key that it was compromised before it sealed: alone that disowns nothing; once the superior
 * has confirmed it, the licence is refused by that reason.
 */
const disowned: Given = async (world) => {
  const { shop, world: base } = world;
  const key = signer('ES256', 99);
  const { position } = await base.submit(ISSUER, 'seal', 'register', sealOf(key, ISSUER));
  const issued = await shop.issued(shop.draft({}, { key }), key);
  await base.submit(ISSUER, 'seal', 'reportCompromise', { keyId: key.keyId, from: position });
  await base.relying.caughtUp();
  const alone = await world.send(await world.request(issued));
  await base.submit(HEILONGJIANG, 'seal', 'confirmCompromise', { keyId: key.keyId, from: position });
  await base.relying.caughtUp();
  const sent = await world.send(await world.request(issued));
  const isRight = gist(alone) === world.accepted && gist(sent).includes('SEAL_COMPROMISED');
  return {
    ...seen(world, sent),
    classes: isRight ? classesOf(sent, world.accepted) : [],
    what: `${gist(alone)}; ${gist(sent)}`,
  };
};

/** The gateway's index stops one block before a suspension, and then goes on. */
const behindTheSuspension: Given = async (world) => {
  const { shop, world: base } = world;
  const issued = await shop.issued(shop.draft());
  const token = relyingToken(base);
  await base.relying.stopFeed();
  const [, root = ''] = issued.anchor.batch.split('/');
  await base.submit(ISSUER, 'licence', 'setStatus', {
    authority: ISSUER,
    root,
    leafHash: encodeBase64url(shop.leafHash(issued.parts)),
    index: issued.anchor.index,
    proof: issued.anchor.proof,
    state: 'suspended',
    decision: '演示决定 1 号',
    decidedOn: shop.day(),
    effectiveFrom: shop.day(),
    retroactive: false,
  });
  const url = `${base.relyingUrl}/v1/verifications`;
  const before = await sendTo(url, await world.request(issued), token);
  const receipt = before.body['receipt'] as { readonly payload: { readonly height: number } } | undefined;
  const height = base.relying.context.index.head.height;
  await base.relying.resumeFeed();
  await base.relying.caughtUp();
  const after = await sendTo(url, await world.request(issued), token);
  // The receipt owns up to its height, and the next answer knows better.
  const isHonest = receipt?.payload.height === height && gist(after).includes('SUSPENDED');
  return { ...seen(world, before), classes: isHonest ? classesOf(before, world.accepted) : [] };
};

const byContract =
  (actor: string, fn: string, argument: unknown): Given =>
  async () =>
    attempt(await contracts(), actor, fn, argument);

const GIVEN: Readonly<Record<string, Given>> = {
  'keys-certs-004': disowned,
  'keys-certs-006': byContract(DEMO_BAICHENG, 'seal:retire', { keyId: ISSUER_KEY.keyId }),
  'keys-certs-007': byContract(DEMO_ISSUER, 'seal:unfreeze', { keyId: RETIRED_KEY.keyId }),
  'keys-certs-008': byContract(WITNESSED, 'seal:register', sealOf(ISSUER_KEY, WITNESSED)),
  'keys-certs-009': byContract(
    DEMO_ISSUER,
    'seal:register',
    sealOf(signer('ES256', 92), DEMO_ISSUER, { proof: undefined }),
  ),
  'keys-certs-012': byContract(WITNESSED, 'seal:rotate', {
    keyId: ISSUER_KEY.keyId,
    next: sealOf(signer('ES256', 93), WITNESSED),
  }),
  'keys-certs-013': async (world) => {
    const { after } = await suspendedOffice(world);
    const argument = { ...after, root: encodeBase64url(new Uint8Array(32).fill(9)), requestId: 'suspended' };
    const sent = await transact(world, {
      who: CUSTODIAN,
      contract: 'licence',
      fn: 'anchor',
      argument: JSON.stringify(argument),
    });
    return seen(world, sent);
  },
  'keys-certs-014': async (world) => {
    const { before } = await suspendedOffice(world);
    return seen(world, await world.send(await world.request(before)));
  },
  'keys-certs-015': forMatter(STRANGE.ended),
  'keys-certs-016': behindTheSuspension,
  'agreements-001': forMatter(STRANGE.uncovered),
  'agreements-003': forMatter(STRANGE.withdrawn),
  'agreements-004': forMatter(STRANGE.tomorrow),
  'agreements-005': forMatter(STRANGE.ended),
  'agreements-006': forMatter(STRANGE.reverse),
  'agreements-007': otherType,
  'agreements-008': forMatter('000100002000'),
};

export const canPrepare = ({ id }: HostileCase): boolean => id in GIVEN;

export async function sendGiven({ id }: HostileCase, world: HostileWorld): Promise<Seen> {
  const given = GIVEN[id];
  if (given === undefined) throw new TypeError(`nothing is given for ${id}`);
  return given(world);
}
