import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transcript } from '../clients/terminal';
import { contentParts, ofdXml, pack, pki, seal, sign, signedMs, signedParts } from './demo-ofd';

const folder = mkdtempSync(join(tmpdir(), 'huren-seal-'));
afterAll(() => rmSync(folder, { recursive: true }));

function saved(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const trust = ['--trust', saved('root.der', pki.root.certificate.der)];
const maker = ['--maker', saved('maker.der', pki.maker.certificate.der)];
const now = signedMs + 1000;

describe('huren seal inspect', () => {
  const unsigned = pack({ ...contentParts(), 'OFD.xml': ofdXml({}, false) });
  test.each([
    ['a sealed file', 'valid', 0, 'a.ofd', pack(signedParts), [...trust, ...maker]],
    ['a loose seal', 'valid', 0, 'a.esl', Buffer.from(seal), [...trust, ...maker]],
    ['a file by an unknown maker', 'untrusted', 3, 'b.ofd', pack(signedParts), []],
    [
      'a foreign signer',
      'invalid',
      1,
      'c.ofd',
      pack(sign(contentParts(), { by: pki.stranger })),
      [...trust, ...maker],
    ],
    ['no signature', 'not-signed', 5, 'd.ofd', unsigned, [...trust, ...maker]],
    ['no package', 'refused', 1, 'e.ofd', Buffer.from('0 is no package'), [...trust, ...maker]],
    [
      'digests that are not judged',
      'unsupported',
      3,
      'f.ofd',
      pack(sign(contentParts(), { checkMethod: 'MD5' })),
      [...trust, ...maker],
    ],
  ])('calls %s %s and ends with %d', async (_what, result, code, name, bytes, options) => {
    const ran = await transcript(['seal', 'inspect', saved(name, bytes), ...options, '--json'], { now });
    expect(ran.code).toBe(code);
    const { result: word, signatures, findings } = JSON.parse(ran.out) as Record<string, unknown>;
    expect([word, Array.isArray(signatures), Array.isArray(findings)]).toEqual([result, true, true]);
    expect(ran.err).toBe('');
  });

  test('tells people each finding in their language', async () => {
    const path = saved('g.ofd', pack(signedParts));
    const zh = await transcript(['seal', 'inspect', path, ...trust, ...maker, '--lang', 'zh'], { now });
    expect(zh.out).toContain('测试用电子印章');
    expect(zh.out).toContain('签名有效。 [SIGNATURE_GOOD]');
    const en = await transcript(['seal', 'inspect', path, '--lang', 'en'], { now });
    expect(en.out).toContain('Nobody here vouches for the maker of the seal.');
  });

  test('ends with 2 for a file that is not there, and for a certificate that is none', async () => {
    const missing = await transcript(['seal', 'inspect', join(folder, 'none.ofd'), '--json'], { now });
    expect(missing.code).toBe(2);
    const path = saved('h.ofd', pack(signedParts));
    const none = await transcript(['seal', 'inspect', path, '--trust', path, '--json'], { now });
    expect(none.code).toBe(2);
  });
});
