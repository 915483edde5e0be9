import { encodeBase64url } from '@huren/chaincode/domain';
import { request as issuingRequest, issuerToken, licence } from '../gateway/issuing';
import { MATTER } from '../gateway/world';
import type { Sent } from './answer-class';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld, sendTo } from './hostile-world';
import { type Edit, editJson } from './json-edit';
import { b64, digestsOf, HOLDER_CODE, HOLDER_NAME, type Parts, sha256, textOf } from './workshop';

/** Where an abstract field stands in a verification request of Huren. */
type Place =
  | { readonly in: 'payload' | 'header' | 'body' | 'binding'; readonly name: string; readonly good?: string }
  /** A holder field: item 0 is its salt, item 2 its value. */
  | { readonly in: 'disclosure'; readonly name: string; readonly item: 0 | 2; readonly good: string }
  | { readonly in: 'root' }
  | { readonly in: 'text' };

/**
 * - A licence's number is its GB/T 36904 identifier, which stands open; names and numbers of the holder are disclosures.
 * - The commitment to a subject is the list of digests `_sd`; its salt the disclosure's own.
 * - A licence's hash is the root that its proof leads to: the only digest that a request names.
 * - The signature is the third part of a compact JWS, so a wrong JSON type can only stand in the place of the text.
 * - No field is a URL: one is added as an unknown field.
 */
const PLACES: Readonly<Record<string, Place>> = {
  '{licence.number}': { in: 'payload', name: 'certificate_identifier' },
  '{licence.type}': { in: 'payload', name: 'certificate_type_code' },
  '{licence.issuedAt}': { in: 'payload', name: 'certificate_issue_date' },
  '{licence.hash}': { in: 'root' },
  '{issuer.id}': { in: 'payload', name: 'iss' },
  '{issuer.region}': { in: 'payload', name: 'certificate_area_code' },
  '{subject}': { in: 'payload', name: 'cnf' },
  '{subject.name}': { in: 'disclosure', name: 'certificate_holder_name', item: 2, good: HOLDER_NAME },
  '{subject.idNumber}': { in: 'disclosure', name: 'certificate_holder_code', item: 2, good: HOLDER_CODE },
  '{subject.idHash}': { in: 'payload', name: '_sd' },
  '{subject.salt}': { in: 'disclosure', name: 'certificate_holder_code', item: 0, good: '' },
  '{org.code}': { in: 'payload', name: 'iss' },
  '{validity.notBefore}': { in: 'payload', name: 'certificate_validate_start' },
  '{validity.notAfter}': { in: 'payload', name: 'certificate_validate_end' },
  '{signature}': { in: 'text' },
  '{signature.value}': { in: 'text' },
  '{signature.keyId}': { in: 'header', name: 'kid' },
  '{hash.alg}': { in: 'payload', name: '_sd_alg' },
  '{matter.code}': { in: 'body', name: 'matter', good: MATTER },
  '{presentation.nonce}': { in: 'body', name: 'nonce' },
  '{presentation.audience}': { in: 'binding', name: 'aud' },
  '{any.number}': { in: 'body', name: 'knownAt' },
  '{any.url}': { in: 'body', name: 'callback' },
};

const fieldOf = (path: string): string => path.replace(/^\//, '');

function moved(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The days that the file's clock words mean: Huren's licences know days, not seconds. */
function dayWords(world: HostileWorld): Readonly<Record<string, string>> {
  const { shop } = world;
  return {
    'NOW-1s': shop.day(-1),
    NOW: shop.day(),
    'NOW+1s': shop.day(1),
    'NOW+1d': shop.day(1),
    'NOTAFTER+1d': shop.day(701),
    // The keys of the world are registered on its day of today.
    'KEY_START-1s': shop.day(-1),
    'ANCHOR-10y': moved(shop.day(), -3650),
  };
}

/** The value that the file's words mean, given the good one. */
function valueOf(value: unknown, good: unknown, world: HostileWorld): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => valueOf(item, good, world));
  if (typeof value !== 'string') return value;
  if (value === 'GOOD') return good;
  // The good matter code has digits only; a code in the form of one with a letter stands for it.
  if (value === 'LOWER(GOOD)') return '00010000100a';
  if (value === 'KEYID_OF_OTHER') return world.shop.seals.EdDSA.keyId;
  if (value === 'ATTACKER_JWK') return { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) };
  return dayWords(world)[value] ?? value;
}

function rootOf(value: unknown, good: string): unknown {
  const bytes = Buffer.from(good, 'base64url');
  const words: Readonly<Record<string, string>> = {
    'UPPER(GOOD)': bytes.toString('hex').toUpperCase(),
    '0x+GOOD': `0x${bytes.toString('hex')}`,
    'BASE64(GOOD)': bytes.toString('base64'),
    'SPACED(GOOD)': good.replace(/(.{4})/g, '$1 '),
    'GOOD+\\u0000': `${good}\u0000`,
    'FLIPBIT(GOOD,0)': Buffer.from(bytes.map((byte, at) => (at === 0 ? byte ^ 0x80 : byte))).toString('hex'),
    'REVERSE(GOOD)': Buffer.from(bytes).reverse().toString('hex'),
  };
  const text = words[String(value)] ?? value;
  // A digest of another value in Huren's own spelling; what is misspelt stays so.
  return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text)
    ? Buffer.from(text, 'hex').toString('base64url')
    : text;
}

const rawText = ({ raw }: HostileCase): string => (typeof raw === 'string' ? raw : '');

function editOf(hostile: HostileCase, good: unknown, world: HostileWorld): Edit {
  switch (hostile.op) {
    case 'set':
    case 'setGen':
      return { kind: 'set', value: valueOf(hostile.value, good, world) };
    case 'remove':
      return { kind: 'remove' };
    case 'rawToken':
      return { kind: 'raw', text: rawText(hostile) };
    case 'rawStringBytes':
      return { kind: 'splice', bytes: Buffer.from(hostile.hex ?? '', 'hex') };
    case 'rawStringText':
      return { kind: 'splice', bytes: Buffer.from(rawText(hostile)) };
    case 'addRaw': {
      const inner = JSON.stringify(good);
      return { kind: 'raw', text: `${inner.slice(0, -1)},${rawText(hostile)}}` };
    }
    case 'dupKey': {
      const word = (text: string | undefined): unknown => (text === 'GOOD' ? good : text);
      return { kind: 'twice', first: word(hostile.first), last: word(hostile.last) };
    }
    default:
      throw new TypeError(`no edit for ${hostile.op}`);
  }
}

const payloadOf = (parts: Parts): Record<string, unknown> =>
  JSON.parse(parts.payload) as Record<string, unknown>;

/** The parts with one place bent. */
function bent(parts: Parts, place: Place, hostile: HostileCase, world: HostileWorld): Parts {
  if (place.in === 'disclosure') {
    const at = parts.disclosures.findIndex((text) => String(text).includes(`"${place.name}"`));
    const text = String(parts.disclosures[at]);
    const good = (JSON.parse(text) as unknown[])[place.item];
    const disclosures = [...parts.disclosures];
    disclosures[at] = editJson(text, place.item, editOf(hostile, good, world));
    return { ...parts, disclosures };
  }
  if (place.in === 'header') {
    const good = (JSON.parse(parts.header) as Record<string, unknown>)[place.name];
    return { ...parts, header: editJson(parts.header, place.name, editOf(hostile, good, world)).toString() };
  }
  if (place.in !== 'payload') throw new TypeError(`no part of a credential: ${place.in}`);
  const { name } = place;
  const good = payloadOf(parts)[name];
  let edit = editOf(hostile, good, world);
  if (
    name === 'iss' &&
    edit.kind === 'set' &&
    typeof edit.value === 'string' &&
    hostile.path === '/{org.code}'
  ) {
    edit = { kind: 'set', value: `urn:huren:authority:${edit.value}` };
  }
  if (name === '_sd' && edit.kind === 'set') {
    // The commitment to one field is one item of the list.
    edit = { kind: 'set', value: [edit.value, ...(good as unknown[]).slice(1)] };
  }
  return { ...parts, payload: editJson(parts.payload, name, edit).toString() };
}

/** With the digests of its disclosures as they now are: what an issuer would sign. */
function recommitted(parts: Parts): Parts {
  const payload = JSON.stringify({ ...payloadOf(parts), ...digestsOf(parts.disclosures) });
  return { ...parts, payload };
}

async function bentBinding(world: HostileWorld, edit: Edit, name: string): Promise<Sent> {
  const { shop, good } = world;
  const credential = good[1] as Credential;
  const asked = await shop.askFor();
  const text = textOf(credential.parts);
  const header = JSON.stringify({ alg: 'ES256', typ: 'kb+jwt' });
  const payload = JSON.stringify({
    aud: asked.audience,
    iat: shop.nowSeconds,
    nonce: asked.nonce,
    sd_hash: encodeBase64url(sha256(Buffer.from(text))),
  });
  const input = `${b64(header)}.${b64(editJson(payload, name, edit))}`;
  const sdJwt = `${text}${input}.${encodeBase64url(shop.holder.sign(Buffer.from(input)))}`;
  return world.send({
    credential: { sdJwt, anchor: credential.anchor },
    matter: MATTER,
    nonce: asked.nonce,
  });
}

export { bentBinding };

async function bentBody(world: HostileWorld, name: string, hostile: HostileCase): Promise<Sent> {
  const body = await world.request();
  const { nonce } = body;
  const good = name === 'knownAt' ? world.world.relying.context.index.head.height : (body[name] ?? nonce);
  return world.send(editJson(JSON.stringify(body), name, editOf(hostile, good, world)));
}

/** A licence with this name, handed in by its issuer and presented by its holder. */
async function issuedWith(world: HostileWorld, name: string): Promise<Sent> {
  const { world: base } = world;
  const url = `${base.issuingUrl}/v1/licences`;
  const { holder } = world.shop;
  const body = issuingRequest(base, `name-${String(base.relying.context.index.head.height)}`, {
    licences: [licence('NAME1', { fields: { certificate_holder_name: name } })],
  });
  const answer = await sendTo(url, body, issuerToken(base));
  if (answer.status !== 202) return answer;
  // Accepted for sealing: the same name must then come through verification unchanged.
  const draft = world.shop.draft(
    {},
    { disclosures: [[encodeBase64url(holder.publicKey.subarray(1, 17)), 'certificate_holder_name', name]] },
  );
  const credential = await world.shop.issued(draft);
  return world.send(await world.request(credential));
}

/** json-text, json-keys, type-confusion, identity-codes, unicode-names, time, digest, ssrf-callbacks and their like. */
export async function sendBent(hostile: HostileCase, world: HostileWorld): Promise<Sent> {
  const { good, shop } = world;
  const credential = good[1] as Credential;
  const field = fieldOf(hostile.path ?? '');
  if (hostile.op === 'add' || hostile.op === 'reserialize') return added(hostile, world);
  const place = PLACES[field];
  if (place === undefined) throw new TypeError(`no place for ${field}`);
  // Private-use characters of a rare name: the question is whether the name is kept, so an issuer hands it in.
  if (hostile.id === 'unicode-names-006') return issuedWith(world, String(hostile.value));
  if (place.in === 'body') {
    if (field === '{presentation.nonce}' && hostile.op === 'remove') {
      // A verification without a nonce is a lesser question (DETAILS 20); an answer to a request always names it.
      return bentBinding(world, { kind: 'remove' }, 'nonce');
    }
    return bentBody(world, place.name, hostile);
  }
  if (place.in === 'binding') return bentBinding(world, editOf(hostile, undefined, world), place.name);
  if (place.in === 'text') return bentText(hostile, world);
  if (place.in === 'root') {
    const [authority = '', root = ''] = credential.anchor.batch.split('/');
    const batch = `${authority}/${String(rootOf(hostile.value, root))}`;
    return world.send(await world.request({ ...credential, anchor: { ...credential.anchor, batch } }));
  }
  if (hostile.resign !== 'issuer') {
    return world.send(
      await world.request({ ...credential, parts: bent(credential.parts, place, hostile, world) }),
    );
  }
  const draft = bent(shop.draft(), place, hostile, world);
  const issued = await shop.issued(place.in === 'disclosure' ? recommitted(draft) : draft);
  const isOldClaim = hostile.value === 'KEY_START-1s' || hostile.value === 'ANCHOR-10y';
  // What a licence claims of the time before its anchor is asked for as of that time.
  return world.send(
    await world.request(issued, isOldClaim ? { asOf: String(valueOf(hostile.value, '', world)) } : {}),
  );
}

async function bentText(hostile: HostileCase, world: HostileWorld): Promise<Sent> {
  const body = await world.request();
  const file = JSON.stringify(body['credential']);
  const { sdJwt } = body['credential'] as { sdJwt: string };
  const [header = '', payload = '', ...rest] = sdJwt.split('.');
  const edit: Edit =
    hostile.op === 'remove'
      ? { kind: 'set', value: `${header}.${payload}${rest.join('.').replace(/^[^~]*/, '')}` }
      : editOf(hostile, sdJwt, world);
  const bentFile = editJson(file, 'sdJwt', edit).toString();
  return world.send(editJson(JSON.stringify(body), 'credential', { kind: 'raw', text: bentFile }));
}

async function added(hostile: HostileCase, world: HostileWorld): Promise<Sent> {
  if (hostile.op === 'reserialize') {
    const body = await world.request();
    const { sdJwt, anchor } = body['credential'] as { sdJwt: string; anchor: object };
    const text = JSON.stringify({ sdJwt, anchor }).replace(/"index":(\d+)/, '"index":$1.0e0');
    return world.send(editJson(JSON.stringify(body), 'credential', { kind: 'raw', text }));
  }
  const value = valueOf(hostile.value, undefined, world);
  if (hostile.target === 'licence') {
    return world.send(
      await world.request(await world.shop.issued(world.shop.draft({ [hostile.key ?? '']: value }))),
    );
  }
  const key = hostile.key === '{licence.number:UPPER}' ? 'CREDENTIAL' : (hostile.key ?? '');
  const text = JSON.stringify(await world.request());
  return world.send(`${text.slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(value)}}`);
}

/** A number spelt in another way has to get what its plain spelling gets. */
export async function plainSpelling(hostile: HostileCase, world: HostileWorld): Promise<Sent | undefined> {
  const value = Number(hostile.raw);
  if (hostile.path !== '/{any.number}' || !Number.isSafeInteger(value)) return undefined;
  return world.send(await world.request(undefined, { knownAt: value }));
}

const TIMES_LIMIT = 2_000_000;

function generated({ gen }: HostileCase): string {
  const { kind = 'repeat', unit = '', times = 0, close = false } = gen ?? {};
  if (times > TIMES_LIMIT) throw new TypeError('too much is asked for');
  if (kind === 'keys') {
    return `{${Array.from({ length: times }, (_, at) => `"${at.toString(36)}":0`).join(',')}}`;
  }
  const closing = unit === '[' ? ']' : '}';
  return unit.repeat(times) + (close ? (unit === '[' ? '' : '1') + closing.repeat(times) : '');
}

/** bodyRaw, bodyGen and transcode: the whole body. */
export async function sendWholeBody(hostile: HostileCase, world: HostileWorld): Promise<Sent> {
  if (hostile.op === 'bodyGen') return world.send(generated(hostile));
  const text = JSON.stringify(await world.request());
  if (hostile.op === 'transcode') return transcoded(hostile, world, text);
  const { raw } = hostile;
  if (typeof raw === 'string' || raw === undefined) return world.send(raw ?? '');
  const whole = raw.template
    .replaceAll('${BODY_OPEN}', () => text.slice(0, -1))
    .replaceAll('${BODY}', () => text);
  return world.send(whole.slice(0, Math.floor(whole.length * (raw.cutFraction ?? 1))));
}

async function transcoded(hostile: HostileCase, world: HostileWorld, text: string): Promise<Sent> {
  const [encoding = '', header] = (hostile.encoding ?? '').split('+');
  const type = header === undefined ? {} : { 'content-type': `application/json; charset=${encoding}` };
  const utf16 = Buffer.from(text, 'utf16le');
  // GBK differs from UTF-8 only beyond ASCII, of which a good request has none: two characters stand in its matter.
  const chinese = Buffer.concat([
    Buffer.from('{"matter":"'),
    Buffer.from([0xd6, 0xa4, 0xd5, 0xd5]),
    Buffer.from('"}'),
  ]);
  const encoded: Readonly<Record<string, Uint8Array>> = {
    'utf-16be': Buffer.from(utf16).swap16(),
    'utf-32le': Buffer.from(Uint32Array.from(Array.from(text, (char) => char.codePointAt(0) ?? 0)).buffer),
    gbk: chinese,
    gb18030: chinese,
    latin1: Buffer.from(text, 'latin1'),
  };
  return world.send(encoded[encoding], type);
}
