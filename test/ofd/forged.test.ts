import { encodeEcdsaDer, MADE_LATER_SKEW_MS, OID, sm3 } from '@huren/chaincode/domain';
import type { OfdInspection } from '@huren/chaincode/ofd';
import { signedData } from '../ses/demo-signed-data';
import { makeSeal, sealDraft, at } from '../ses/demo-seal';
import {
  codesOf,
  contentParts,
  inspect,
  ofdXml,
  pack,
  type Parts,
  pki,
  seal,
  sign,
  signedMs,
  signedParts,
} from './demo-ofd';

const page = 'Doc_0/Pages/Page_0/Content.xml';

function changed(parts: Parts, name: string, from: string, to: string): Parts {
  return {
    ...parts,
    [name]: Buffer.from(Buffer.from(parts[name]!).toString('latin1').replace(from, to), 'latin1'),
  };
}

describe('a sealed file', () => {
  test('is valid as it was sealed', () => {
    const inspection = inspect(pack(signedParts));
    expect(inspection.result).toBe('valid');
    expect(codesOf(inspection)).toEqual(
      expect.arrayContaining(['ALL_COVERED', 'MAKER_REGISTERED', 'SEAL_COPY_SAME']),
    );
    expect(inspection.signatures[0]).toMatchObject({
      type: 'seal',
      format: 'ses',
      signedAt: '2026-03-01T08:00:00.000Z',
      seal: { id: '23020000000001', version: 4 },
      signer: { commonName: '测试签章人' },
    });
  });

  test('is valid under two signatures, the second over the first', () => {
    const inspection = inspect(pack(sign(signedParts, { number: 1 })));
    expect(inspection.result).toBe('valid');
    expect(inspection.signatures).toHaveLength(2);
  });

  test('is mixed when a later signature breaks one that protected the list', () => {
    const parts = contentParts();
    const covers = [...Object.keys(parts), 'Doc_0/Signs/Signatures.xml', 'Doc_0/Signs/Sign_0/Seal.esl'];
    const closed = sign(parts, { covers });
    expect(inspect(pack(closed)).result).toBe('valid');
    const inspection = inspect(pack(sign(closed, { number: 1 })));
    expect(inspection.result).toBe('mixed');
    expect(inspection.signatures.map(({ result }) => result)).toEqual(['invalid', 'valid']);
    expect(codesOf(inspection)).toContain('BROKEN_BY_LATER_SIGNATURE');
  });

  const { maker, signer, stranger } = pki;
  const foreign = makeSeal(sealDraft(signer, { id: '23020000000002' }), maker);
  const cases: [string, string, string, () => Parts][] = [
    [
      'a page was changed',
      'invalid',
      'REFERENCE_DIFFERS',
      () => changed(signedParts, page, '<ofd:Content/>', '<ofd:Content />'),
    ],
    [
      'a page and its reference were changed',
      'invalid',
      'DATA_HASH_DIFFERS',
      () => {
        const other = changed(signedParts, page, '<ofd:Content/>', '<ofd:Content />');
        const value = signedParts['Doc_0/Signs/Sign_0/SignedValue.dat']!;
        return { ...sign(other), 'Doc_0/Signs/Sign_0/SignedValue.dat': value };
      },
    ],
    [
      'a page is missing',
      'invalid',
      'REFERENCE_MISSING',
      () => Object.fromEntries(Object.entries(signedParts).filter(([name]) => name !== page)),
    ],
    [
      'another seal lies beside the one inside',
      'invalid',
      'SEAL_COPY_DIFFERS',
      () => sign(contentParts(), { sealCopy: foreign }),
    ],
    [
      'a stranger used the seal',
      'invalid',
      'SIGNER_NOT_LISTED',
      () => sign(contentParts(), { by: stranger }),
    ],
    [
      'a stranger made the seal',
      'untrusted',
      'MAKER_NOT_REGISTERED',
      () => sign(contentParts(), { by: stranger, seal: makeSeal(sealDraft(stranger), stranger) }),
    ],
    [
      'the maker’s signature is that of an earlier seal',
      'invalid',
      'MAKER_SIGNATURE_BAD',
      () =>
        sign(contentParts(), {
          seal: Buffer.from(Buffer.from(seal).toString('latin1').replace('HurenTest', 'HurenTesu'), 'latin1'),
        }),
    ],
    [
      'it was sealed after the seal’s end',
      'invalid',
      'SEAL_ENDED',
      () => sign(contentParts(), { timeMs: at('2029-06-01T00:00:00Z') }),
    ],
    [
      'the stated time of signing lies before the seal was made',
      'invalid',
      'SEAL_MADE_LATER',
      () =>
        sign(contentParts(), {
          seal: makeSeal(sealDraft(signer, { createdMs: signedMs + MADE_LATER_SKEW_MS + 1000 }), maker),
        }),
    ],
    [
      'a part was added that nobody protects',
      'untrusted',
      'PARTS_UNCOVERED',
      () => ({ ...signedParts, 'Doc_0/Pages/Page_2/Content.xml': contentParts()[page]! }),
    ],
    [
      'a page was left out of the protection',
      'untrusted',
      'PARTS_UNCOVERED',
      () => sign(contentParts(), { covers: Object.keys(contentParts()).filter((name) => name !== page) }),
    ],
    [
      'the signature protects nothing',
      'invalid',
      'REFERENCES_EMPTY',
      () => sign(contentParts(), { covers: [] }),
    ],
    [
      'digests are MD5',
      'unsupported',
      'DIGEST_UNSUPPORTED',
      () => sign(contentParts(), { checkMethod: 'MD5' }),
    ],
    [
      'the SignedValue is cut',
      'invalid',
      'SIGNATURE_MALFORMED',
      () => ({
        ...signedParts,
        'Doc_0/Signs/Sign_0/SignedValue.dat': Buffer.from(
          signedParts['Doc_0/Signs/Sign_0/SignedValue.dat']!,
        ).subarray(0, -1),
      }),
    ],
    [
      'the SignedValue has a byte too many',
      'invalid',
      'SIGNATURE_MALFORMED',
      () => ({
        ...signedParts,
        'Doc_0/Signs/Sign_0/SignedValue.dat': Buffer.concat([
          Buffer.from(signedParts['Doc_0/Signs/Sign_0/SignedValue.dat']!),
          Buffer.alloc(1),
        ]),
      }),
    ],
    [
      'the SignedValue is gone',
      'invalid',
      'SIGNATURE_PART_MISSING',
      () => Object.fromEntries(Object.entries(signedParts).filter(([name]) => !name.endsWith('.dat'))),
    ],
    [
      'a part is referred to by two digests',
      'invalid',
      'REFERENCE_DIFFERS',
      () =>
        sign(contentParts(), {
          edit: (xml) =>
            xml.replace(
              /(<ofd:Reference .*?<ofd:CheckValue>)[^<]*(<.*?<\/ofd:Reference>)/,
              `$&$1${'A'.repeat(43)}=$2`,
            ),
        }),
    ],
    [
      'the list of signatures is named and gone',
      'invalid',
      'SIGNATURE_PART_MISSING',
      () =>
        Object.fromEntries(Object.entries(signedParts).filter(([name]) => !name.endsWith('Signatures.xml'))),
    ],
    [
      'the signatures were stripped from OFD.xml',
      'not-signed',
      'SIGNATURE_UNLISTED',
      () => ({ ...signedParts, 'OFD.xml': ofdXml({}, false) }),
    ],
    [
      'it never was sealed',
      'not-signed',
      'NOT_SIGNED',
      () => ({ ...contentParts(), 'OFD.xml': ofdXml({}, false) }),
    ],
    [
      'a second document stands beside the sealed one',
      'untrusted',
      'PARTS_UNCOVERED',
      () => {
        const two = ofdXml().replace(
          '</ofd:OFD>',
          '<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        );
        return {
          ...sign({ ...contentParts(), 'OFD.xml': two }),
          'Doc_1/Document.xml': contentParts()['Doc_0/Document.xml']!,
        };
      },
    ],
  ];
  test.each(cases)('in which %s is %s', (_why, result, code, build) => {
    const inspection = inspect(pack(build()));
    expect([inspection.result, codesOf(inspection)]).toEqual([result, expect.arrayContaining([code])]);
  });

  test('is untrusted where nobody vouches, and each doubt is named', () => {
    const inspection = inspect(pack(signedParts), { anchors: [], makers: [] });
    expect(inspection.result).toBe('untrusted');
    expect(codesOf(inspection)).toEqual(expect.arrayContaining(['MAKER_UNKNOWN', 'SIGNER_UNKNOWN']));
  });
});

describe('a plain signature', () => {
  const plain = (type: string): OfdInspection => {
    const parts = sign(contentParts(), { sealCopy: null });
    const value = signedData({
      by: pki.signer,
      content: sm3(Buffer.from(parts['Doc_0/Signs/Sign_0/Signature.xml']!)),
    });
    const list = 'Doc_0/Signs/Signatures.xml';
    const listed = String(parts[list]).replace('Type="Seal"', type);
    return inspect(pack({ ...parts, [list]: listed, 'Doc_0/Signs/Sign_0/SignedValue.dat': value }));
  };

  test('is valid as what it is, and does not pass for a seal', () => {
    expect(plain('Type="Sign"')).toMatchObject({ result: 'valid', signatures: [{ type: 'sign' }] });
    expect(plain('')).toMatchObject({ result: 'untrusted' });
    expect(codesOf(plain('Type="Seal"'))).toContain('SEAL_NOT_INSIDE');
  });

  test('that is a bare SM2 signature cannot be judged', () => {
    const parts = sign(contentParts(), { sealCopy: null });
    const bare = encodeEcdsaDer(pki.signer.signer.sign(Buffer.from('x')));
    const inspection = inspect(pack({ ...parts, 'Doc_0/Signs/Sign_0/SignedValue.dat': bare }));
    expect(inspection.result).toBe('unsupported');
  });
});

describe('metadata', () => {
  test('is read by both families of names, and says that a seal protects it', () => {
    const { metadata } = inspect(pack(signedParts));
    expect(metadata).toEqual({
      covered: true,
      items: [
        { name: 'certificate_name', element: 'ZZMC', value: '测试证照' },
        { name: 'certificate_number', element: 'ZZBH', value: '测0001' },
      ],
      others: [{ name: '自定义', value: '值' }],
    });
  });

  test('is nobody’s word when OFD.xml is left out of the protection', () => {
    const covers = Object.keys(contentParts()).filter((name) => name !== 'OFD.xml');
    const inspection = inspect(pack(sign(contentParts(), { covers })));
    expect(inspection.metadata?.covered).toBe(false);
    expect(codesOf(inspection)).toContain('OFD_XML_UNCOVERED');
  });

  test('with two values for one item is warned of', () => {
    const parts = { ...contentParts(), 'OFD.xml': ofdXml({ ZZBH: '1', certificate_number: '2' }) };
    expect(codesOf(inspect(pack(sign(parts))))).toContain('METADATA_CONFLICT');
  });
});

describe('a sealed file stays valid', () => {
  const edited = (method: string): Parts =>
    sign(contentParts(), {
      edit: (xml) =>
        xml.replace(/<ofd:SignatureMethod>.*<\/ofd:SignatureMethod>|(?=<ofd:SignatureDateTime>)/, () =>
          method === '' ? '' : `<ofd:SignatureMethod>${method}</ofd:SignatureMethod>`,
        ),
    });

  test.each(['', OID.sm2WithSm3, OID.sm2Sign, 'SM3WithSM2', 'sm2-with-sm3'])(
    'where Signature.xml calls the algorithm %p',
    (method) => {
      const found = inspect(pack(edited(method)));
      expect([found.result, codesOf(found).includes('SIGNATURE_METHOD_DIFFERS')]).toEqual(['valid', false]);
    },
  );

  test.each(['1.2.840.113549.1.1.11', '1.2.156.10197.1.401', 'RSA', 'SM9'])(
    'and says so where Signature.xml names another algorithm: %s',
    (method) => {
      const found = inspect(pack(edited(method)));
      expect([found.result, codesOf(found)]).toEqual([
        'valid',
        expect.arrayContaining(['SIGNATURE_METHOD_DIFFERS']),
      ]);
    },
  );

  test('where its maker’s clock ran some hours ahead of the signer’s', () => {
    const { maker, signer } = pki;
    const early = makeSeal(sealDraft(signer, { createdMs: signedMs + 8 * 3_600_000 }), maker);
    expect(inspect(pack(sign(contentParts(), { seal: early }))).result).toBe('valid');
  });
});
