import { OFD_LIMITS } from '@huren/chaincode/ofd';
import { MAX_DER_TEXT_BYTES } from '../../chaincode/src/domain/der/reader';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { party } from '../ses/demo-pki';
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
  signedParts,
} from './demo-ofd';
import { writeZip } from './zip-writer';

/** What an attacker does who has read the verifier: wrapping, lists, names, and answers that grow. */

const PAGE = 'Doc_0/Pages/Page_0/Content.xml';
const LIST = 'Doc_0/Signs/Signatures.xml';
const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"';

function replaced(parts: Parts, name: string, from: string | RegExp, to: string): Parts {
  return { ...parts, [name]: String(Buffer.from(parts[name] ?? '')).replace(from, to) };
}

/** References without their leading slash, as some writers leave them. */
const bare = (): Parts => sign(contentParts(), { edit: (xml) => xml.replace(/FileRef="\//g, 'FileRef="') });

describe('a sealed file', () => {
  test('with references from the root without a slash is valid', () => {
    expect(inspect(pack(bare())).result).toBe('valid');
  });

  const cases: [string, string, string, () => Parts][] = [
    [
      'the sealed page lies where the reference leads, and another page in its place',
      'untrusted',
      'PARTS_UNCOVERED',
      () => {
        const parts = bare();
        return { ...parts, [`Doc_0/Signs/Sign_0/${PAGE}`]: parts[PAGE]!, [PAGE]: `${String(parts[PAGE])} ` };
      },
    ],
    [
      'a stranger’s signature protects the page that he put in',
      'untrusted',
      'MAKER_NOT_REGISTERED',
      () => {
        const more = { ...signedParts, 'Doc_0/Pages/Page_9/Content.xml': signedParts[PAGE]! };
        const own = makeSeal(sealDraft(pki.stranger), pki.stranger);
        return sign(more, { number: 1, by: pki.stranger, seal: own });
      },
    ],
    [
      'a broken signature protects the page that was put in',
      'mixed',
      'PARTS_UNCOVERED',
      () => {
        const more = { ...signedParts, 'Doc_0/Pages/Page_9/Content.xml': signedParts[PAGE]! };
        return sign(more, { number: 1, by: pki.stranger });
      },
    ],
    [
      'two signatures bear one ID, and one of them is broken',
      'mixed',
      'REFERENCE_DIFFERS',
      () => {
        const two = replaced(sign(signedParts, { number: 1 }), LIST, 'ID="1"', 'ID="0"');
        const covers = Object.keys(signedParts).filter((name) => name !== PAGE && name !== LIST);
        const partly = replaced(sign(signedParts, { number: 1, covers }), LIST, 'ID="1"', 'ID="0"');
        expect(inspect(pack(two)).result).toBe('valid');
        return { ...partly, [PAGE]: `${String(signedParts[PAGE])} ` };
      },
    ],
    [
      'one signature is listed twice',
      'refused',
      'OFD_MALFORMED',
      () => replaced(signedParts, LIST, /(<ofd:Signature .*?\/>)/, '$1$1'),
    ],
    [
      'the list leads out of the package',
      'refused',
      'PACKAGE_UNSAFE',
      () => replaced(signedParts, LIST, '/Doc_0/Signs/Sign_0/', '/../../etc/'),
    ],
    [
      'a path is written with an escape',
      'refused',
      'PACKAGE_UNSAFE',
      () => replaced(signedParts, LIST, '/Doc_0/Signs/', '/Doc_0/%53igns/'),
    ],
    [
      'the signature stands under another case of its name',
      'invalid',
      'SIGNATURE_PART_MISSING',
      () => replaced(signedParts, LIST, 'Sign_0/Signature.xml', 'Sign_0/signature.xml'),
    ],
    [
      'the root of the document is a text around an element',
      'refused',
      'OFD_MALFORMED',
      () => replaced(signedParts, 'OFD.xml', 'Doc_0/Document.xml', 'Doc_0/<x xmlns="urn:x"/>Document.xml'),
    ],
    [
      'the list of signatures is a page',
      'refused',
      'OFD_MALFORMED',
      () => replaced(signedParts, 'OFD.xml', '/Doc_0/Signs/Signatures.xml', `/${PAGE}`),
    ],
    [
      'a second document brings an empty list of its own',
      'invalid',
      'REFERENCE_DIFFERS',
      () => ({
        ...replaced(
          signedParts,
          'OFD.xml',
          '</ofd:OFD>',
          '<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/x.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>',
        ),
        'x.xml': `<ofd:Signatures ${NS}/>`,
      }),
    ],
    [
      'the maker is an authority that the root never named',
      'untrusted',
      'MAKER_UNKNOWN',
      () => {
        const ca = party({ name: '自称制章', ca: true }, 40, pki.stranger);
        return sign(contentParts(), { seal: makeSeal(sealDraft(pki.signer), ca) });
      },
    ],
    [
      'the seal is that of another signer, whose certificate names him alike',
      'invalid',
      'SIGNER_NOT_LISTED',
      () => {
        const namesake = party({ name: '测试签章人' }, 41, pki.root);
        return sign(contentParts(), { by: namesake });
      },
    ],
    [
      'the seal’s list is empty',
      'invalid',
      'SIGNER_NOT_LISTED',
      () => {
        const nobody = sealDraft(pki.signer, { signers: { kind: 'certificates', certificates: [] } });
        return sign(contentParts(), { seal: makeSeal(nobody, pki.maker) });
      },
    ],
  ];
  test.each(cases)('in which %s is %s', (_why, result, code, build) => {
    const inspection = inspect(pack(build()));
    expect([inspection.result, codesOf(inspection)]).toEqual([result, expect.arrayContaining([code])]);
  });

  test('is invalid whichever of its references is without a value', () => {
    const emptied = sign(contentParts(), { edit: (xml) => xml.replace(/(<ofd:CheckValue>)[^<]*/, '$1') });
    expect(inspect(pack(emptied)).result).toBe('invalid');
  });
});

describe('a package', () => {
  const entries = Object.entries(signedParts).map(([name, content]) => ({
    name,
    content: Buffer.from(content),
  }));
  test.each([
    ['ends in a dot', 'OFD.xml.', 'PACKAGE_UNSAFE'],
    ['ends in a space', 'OFD.xml ', 'PACKAGE_UNSAFE'],
    ['has a segment of dots', 'Doc_0/.../x', 'PACKAGE_UNSAFE'],
    ['hides a direction', 'Doc_0/\u202elmx.gnp', 'PACKAGE_UNSAFE'],
    ['hides a joiner', 'OFD\u200d.xml', 'PACKAGE_UNSAFE'],
    ['lies in a file', `${PAGE}/x`, 'PACKAGE_AMBIGUOUS'],
    ['is a folder of others', 'Doc_0', 'PACKAGE_AMBIGUOUS'],
    ['is a folder of others in another case', 'doc_0/pages', 'PACKAGE_AMBIGUOUS'],
    ['is too deep', `${'d/'.repeat(OFD_LIMITS.nameDepth)}x`, 'PACKAGE_UNSAFE'],
  ])('is refused when a name %s', (_what, name, code) => {
    const inspection = inspect(writeZip([...entries, { name, content: Buffer.from('x') }]));
    expect([inspection.result, codesOf(inspection)]).toEqual(['refused', [code]]);
  });

  test('may have names as deep as the limit', () => {
    const name = `${'d/'.repeat(OFD_LIMITS.nameDepth - 1)}x`;
    expect(inspect(pack(sign({ ...contentParts(), [name]: 'x' }))).result).toBe('valid');
  });
});

describe('an answer', () => {
  test('stays small, however many parts are missing', () => {
    const rows = Array.from(
      { length: 2000 },
      (_, i) =>
        `<ofd:Reference FileRef="/${'n'.repeat(400)}${String(i)}"><ofd:CheckValue>AAAA</ofd:CheckValue></ofd:Reference>`,
    );
    const many = sign(contentParts(), {
      edit: (xml) => xml.replace('</ofd:References>', `${rows.join('')}</ofd:References>`),
    });
    const inspection = inspect(pack(many));
    expect([inspection.result, codesOf(inspection)]).toEqual([
      'invalid',
      expect.arrayContaining(['REFERENCE_MISSING']),
    ]);
    expect(JSON.stringify(inspection.signatures[0]?.findings).length).toBeLessThan(40_000);
  });

  test.each([
    [OFD_LIMITS.references, 'invalid'],
    [OFD_LIMITS.references + 2, 'refused'],
  ])('counts the references of all signatures: %d are %s', (count, result) => {
    const row = '<ofd:Reference FileRef="/x"><ofd:CheckValue>AAAA</ofd:CheckValue></ofd:Reference>';
    const edit = (xml: string): string =>
      xml.replace('</ofd:References>', `${row.repeat(count / 2)}</ofd:References>`);
    const one = sign(contentParts(), { edit, covers: [] });
    expect(inspect(pack(sign(one, { number: 1, edit, covers: [] }))).result).toBe(result);
  });

  test('is a refusal when the XML of all parts together is too much', () => {
    const filler = `<!--${'x'.repeat(OFD_LIMITS.xmlBytes - 1000)}-->`;
    let parts: Parts = contentParts();
    const edit = (xml: string): string => `${xml}${filler}`;
    for (let number = 0; number < 5; number++) parts = sign(parts, { number, edit });
    const inspection = inspect(pack(parts));
    expect([inspection.result, codesOf(inspection)]).toEqual(['refused', ['PACKAGE_TOO_LARGE']]);
  });

  test.each([
    [MAX_DER_TEXT_BYTES, 'valid'],
    [MAX_DER_TEXT_BYTES + 1, 'invalid'],
  ])('names a seal with at most so many bytes: %d are %s', (length, result) => {
    const named = makeSeal(sealDraft(pki.signer, { name: 'x'.repeat(length) }), pki.maker);
    expect(inspect(pack(sign(contentParts(), { seal: named }))).result).toBe(result);
  });

  test('is the same for a file that is asked about twice', () => {
    const file = pack({ ...contentParts(), 'OFD.xml': ofdXml({}, false), 'x.esl': seal });
    expect(inspect(file)).toEqual(inspect(file));
  });
});
