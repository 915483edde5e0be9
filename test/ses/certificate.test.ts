import {
  derElement,
  derNull,
  derOid,
  derSequence,
  findChain,
  MAX_CERTIFICATE_BYTES,
  MAX_INTERMEDIATES,
  nobleProvider as provider,
  parseCertificate,
  readCertificates,
  verifyIssued,
} from '@huren/chaincode/domain';
import { malformedCode } from '../domain/vectors';
import { certificateDer, demoPki, demoSigner, extensionOf, party, type Party } from './demo-pki';

const { root, signer, stranger } = demoPki();
const now = Date.parse('2026-01-01T00:00:00Z');

describe('certificates', () => {
  test('are read with names, validity, key and uses', () => {
    const { certificate } = signer;
    expect(certificate.subject.display).toBe('C=CN, O=互认测试, CN=测试签章人');
    expect(certificate.issuer.commonName).toBe('测试根');
    expect(certificate.suite).toBe('SM2SM3');
    expect([certificate.ca, certificate.keyUsage]).toEqual([false, 3]);
    expect([root.certificate.ca, root.certificate.keyUsage]).toEqual([true, 96]);
    expect(new Date(certificate.notAfterMs).toISOString()).toBe('2034-01-01T00:00:00.000Z');
  });

  test('are verified by the issuer’s key and no other', () => {
    expect(verifyIssued(provider, signer.certificate, root.certificate)).toBe(true);
    expect(verifyIssued(provider, signer.certificate, stranger.certificate)).toBe(false);
  });

  test.each([
    [
      'a critical extension nobody knows',
      { extensions: [extensionOf('1.2.3.4', derNull(), true)] },
      'unknown-critical-extension',
    ],
    [
      'critical name constraints',
      { extensions: [extensionOf('2.5.29.30', derSequence(), true)] },
      'unknown-critical-extension',
    ],
    [
      'an extension that stands twice',
      { extensions: [extensionOf('2.5.29.19', derSequence())] },
      'bad-certificate',
    ],
    ['serial 0', { serial: 0 }, 'bad-certificate'],
    [
      'another algorithm inside than outside',
      { innerAlgorithm: derSequence(derOid('1.2.840.10045.4.3.2')) },
      'bad-certificate',
    ],
    ['a key usage with bits set that are unused', { keyUsage: [6, 0xc1] }, 'bad-der'],
    [
      'an extension as long as the limit',
      { extensions: [extensionOf('1.2.3.4', derElement(4, new Uint8Array(MAX_CERTIFICATE_BYTES)))] },
      'bad-certificate',
    ],
  ])('are refused with %s', (_why, changes, code) => {
    const der = certificateDer({ name: '测试', ...changes }, demoSigner(9), root);
    expect(malformedCode(() => parseCertificate(der))).toBe(code);
  });

  test('are read with the uses and defaults that authorities write against DER', () => {
    const der = certificateDer({ name: '测试', keyUsage: [0, 0xc0] }, demoSigner(9), root);
    expect(parseCertificate(der).keyUsage).toBe(3);
  });

  test('are refused with anything behind them', () => {
    const der = Uint8Array.of(...signer.certificate.der, 0);
    expect(malformedCode(() => parseCertificate(der))).toBe('bad-der');
  });

  test('are read from PEM, and a file without any is refused', () => {
    const body = Buffer.from(signer.certificate.der)
      .toString('base64')
      .replace(/(.{64})/g, '$1\n');
    const pem = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
    expect(readCertificates(Buffer.from(pem + pem))).toHaveLength(2);
    expect(malformedCode(() => readCertificates(Buffer.from('nothing')))).toBe('no-certificate');
  });

  test('whose key is off its curve verify nothing', () => {
    const key = demoSigner(9);
    const publicKey = Uint8Array.from(key.publicKey);
    publicKey[64] = (publicKey[64] as number) ^ 1;
    const off = parseCertificate(certificateDer({ name: '测试', ca: true }, { ...key, publicKey }));
    expect(verifyIssued(provider, off, off)).toBe(false);
  });
});

describe('chains', () => {
  const anchors = [root.certificate];
  const chain = (leaf: Party, intermediates: Party[] = [], atMs = now) =>
    findChain(provider, leaf.certificate, {
      anchors,
      intermediates: intermediates.map(({ certificate }) => certificate),
      atMs,
    });

  test('lead from a leaf over intermediates to an anchor', () => {
    const middle = party({ name: '测试中级', ca: true }, 5, root);
    const leaf = party({ name: '测试叶' }, 6, middle);
    expect(chain(leaf, [middle])).toMatchObject({ trusted: true });
    expect(chain(leaf)).toEqual({ trusted: false, fault: 'no-issuer' });
    expect(chain(root)).toMatchObject({ trusted: true });
  });

  test('do not lead over a certificate that may not issue', () => {
    const leaf = party({ name: '测试叶' }, 6, stranger);
    expect(chain(leaf, [stranger])).toEqual({ trusted: false, fault: 'issuer-may-not-issue' });
    const noSign = party({ name: '测试中级', ca: true, keyUsage: [6, 0xc0] }, 5, root);
    expect(chain(party({ name: '测试叶' }, 6, noSign), [noSign])).toEqual({
      trusted: false,
      fault: 'issuer-may-not-issue',
    });
  });

  test('keep to the path length', () => {
    const top = party({ name: '测试上级', ca: true, pathLength: 0 }, 5, root);
    const middle = party({ name: '测试中级', ca: true }, 6, top);
    expect(chain(party({ name: '测试叶' }, 7, top), [top])).toMatchObject({ trusted: true });
    expect(chain(party({ name: '测试叶' }, 7, middle), [top, middle])).toMatchObject({ trusted: false });
  });

  test('do not lead over an issuer out of force, nor over a namesake', () => {
    expect(chain(signer, [], Date.parse('2035-01-01'))).toEqual({
      trusted: false,
      fault: 'issuer-not-in-force',
    });
    const namesake = party({ name: '测试根', ca: true }, 8);
    expect(chain(party({ name: '测试叶' }, 6, namesake))).toEqual({ trusted: false, fault: 'bad-signature' });
  });

  test('end at their limit', () => {
    const path: Party[] = [];
    for (let i = 0; i <= MAX_INTERMEDIATES; i++) {
      path.push(party({ name: `测试级${i}`, ca: true }, 10 + i, path[i - 1] ?? root));
    }
    const leafAt = (at: number): Party => party({ name: '测试叶' }, 30, path[at]);
    expect(chain(leafAt(MAX_INTERMEDIATES - 1), path)).toMatchObject({ trusted: true });
    expect(chain(leafAt(MAX_INTERMEDIATES), path)).toMatchObject({ trusted: false });
  });

  test('are not asked of an anchor that calls itself no authority', () => {
    const leaf = party({ name: '测试叶' }, 6, stranger);
    expect(
      findChain(provider, leaf.certificate, { anchors: [stranger.certificate], atMs: now }),
    ).toMatchObject({ trusted: false });
  });

  test('take an anchor that issues nothing by its exact bytes alone', () => {
    const other = party({ name: '测试签章人' }, 3, root);
    const anchors = [signer.certificate];
    expect(findChain(provider, signer.certificate, { anchors, atMs: now })).toMatchObject({ trusted: true });
    expect(findChain(provider, other.certificate, { anchors, atMs: now })).toMatchObject({ trusted: false });
  });
});
