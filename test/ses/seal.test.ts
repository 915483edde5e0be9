import {
  checkSeal,
  derBits,
  derOid,
  DerReader,
  encodeSeal,
  encodeSealInfo,
  nobleSigner,
  parseCertificate,
  checkSesSignature,
  derElement,
  derExplicit,
  derIa5,
  derInteger,
  derOctets,
  derSequence,
  nobleProvider as provider,
  parseSeal,
  parseSesSignature,
  resultOf,
  sm3,
  type SealDraft,
  type SealTrust,
} from '@huren/chaincode/domain';
import { malformedCode } from '../domain/vectors';
import { certificateDer, demoPki, party, type Party } from './demo-pki';
import { at, makeSeal, makeSealV1, makeSealV5, sealDraft, signUnder, signUnderV1 } from './demo-seal';

const { root, maker, signer, stranger } = demoPki();
const trust: SealTrust = { anchors: [root.certificate], makers: [maker.certificate] };
const data = Buffer.from('<Signature/>');
const signedMs = at('2026-03-01T08:00:00Z');

function judge(signature: Uint8Array, given: SealTrust = trust, bytes: Uint8Array = data) {
  const path = '/Doc_0/Signs/Sign_0/Signature.xml';
  const findings = checkSesSignature(provider, parseSesSignature(signature), given, { bytes, path });
  return { result: resultOf(findings), codes: findings.map(({ code }) => code) };
}

const good = makeSeal(sealDraft(signer), maker);

describe('a signature under a seal', () => {
  test('is valid in versions 1, 4 and 5', () => {
    const versions = [
      signUnder(good, signer, data, signedMs),
      signUnderV1(makeSealV1(sealDraft(signer), maker), signer, data, signedMs),
      signUnder(makeSealV5(sealDraft(signer), maker), signer, data, signedMs),
    ];
    expect(versions.map((one) => parseSesSignature(one).seal.version)).toEqual([4, 1, 5]);
    expect(versions.map((one) => judge(one).result)).toEqual(['valid', 'valid', 'valid']);
    expect(versions.map((one) => parseSesSignature(one).timeMs)).toEqual([signedMs, signedMs, signedMs]);
  });

  test('is valid when the seal lists digests of certificates', () => {
    const digests = [{ type: '1', value: sm3(signer.certificate.der) }];
    const seal = makeSeal(sealDraft(signer, { signers: { kind: 'digests', digests } }), maker);
    expect(judge(signUnder(seal, signer, data, signedMs)).result).toBe('valid');
    expect(judge(signUnder(seal, stranger, data, signedMs)).codes).toContain('SIGNER_NOT_LISTED');
  });

  const forgeries: [string, string, () => Uint8Array][] = [
    [
      'a foreign signer under a genuine seal',
      'SIGNER_NOT_LISTED',
      () => signUnder(good, stranger, data, signedMs),
    ],
    [
      'a seal altered after its maker signed',
      'MAKER_SIGNATURE_BAD',
      () => {
        const altered = Buffer.from(good);
        altered[altered.indexOf('HurenTest')] = 0x58;
        return signUnder(altered, signer, data, signedMs);
      },
    ],
    [
      'the maker’s signature of another seal',
      'MAKER_SIGNATURE_BAD',
      () => {
        const listing = parseSeal(makeSeal(sealDraft(stranger), stranger));
        const stale = parseSeal(good);
        const forged = derSequence(
          listing.signedBytes,
          derOctets(maker.certificate.der),
          derElement(0x06, Buffer.from('2a811ccf55018375', 'hex')),
          derElement(0x03, Uint8Array.of(0), stale.signature),
        );
        return signUnder(forged, stranger, data, signedMs);
      },
    ],
    [
      'use after the seal’s end',
      'SEAL_ENDED',
      () => signUnder(good, signer, data, at('2029-01-01T00:00:01Z')),
    ],
    [
      'use before the seal’s span',
      'SEAL_NOT_BEGUN',
      () => signUnder(good, signer, data, at('2024-12-31T23:59:59Z')),
    ],
    ['other data', 'DATA_HASH_DIFFERS', () => signUnder(good, signer, Buffer.from('<other/>'), signedMs)],
    [
      'a signature by another key in the signer’s name',
      'SIGNATURE_BAD',
      () => signUnder(good, { ...signer, signer: stranger.signer }, data, signedMs),
    ],
    [
      'a seal that ends before it begins',
      'SEAL_SPAN_REVERSED',
      () => {
        const draft = sealDraft(signer, { startMs: at('2029-01-01Z'), endMs: at('2025-01-01Z') });
        return signUnder(makeSeal(draft, maker), signer, data, signedMs);
      },
    ],
    [
      'a seal made after its maker’s certificate ended',
      'MAKER_ENDED',
      () => {
        const late = party({ name: '测试旧制章', notAfter: '2024-12-31T00:00:00Z' }, 2, root);
        return signUnder(makeSeal(sealDraft(signer), late), signer, data, signedMs);
      },
    ],
    [
      'a signer whose certificate had ended',
      'SIGNER_ENDED',
      () => {
        const ended = party({ name: '测试旧人', notAfter: '2026-01-01T00:00:00Z' }, 3, root);
        return signUnder(makeSeal(sealDraft(ended), maker), ended, data, signedMs);
      },
    ],
    [
      'a signer whose key is not for signatures',
      'SIGNER_MAY_NOT_SIGN',
      () => {
        const encipher = party({ name: '测试加密', keyUsage: [4, 0x30] }, 3, root);
        return signUnder(makeSeal(sealDraft(encipher), maker), encipher, data, signedMs);
      },
    ],
  ];
  test.each(forgeries)('is invalid for %s', (_why, code, forge) => {
    const { result, codes } = judge(forge());
    expect(codes).toContain(code);
    expect(result).toBe('invalid');
  });

  test('is untrusted under a self-made seal, though its maker chains to the anchor', () => {
    const selfMade = makeSeal(sealDraft(stranger), stranger);
    const { result, codes } = judge(signUnder(selfMade, stranger, data, signedMs));
    expect(codes).toContain('MAKER_NOT_REGISTERED');
    expect(result).toBe('untrusted');
  });

  test('is untrusted where nobody is named, and where the anchor is another', () => {
    const signature = signUnder(good, signer, data, signedMs);
    expect(judge(signature, { anchors: [], makers: [] }).result).toBe('untrusted');
    const other = party({ name: '测试别根', ca: true }, 8);
    const given = { anchors: [other.certificate], makers: [maker.certificate] };
    expect(judge(signature, given)).toMatchObject({ result: 'untrusted' });
    expect(judge(signature, { anchors: [], makers: [maker.certificate] }).codes).toContain(
      'SIGNER_VOUCHED_BY_MAKER',
    );
  });

  test('is refused when it lies in the asker’s future', () => {
    const signature = signUnder(good, signer, data, signedMs);
    expect(judge(signature, { ...trust, atMs: signedMs - 3_600_000 }).codes).toContain('SIGNED_IN_FUTURE');
    expect(judge(signature, { ...trust, atMs: signedMs }).result).toBe('valid');
  });

  test('is warned of, not failed, when the seal is dated before its maker’s certificate', () => {
    const young = party({ name: '测试制章', notBefore: '2025-01-06T00:00:00Z' }, 2, root);
    const signature = signUnder(makeSeal(sealDraft(signer), young), signer, data, signedMs);
    const { result, codes } = judge(signature, { ...trust, makers: [young.certificate] });
    expect([result, codes.includes('SEAL_BEFORE_MAKER')]).toEqual(['valid', true]);
  });

  test('is judged by the maker as it was when the seal was made, not at signing', () => {
    const old = party({ name: '测试制章', notAfter: '2025-06-01T00:00:00Z' }, 2, root);
    const signature = signUnder(makeSeal(sealDraft(signer), old), signer, data, signedMs);
    expect(judge(signature, { ...trust, makers: [old.certificate] }).result).toBe('valid');
  });

  test('is unsupported under a critical extension that nobody here knows', () => {
    const extensions = [{ id: '1.2.3', critical: true, value: Uint8Array.of(1) }];
    const draft = sealDraft(signer, { extensions });
    expect(judge(signUnder(makeSeal(draft, maker), signer, data, signedMs)).result).toBe('unsupported');
  });

  test('is unsupported by a key of another curve', () => {
    const p256 = nobleSigner('ES256', new Uint8Array(32).fill(7));
    const certificate = parseCertificate(certificateDer({ name: '测试P256' }, p256, root));
    const other = { signer: p256, certificate };
    const signature = signUnder(makeSeal(sealDraft(other), maker), other, data, signedMs);
    expect(judge(signature)).toMatchObject({ result: 'unsupported' });
    expect(judge(signature).codes).toContain('ALGORITHM_UNSUPPORTED');
  });

  test('is invalid with a certificate that cannot be read', () => {
    const broken = { ...signer, certificate: { ...signer.certificate, der: Uint8Array.of(0x30, 0) } };
    const signature = signUnder(makeSeal(sealDraft(broken), maker), broken, data, signedMs);
    expect(judge(signature)).toMatchObject({ result: 'invalid' });
    expect(judge(signature).codes).toContain('CERTIFICATE_MALFORMED');
  });

  test('tells of another path than the signer noted, and of version 1 without a readable time', () => {
    const elsewhere = signUnder(good, signer, data, signedMs, '/Doc_0/Signs/Sign_9/Signature.xml');
    expect(judge(elsewhere)).toMatchObject({ result: 'valid' });
    expect(judge(elsewhere).codes).toContain('DATA_PATH_DIFFERS');
    const v1 = makeSealV1(sealDraft(signer), maker);
    const timeless = signUnderV1(v1, signer, data, signedMs, derBits(Uint8Array.of(1, 2, 3)));
    expect(judge(timeless)).toMatchObject({ result: 'untrusted' });
    const findings = checkSesSignature(provider, parseSesSignature(timeless), trust, {
      bytes: data,
      timeMs: signedMs,
    });
    expect(resultOf(findings)).toBe('valid');
  });

  test('with r‖s raw is read as the same signature', () => {
    const der = makeSeal(sealDraft(signer), maker);
    const seal = parseSeal(der);
    const raw = maker.signer.sign(seal.signedBytes);
    const rewritten = derSequence(
      seal.signedBytes,
      derOctets(seal.maker),
      derElement(0x06, Buffer.from('2a811ccf55018375', 'hex')),
      derElement(0x03, Uint8Array.of(0), raw),
    );
    expect(judge(signUnder(rewritten, signer, data, signedMs)).result).toBe('valid');
  });
});

describe('the form of a seal', () => {
  const draft: SealDraft = sealDraft(signer);
  const broken: [string, string, Uint8Array][] = [
    ['a byte behind it', 'bad-der', Uint8Array.of(...good, 0)],
    ['a header of another kind', 'bad-seal', makeSealText('ES', 'EX')],
    ['version 4 that calls itself 1', 'bad-der', makeVersion(1)],
    ['version 1 that calls itself 4', 'bad-der', upgraded()],
    ['version 4 under the form of version 1', 'bad-seal', inFormOfV1()],
    ['a version that nobody knows', 'unknown-seal-version', makeVersion(3)],
    ['no signature', 'bad-der', derSequence(parseSeal(good).signedBytes)],
    ['one byte less', 'bad-der', good.subarray(0, -1)],
  ];
  test.each(broken)('is refused for %s', (_why, code, der) => {
    expect(malformedCode(() => parseSeal(der))).toBe(code);
  });

  function makeSealText(from: string, to: string): Uint8Array {
    const copy = Buffer.from(good);
    copy.write(to, copy.indexOf(Buffer.from(derIa5(from))) + 2);
    return copy;
  }

  /** The version octet of the header replaced. */
  function makeVersion(version: number): Uint8Array {
    const copy = Buffer.from(good);
    copy[copy.indexOf(Buffer.concat([derIa5('ES'), derInteger(4)])) + 6] = version;
    return copy;
  }

  function inFormOfV1(): Uint8Array {
    const { signedBytes, maker: certificate, signature } = parseSeal(good);
    const algorithm = derElement(0x06, Buffer.from('2a811ccf55018375', 'hex'));
    const bits = derElement(0x03, Uint8Array.of(0), signature);
    return derSequence(signedBytes, derSequence(derOctets(certificate), algorithm, bits));
  }

  function upgraded(): Uint8Array {
    const copy = Buffer.from(makeSealV1(draft, maker));
    copy[copy.indexOf(Buffer.concat([derIa5('ES'), derInteger(1)])) + 6] = 4;
    return copy;
  }

  test('allows a timestamp in version 5 alone', () => {
    const seal = parseSeal(makeSealV5(draft, maker));
    expect(seal.timestamp).toBeDefined();
    const v4 = parseSeal(good);
    const withStamp = derSequence(
      v4.signedBytes,
      derOctets(v4.maker),
      derElement(0x06, Buffer.from('2a811ccf55018375', 'hex')),
      derElement(0x03, Uint8Array.of(0), v4.signature),
      derExplicit(0, derElement(0x03, Uint8Array.of(0, 1))),
    );
    expect(malformedCode(() => parseSeal(withStamp))).toBe('bad-der');
  });

  test.each([
    ['bare', (list: Uint8Array) => list],
    ['under [0] EXPLICIT', (list: Uint8Array) => derExplicit(0, list)],
    ['under [0] IMPLICIT', (list: Uint8Array) => Uint8Array.of(0xa0, ...list.subarray(1))],
  ])('takes extensions %s', (_form, wrap) => {
    const info = DerReader.over(encodeSealInfo(draft)).sequence();
    const fields = [info.element(), info.element(), info.element(), info.element()];
    const list = derSequence(derSequence(derOid('1.2.3'), derOctets(Uint8Array.of(7))));
    const extended = derSequence(...fields, wrap(list));
    const der = encodeSeal(extended, maker.certificate.der, maker.signer.sign(extended));
    expect(parseSeal(der).extensions).toEqual([{ id: '1.2.3', critical: false, value: Uint8Array.of(7) }]);
    expect(checkSeal(provider, parseSeal(der), trust, true).map(({ code }) => code)).toContain(
      'MAKER_SIGNATURE_GOOD',
    );
  });

  test('of a loose seal is judged without a time of use', () => {
    const old: Party = party({ name: '测试旧制章', notAfter: '2024-12-31T00:00:00Z' }, 2, root);
    const codes = (der: Uint8Array, isUsed: boolean) =>
      checkSeal(provider, parseSeal(der), trust, isUsed).map(({ code }) => code);
    expect(codes(good, false)).toEqual(['MAKER_SIGNATURE_GOOD', 'MAKER_REGISTERED', 'MAKER_IN_FORCE']);
    expect(codes(makeSeal(draft, old), false)).toContain('MAKER_ENDED_UNUSED');
  });
});
