import { encodeBase64url } from '@huren/chaincode/domain';
import { bearer, tokenOf } from '../gateway/client';
import { relyingToken } from '../gateway/issuing';
import { ISSUER, MATTER, OTHER_MATTER, QIQIHAR } from '../gateway/world';
import { gist, type Sent } from './answer-class';
import { bentBinding } from './credential-cases';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld, sendTo } from './hostile-world';
import { transact } from './transact';
import { b64, digestsOf, type Parts, sha256, sign, textOf } from './workshop';

type Recipe = (world: HostileWorld) => Promise<Sent>;

const first = (world: HostileWorld): Credential => world.good[1] as Credential;

async function bound(
  world: HostileWorld,
  changes: Parameters<HostileWorld['shop']['bind']>[2],
  credential = first(world),
): Promise<Sent> {
  const { shop } = world;
  const asked = await shop.askFor();
  const sdJwt = shop.bind(textOf(credential.parts), asked, changes);
  return world.send({ credential: { sdJwt, anchor: credential.anchor }, matter: MATTER, nonce: asked.nonce });
}

async function replayed(world: HostileWorld): Promise<Sent> {
  const body = await world.request();
  const once = await world.send(body);
  if (gist(once) !== world.accepted) throw new Error(`the first use got ${gist(once)}`);
  return world.send(body);
}

/** The same presentation at another member's gateway, by an office that relies on licences there. */
async function replayedElsewhere(world: HostileWorld): Promise<Sent> {
  const body = await world.request();
  await world.send(body);
  const { world: base } = world;
  return sendTo(
    `${base.issuingUrl}/v1/verifications`,
    body,
    bearer(tokenOf(base.identity(ISSUER), ISSUER, QIQIHAR, base.now)),
  );
}

async function withDisclosures(
  world: HostileWorld,
  bend: (texts: Parts['disclosures']) => Parts['disclosures'],
): Promise<Sent> {
  const { parts, anchor } = first(world);
  return world.send(
    await world.request({ parts: { ...parts, disclosures: bend([...parts.disclosures]) }, anchor }),
  );
}

/** A claim with a reserved name, which the issuer itself committed to. */
async function reservedName(world: HostileWorld): Promise<Sent> {
  const { shop } = world;
  const draft = shop.draft();
  const disclosures = [
    ...draft.disclosures,
    JSON.stringify([encodeBase64url(sha256(Buffer.of(1)).subarray(0, 16)), '_sd', ['x']]),
  ];
  const payload = JSON.stringify({ ...(JSON.parse(draft.payload) as object), ...digestsOf(disclosures) });
  return world.send(await world.request(await shop.issued({ ...draft, payload, disclosures })));
}

async function superseded(world: HostileWorld): Promise<Sent> {
  const { shop } = world;
  const issued = await shop.issued(shop.draft());
  const [, root = ''] = issued.anchor.batch.split('/');
  const argument = JSON.stringify({
    authority: ISSUER,
    root,
    leafHash: encodeBase64url(shop.leafHash(issued.parts)),
    index: issued.anchor.index,
    proof: issued.anchor.proof,
    state: 'superseded',
    decision: '演示决定 1 号',
    decidedOn: shop.day(),
    effectiveFrom: shop.day(),
    retroactive: false,
  });
  const done = await transact(world, { who: ISSUER, contract: 'licence', fn: 'setStatus', argument });
  if (done.status !== 200) throw new Error(gist(done));
  await world.world.relying.caughtUp();
  return world.send(await world.request(issued));
}

/** A body claim by name, signed by the holder. */
const kb =
  (name: string, value: unknown): Recipe =>
  (world) =>
    bentBinding(world, { kind: 'set', value }, name);

async function askFields(world: HostileWorld, body: object): Promise<Sent> {
  return sendTo(`${world.world.relyingUrl}/v1/presentation-requests`, body, relyingToken(world.world));
}

/** A nonce that was asked for two minutes ago: it is good for one. */
async function expired(world: HostileWorld): Promise<Sent> {
  const body = await world.request();
  world.world.now += 61_000;
  try {
    return await world.send(body);
  } finally {
    world.world.now -= 61_000;
  }
}

/** One field more than the holder was shown and signed for. */
async function moreThanShown(world: HostileWorld): Promise<Sent> {
  const { shop } = world;
  const { parts, anchor } = first(world);
  const asked = await shop.askFor();
  const shown = { ...parts, disclosures: parts.disclosures.slice(0, 1) };
  const [, binding = ''] = shop.bind(textOf(shown), asked).split(textOf(shown));
  return world.send({
    credential: { sdJwt: `${textOf(parts)}${binding}`, anchor },
    matter: MATTER,
    nonce: asked.nonce,
  });
}

async function otherPerson(world: HostileWorld): Promise<Sent> {
  const { shop } = world;
  const asked = await shop.askFor();
  const theirs = first(world);
  const [, binding = ''] = shop.bind(textOf(theirs.parts), asked).split(textOf(theirs.parts));
  const other = world.good[2] as Credential;
  return world.send({
    credential: { sdJwt: `${textOf(other.parts)}${binding}`, anchor: other.anchor },
    matter: MATTER,
    nonce: asked.nonce,
  });
}

/**
 * The consent of these cases is the holder's key binding: over one request, by one department, for one matter, with just
 * the disclosures that the holder saw.
 */
const RECIPES: Readonly<Record<string, Recipe>> = {
  'replay:same': replayed,
  'replay:other': replayedElsewhere,
  'iat:+61s': (world) => bound(world, { iat: world.shop.nowSeconds + 61 }),
  'exp:"9999999999"': kb('exp', '9999999999'),
  'exp:1e308': kb('exp', 1e308),
  'aud:none': (world) => bentBinding(world, { kind: 'remove' }, 'aud'),
  'holder:none': async (world) => {
    const { nonce } = await world.shop.askFor();
    const { parts, anchor } = first(world);
    return world.send({ credential: { sdJwt: textOf(parts), anchor }, matter: MATTER, nonce });
  },
  'holder:other': (world) => bound(world, { key: world.shop.otherHolder }),
  'disclosure:alter': (world) =>
    withDisclosures(world, ([text = '', ...rest]) => [String(text).replace('演示', '另一'), ...rest]),
  'disclosure:foreign': (world) => withDisclosures(world, (texts) => [...texts, foreignDisclosure(world)]),
  'disclosure:dup': (world) => withDisclosures(world, ([text = '', ...rest]) => [text, text, ...rest]),
  'disclosure:reserved': reservedName,
  superseded,
  'fields+=address': (world) =>
    askFields(world, { matter: MATTER, fields: ['certificate_holder_name', 'registered_address'] }),
  'fields+=idNumber': (world) => askFields(world, { matter: MATTER, fields: ['certificate_holder_code'] }),
  'purpose=': (world) => askFields(world, { matter: '' }),
  'consent.subject=other': otherPerson,
  'consent.audience=other': (world) =>
    bound(world, { aud: `urn:huren:authority:${ISSUER}:matter:${OTHER_MATTER}` }),
  'consent.exp=NOW-1s': expired,
  'consent.signer=department': (world) => bound(world, { key: world.shop.seals.ES256 }),
  'consent=used': replayed,
  'consent.fields superset of displayed': moreThanShown,
};

function foreignDisclosure({ shop }: HostileWorld): string {
  const other = sign(
    shop.draft({}, { disclosures: [['A'.repeat(22), 'registered_address', '演示路']] }),
    shop.seals.ES256,
  );
  return String(other.disclosures[0]);
}

export async function sendPresentation({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Sent> {
  const send = RECIPES[recipe];
  if (send === undefined) throw new TypeError(`no recipe for ${recipe}`);
  return send(world);
}

export const canPresent = ({ recipe = '' }: HostileCase): boolean => recipe in RECIPES;

/** CBOR map {1: 1, 1: 2}: a key twice. */
const CBOR_TWICE = Buffer.from('a201010102', 'hex');

/** Text off a scanner is handed over as a credential: the only text that a counter takes from one. */
export async function sendScanned({ value, gen }: HostileCase, world: HostileWorld): Promise<Sent> {
  const body = await world.request();
  const good = JSON.stringify(body['credential']);
  const changed = (at: number): string =>
    `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`;
  const words: Readonly<Record<string, string>> = {
    'GOOD\n': `${good}\n`,
    'CUT(GOOD,0.5)': good.slice(0, good.length / 2),
    'FLIPCHAR(GOOD,20)': changed(20),
    CBOR_DUP: b64(CBOR_TWICE),
  };
  const text = gen === undefined ? String(value) : (gen.unit ?? '').repeat(gen.times);
  return world.send({ ...body, credential: words[text] ?? text });
}
