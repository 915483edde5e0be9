import { decodeBase64url, encodeBase64url, encodeEcdsaDer, keyIdOf } from '@huren/chaincode/domain';
import { signer } from '../contract/demo-network';
import { signatureOf } from '../gateway/client';
import { ISSUER } from '../gateway/world';
import type { Sent } from './answer-class';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld, sendTo } from './hostile-world';
import { bentDer, bentEd25519, bentEs256, bentSm2, SMALL_ORDER_KEY } from './signature-recipes';
import { prepare } from './transact';
import { b64, type Parts, sha256, sign } from './workshop';

const waiting = new WeakMap<HostileWorld, { readonly id: string; readonly bytes: string }>();

/** A transaction that waits for its signature; what is handed in is never good, so that one serves for all. */
async function waitingTransaction(
  world: HostileWorld,
): Promise<{ readonly id: string; readonly bytes: string }> {
  let known = waiting.get(world);
  if (known === undefined) {
    const argument = JSON.stringify({ keyId: world.shop.seals.EdDSA.keyId });
    const sent = await prepare(world, { who: ISSUER, contract: 'seal', fn: 'freeze', argument });
    known = sent.body as { id: string; bytes: string };
    waiting.set(world, known);
  }
  return known;
}

/** A DER signature whose r has a sign byte and whose base64url has a letter of its own alphabet. */
function goodDer(world: HostileWorld, bytes: string): Buffer {
  for (;;) {
    const text = signatureOf(world.world.identity(ISSUER), bytes);
    const der = Buffer.from(text, 'base64url');
    if (der[4] === 0 && /[-_]/.test(text)) return der;
  }
}

/** DER is due where a caller signs a transaction, and nowhere else. */
export async function sendBentDer(hostile: HostileCase, world: HostileWorld): Promise<Sent> {
  const { recipe = '' } = hostile;
  if (recipe === 'der-for-p1363') {
    const { parts, anchor } = world.good[1] as Credential;
    const der = encodeEcdsaDer(decodeBase64url(parts.signature ?? ''));
    return world.send(await world.request({ parts: { ...parts, signature: encodeBase64url(der) }, anchor }));
  }
  const { id, bytes } = await waitingTransaction(world);
  const signature = bentDer(goodDer(world, bytes), recipe);
  return sendTo(`${world.world.issuingUrl}/v1/transactions`, { id, signature }, {});
}

const inputOf = (parts: Parts): Buffer => Buffer.from(`${b64(parts.header)}.${b64(parts.payload)}`);

/**
 * A licence with a bent signature. Its issuer anchors it as it is, so that the signature alone decides; except s = −s,
 * which RFC 7518 does not forbid: there the anchor holds the licence to its very bytes.
 */
export async function sendBentSignature(hostile: HostileCase, world: HostileWorld): Promise<Sent> {
  const { shop } = world;
  const { recipe = '' } = hostile;
  const colon = recipe.indexOf(':');
  const family = recipe.slice(0, Math.max(0, colon));
  const word = recipe.slice(colon + 1);
  const key = family === 'sm2' ? shop.seals.SM2SM3 : family === 'ed' ? shop.seals.EdDSA : shop.seals.ES256;
  let parts = sign(shop.draft({}, { key }), key);
  const good = decodeBase64url(parts.signature ?? '');
  if (recipe === 's=-s') {
    const [anchor] = await shop.anchor([parts], { key });
    const signature = encodeBase64url(bentEs256(good, recipe) ?? good);
    return world.send(
      await world.request({ parts: { ...parts, signature }, anchor: anchor as Credential['anchor'] }),
    );
  }
  if (word === 'smallA') parts = withKid(parts, keyIdOf('EdDSA', SMALL_ORDER_KEY));
  const bent = bentBytes(world, parts, good, { family, word, recipe });
  parts = { ...parts, signature: encodeBase64url(bent) };
  const [anchor] = await shop.anchor([parts], { key });
  return world.send(await world.request({ parts, anchor: anchor as Credential['anchor'] }));
}

function withKid(parts: Parts, kid: string): Parts {
  return { ...parts, header: JSON.stringify({ ...(JSON.parse(parts.header) as object), kid }) };
}

function bentBytes(
  { shop }: HostileWorld,
  parts: Parts,
  good: Uint8Array,
  { family, word, recipe }: { readonly family: string; readonly word: string; readonly recipe: string },
): Uint8Array {
  const input = inputOf(parts);
  if (family === 'sm2') {
    return bentSm2(new Uint8Array(32).fill(73), shop.seals.SM2SM3.publicKey, input, good, word);
  }
  if (family === 'ed') return bentEd25519(new Uint8Array(32).fill(72), input, good, word);
  const bent = bentEs256(good, recipe);
  if (bent !== undefined) return bent;
  const { ES256 } = shop.seals;
  if (recipe.includes('another issuer')) return signer('ES256', 77).sign(input);
  if (recipe.includes('hash as text'))
    return ES256.sign(Buffer.from(Buffer.from(sha256(input)).toString('hex')));
  const header = JSON.stringify({ alg: 'ES256', typ: 'kb+jwt' });
  return ES256.sign(Buffer.from(`${b64(header)}.${b64(parts.payload)}`));
}
