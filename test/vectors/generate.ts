/**
 * Writes the project's own vectors into test/vectors/data; the same bytes on every machine:
 * `node -C huren-source -r ./test/network/register-typescript.js test/vectors/generate.ts`
 * Every party, name and number in them is made up.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeHex,
  encodeEcdsaDer,
  encodeHex,
  encodeUtf8,
  exportJwk,
  issueSdJwt,
  type JsonObject,
  nobleProvider,
  nobleSigner,
  sm3,
  SM2P256V1,
} from '@huren/chaincode/domain';
import { contentParts, ofdXml, type Parts, pki, seal, sign } from '../ofd/demo-ofd';
import { writeZip } from '../ofd/zip-writer';
import { at, makeSeal, makeSealV1, makeSealV5, sealDraft, signUnder } from '../ses/demo-seal';

const DATA = join(__dirname, 'data');
const DEFAULT_ID = '31323334353637383132333435363738';

interface Row {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  readonly comment: string;
  readonly [name: string]: unknown;
}

function save(name: string, content: Uint8Array | object): void {
  const path = join(DATA, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content instanceof Uint8Array ? content : `${JSON.stringify(content, null, 1)}\n`);
}

const hex = encodeHex;
const flipped = (bytes: Uint8Array, place: number, mask = 1): Uint8Array =>
  Uint8Array.from(bytes, (byte, i) => (i === (place + bytes.length) % bytes.length ? byte ^ mask : byte));
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const to32 = (value: bigint): Uint8Array => decodeHex(value.toString(16).padStart(64, '0'));

function sm2Rows(): readonly Row[] {
  const signer = nobleSigner('SM2SM3', new Uint8Array(32).fill(0x21));
  const message = encodeUtf8('互认 Huren');
  const raw = signer.sign(message);
  const r = raw.slice(0, 32);
  const s = raw.slice(32);
  const { n, p } = SM2P256V1;
  const value = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);
  const zero = new Uint8Array(32);
  const der = encodeEcdsaDer(raw);
  const row = (
    id: string,
    expected: Row['expected'],
    comment: string,
    sig: Uint8Array,
    changes: Readonly<Record<string, string>> = {},
  ): Row => ({
    id,
    publicKey: hex(signer.publicKey),
    userId: DEFAULT_ID,
    msg: hex(message),
    sig: hex(sig),
    sigFormat: 'raw',
    expected,
    comment,
    ...changes,
  });
  const asDer = { sigFormat: 'der' };
  const long = (length: number): Row => {
    const bytes = new Uint8Array(length).map((_, i) => i);
    const sig = signer.sign(bytes);
    return row(`message-${String(length)}`, 'valid', `a message of ${String(length)} bytes`, sig, {
      msg: hex(bytes),
    });
  };
  const key = signer.publicKey;
  const integer = (bytes: Uint8Array): Uint8Array => joined(Uint8Array.of(2, bytes.length), bytes);
  const positive = (bytes: Uint8Array): Uint8Array =>
    (bytes[0] as number) >= 0x80 ? joined(Uint8Array.of(0), bytes) : bytes;
  const sequence = (...parts: readonly Uint8Array[]): Uint8Array => {
    const body = joined(...parts);
    return joined(Uint8Array.of(0x30, body.length), body);
  };
  return [
    row('raw', 'valid', 'as it was signed', raw),
    row('der', 'valid', 'the same in DER', der, asDer),
    ...[0, 1, 23, 24, 31, 32, 55, 56, 64, 119, 1000].map(long),
    row('message-changed', 'invalid', 'another message', raw, { msg: hex(flipped(message, 0)) }),
    row('r-flipped', 'invalid', 'a bit of r', flipped(raw, 5)),
    row('s-flipped', 'invalid', 'a bit of s', flipped(raw, 40)),
    row('swapped', 'invalid', 's and r', joined(s, r)),
    row('r-zero', 'invalid', 'r = 0', joined(zero, s)),
    row('s-zero', 'invalid', 's = 0', joined(r, zero)),
    row('r-order', 'invalid', 'r = n', joined(to32(n), s)),
    row('s-order', 'invalid', 's = n', joined(r, to32(n))),
    row('sum-order', 'invalid', 'r + s = n, so that t = 0', joined(r, to32(n - value(r)))),
    row('s-negated', 'invalid', 'n − s, which ECDSA would accept', joined(r, to32(n - value(s)))),
    row('short', 'invalid', '63 bytes', raw.slice(1)),
    row('long', 'invalid', '65 bytes', joined(raw, Uint8Array.of(0))),
    row('der-trailing', 'invalid', 'a byte behind the DER', joined(der, Uint8Array.of(0)), asDer),
    row('der-cut', 'invalid', 'the last byte is missing', der.slice(0, -1), asDer),
    row('der-empty', 'invalid', 'SEQUENCE {}', Uint8Array.of(0x30, 0), asDer),
    row(
      'der-long-length',
      'invalid',
      'a length in the long form',
      joined(Uint8Array.of(0x30, 0x81), der.slice(1)),
      asDer,
    ),
    row(
      'der-zeros',
      'invalid',
      'r with a zero too many',
      sequence(integer(joined(Uint8Array.of(0), positive(r))), integer(positive(s))),
      asDer,
    ),
    row(
      'der-negative',
      'invalid',
      'r as a negative number',
      sequence(integer(Uint8Array.of(0x80)), integer(positive(s))),
      asDer,
    ),
    row('der-one', 'invalid', 'r alone', sequence(integer(positive(r))), asDer),
    row('other-key', 'invalid', 'the key of another', raw, {
      publicKey: hex(nobleSigner('SM2SM3', new Uint8Array(32).fill(0x22)).publicKey),
    }),
    row('key-off-curve', 'invalid', 'y + 1', raw, { publicKey: hex(flipped(key, -1)) }),
    row('key-compressed', 'invalid', 'a compressed key', raw, {
      publicKey: hex(joined(Uint8Array.of(2 + ((key[64] as number) & 1)), key.slice(1, 33))),
    }),
    row('key-hybrid', 'invalid', 'a hybrid key', raw, {
      publicKey: hex(joined(Uint8Array.of(6 + ((key[64] as number) & 1)), key.slice(1))),
    }),
    row('key-unreduced', 'invalid', 'x = p', raw, {
      publicKey: hex(joined(Uint8Array.of(4), to32(p), key.slice(33))),
    }),
    row('key-infinity', 'invalid', 'the point at infinity', raw, { publicKey: '00' }),
    row('user-id', 'invalid', 'signed under the default id, asked under another', raw, {
      userId: hex(encodeUtf8('ALICE123@YAHOO.COM')),
    }),
  ];
}

function derRows(): readonly Row[] {
  const { root, maker, signer } = pki;
  const draft = sealDraft(signer);
  const data = encodeUtf8('<Signature/>');
  const good: Readonly<Record<string, readonly [type: string, der: Uint8Array]>> = {
    root: ['certificate', root.certificate.der],
    signer: ['certificate', signer.certificate.der],
    'seal-v4': ['seal', seal],
    'seal-v1': ['seal', makeSealV1(draft, maker)],
    'seal-v5': ['seal', makeSealV5(draft, maker)],
    'ses-signature-v4': ['ses-signature', signUnder(seal, signer, data, at('2026-03-01T08:00:00Z'))],
    signature: ['signature', encodeEcdsaDer(signer.signer.sign(data))],
  };
  return Object.entries(good).flatMap(([name, [type, der]]) => {
    const row = (id: string, expected: Row['expected'], comment: string, bytes: Uint8Array): Row => ({
      id: id === '' ? name : `${name}-${id}`,
      type,
      der: hex(bytes),
      expected,
      comment,
    });
    const body = der.slice((der[1] as number) < 0x80 ? 2 : 2 + ((der[1] as number) & 0x7f));
    return [
      row('', 'valid', 'as it was made', der),
      row('trailing', 'invalid', 'a byte behind it', joined(der, Uint8Array.of(0))),
      row('cut', 'invalid', 'its last byte is missing', der.slice(0, -1)),
      row('empty', 'invalid', 'nothing', new Uint8Array(0)),
      row('set', 'invalid', 'SET for SEQUENCE', joined(Uint8Array.of(0x31), der.slice(1))),
      row(
        'indefinite',
        'invalid',
        'BER of indefinite length',
        joined(Uint8Array.of(0x30, 0x80), body, Uint8Array.of(0, 0)),
      ),
      row(
        'long-length',
        'invalid',
        'a length that is not minimal',
        joined(Uint8Array.of(0x30, 0x84, 0, 0, body.length >> 8, body.length & 0xff), body),
      ),
      row(
        'huge-length',
        'invalid',
        'a length beyond all bytes',
        joined(Uint8Array.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff), body),
      ),
    ];
  });
}

function sdJwts(): object {
  const issuer = nobleSigner('ES256', new Uint8Array(32).fill(0x31));
  const holder = nobleSigner('ES256', new Uint8Array(32).fill(0x32));
  const fields: readonly [readonly [string, string], readonly [string, string]] = [
    ['certificate_holder_name', '演示·持证人'],
    ['certificate_number', '演0001'],
  ];
  const claims: JsonObject = { iss: 'urn:huren:authority:demo', vct: 'urn:huren:licence:demo' };
  const { text: sdJwt } = issueSdJwt(nobleProvider, {
    header: { alg: issuer.suite, typ: 'dc+sd-jwt', kid: issuer.keyId },
    claims,
    disclosable: fields,
    salts: fields.map((_, i) => new Uint8Array(16).fill(i + 1)),
    hash: 'sha-256',
    sign: (input) => issuer.sign(input),
  });
  const [jwt = '', first = '', second = ''] = sdJwt.split('~');
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const row = (id: string, comment: string, text: string, processedPayload?: JsonObject): object => ({
    id: `huren-${id}`,
    sdJwt: text,
    expected: processedPayload === undefined ? 'invalid' : 'valid',
    requireKeyBinding: false,
    nonce: '',
    aud: '',
    comment,
    ...(processedPayload === undefined ? {} : { processedPayload }),
  });
  const other = Buffer.from(payload, 'base64url').toString().replace('demo', 'eval');
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dc+sd-jwt' })).toString('base64url');
  const whole: JsonObject = Object.fromEntries(fields);
  const [[name, value]] = fields;
  return {
    description: 'SD-JWT (RFC 9901), made by the project',
    issuerJwk: exportJwk({ suite: issuer.suite, bytes: issuer.publicKey }),
    holderJwk: exportJwk({ suite: holder.suite, bytes: holder.publicKey }),
    cases: [
      row('all', 'every field disclosed', sdJwt, { ...claims, ...whole }),
      row('none', 'no field disclosed', `${jwt}~`, claims),
      row('first', 'one field disclosed', `${jwt}~${first}~`, { ...claims, [name]: value }),
      row('twice', 'a disclosure twice', `${jwt}~${first}~${first}~`),
      row('changed', 'a disclosure changed', `${jwt}~${first.slice(0, -2)}AA~`),
      row(
        'foreign',
        'a disclosure that nobody signed',
        `${jwt}~${Buffer.from('["AAAAAAAAAAAAAAAAAAAAAA","x",1]').toString('base64url')}~`,
      ),
      row(
        'payload',
        'another payload',
        `${header}.${Buffer.from(other).toString('base64url')}.${signature}~${second}~`,
      ),
      row('signature', 'another signature', `${header}.${payload}.${'A'.repeat(86)}~`),
      row('alg-none', 'no algorithm', `${none}.${payload}.~`),
      row('padding', 'base64url with padding', `${header}.${payload}.${signature}==~`),
      row('no-tilde', 'a JWT alone', jwt),
      row('space', 'white space', `${jwt}~ ~`),
    ],
  };
}

const stored = (parts: Parts): Buffer =>
  writeZip(
    Object.entries(parts).map(([name, content]) => ({ name, content: Buffer.from(content), stored: true })),
  );

/** Name, what it must be, why, and the file. */
function ofds(): readonly (readonly [string, string, string, Buffer])[] {
  const { maker, signer, stranger } = pki;
  const good = sign(contentParts());
  const page = 'Doc_0/Pages/Page_0/Content.xml';
  const value = 'Doc_0/Signs/Sign_0/SignedValue.dat';
  const whole = stored(good);
  const changed = { ...good, [page]: `${String(good[page])} ` };
  const covers = [
    ...Object.keys(contentParts()),
    'Doc_0/Signs/Signatures.xml',
    'Doc_0/Signs/Sign_0/Seal.esl',
  ];
  const ended = { endMs: at('2026-01-01T00:00:00Z') };
  const entries = Object.entries(good).map(([name, content]) => ({
    name,
    content: Buffer.from(content),
    stored: true,
  }));
  return [
    ['sealed', 'valid', 'everything covered', whole],
    ['sealed-twice', 'valid', 'the second seal over the first', stored(sign(good, { number: 1 }))],
    [
      'broken-by-second',
      'mixed',
      'the first seal covered the list',
      stored(sign(sign(contentParts(), { covers }), { number: 1 })),
    ],
    ['unsigned', 'not-signed', 'never sealed', stored({ ...contentParts(), 'OFD.xml': ofdXml({}, false) })],
    [
      'stripped',
      'not-signed',
      'the list was taken out of OFD.xml',
      stored({ ...good, 'OFD.xml': ofdXml({}, false) }),
    ],
    ['page-changed', 'invalid', 'digest of a page', stored(changed)],
    [
      'reference-updated',
      'invalid',
      'digest of Signature.xml',
      stored({ ...sign(changed), [value]: good[value] as Uint8Array }),
    ],
    [
      'foreign-signer',
      'invalid',
      'a stranger under a genuine seal',
      stored(sign(contentParts(), { by: stranger })),
    ],
    [
      'seal-swapped',
      'invalid',
      'another seal beside the one inside',
      stored(
        sign(contentParts(), { sealCopy: makeSeal(sealDraft(signer, { id: '23020000000002' }), maker) }),
      ),
    ],
    [
      'seal-ended',
      'invalid',
      'sealed after the seal’s end',
      stored(sign(contentParts(), { seal: makeSeal(sealDraft(signer, ended), maker) })),
    ],
    ['covers-nothing', 'invalid', 'no references', stored(sign(contentParts(), { covers: [] }))],
    [
      'self-made-seal',
      'untrusted',
      'its maker is not registered',
      stored(sign(contentParts(), { by: stranger, seal: makeSeal(sealDraft(stranger), stranger) })),
    ],
    [
      'page-added',
      'untrusted',
      'a page that nobody covers',
      stored({ ...good, 'Doc_0/Pages/Page_2/Content.xml': String(good[page]) }),
    ],
    ['md5', 'unsupported', 'digests of another kind', stored(sign(contentParts(), { checkMethod: 'MD5' }))],
    [
      'duplicate',
      'refused',
      'two entries of one name',
      writeZip([...entries, { name: page, content: Buffer.from('<x/>'), stored: true }]),
    ],
    [
      'case',
      'refused',
      'two names that differ by case',
      writeZip([...entries, { name: 'ofd.xml', content: Buffer.from('<x/>'), stored: true }]),
    ],
    [
      'traversal',
      'refused',
      'a name that leaves the package',
      writeZip([...entries, { name: '../x', content: Buffer.from('x'), stored: true }]),
    ],
    ['doctype', 'refused', 'a document type', stored({ ...good, 'Doc_0/x.xml': '<!DOCTYPE x><x/>' })],
    ['prepended', 'refused', 'bytes before the package', writeZip(entries, { before: Buffer.from('MZ') })],
    ['truncated', 'refused', 'cut', whole.subarray(0, -100)],
  ];
}

function main(): void {
  rmSync(DATA, { recursive: true, force: true });
  const sm2Fields =
    'publicKey hex SEC1; userId hex; msg hex; sig hex; sigFormat der|raw; expected valid|invalid';
  save('huren-sm2-verify.json', {
    description: 'SM2 with SM3, made by the project',
    fields: sm2Fields,
    cases: sm2Rows(),
  });
  const lengths = [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000];
  save('huren-sm3.json', {
    description: 'SM3 (GB/T 32905-2016) at the edges of its blocks',
    vectors: lengths.map((length) => {
      const bytes = new Uint8Array(length).map((_, i) => (7 * i) & 0xff);
      return { msg: hex(bytes), digest: hex(sm3(bytes)) };
    }),
  });
  const derFields = 'type certificate|seal|ses-signature|signature; der hex; expected valid|invalid';
  save('huren-der.json', {
    description: 'Strict DER, made by the project',
    fields: derFields,
    cases: derRows(),
  });
  save('huren-sd-jwt.json', sdJwts());
  const files = ofds();
  for (const [name, , , bytes] of files) save(`ofd/huren-${name}.ofd`, Uint8Array.from(bytes));
  save('ofd/certs/ROOT.der', pki.root.certificate.der);
  save('ofd/certs/SealBuilder.der', pki.maker.certificate.der);
  const rows = files.map(([name, expected, why]) => `| ofd/huren-${name}.ofd | ${expected} | ${why} |`);
  const head =
    '# Vectors of the project\n\nMade by `test/vectors/generate.ts`; every party in them is made up. The trust anchor is certs/ROOT.der, the registered\nmaker certs/SealBuilder.der.\n';
  save(
    'README.md',
    encodeUtf8(`${head}\n| file | expected | why |\n| --- | --- | --- |\n${rows.join('\n')}\n`),
  );
}

main();
