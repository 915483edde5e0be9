import { type FindingCode, sm3, type VerdictWord } from '@huren/chaincode/domain';
import { pki, seal as sesSeal, sign, type Parts } from '../ofd/demo-ofd';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { signedData } from '../ses/demo-signed-data';
import { sesOf, type PageScenario } from './page-world';

export type PageRow = readonly [
  rule: string,
  code: FindingCode,
  verdict: VerdictWord,
  scenario: PageScenario,
];

const allBut =
  (...left: readonly string[]) =>
  (parts: Parts): Parts =>
    sign(parts, {
      covers: [...Object.keys(parts), 'Doc_0/Signs/Sign_0/Seal.esl'].filter((name) => !left.includes(name)),
    });

/** Changed after it was sealed, before it was anchored: the digest on the ledger is that of the changed file. */
const changed = (parts: Parts): Parts => ({
  ...sign(parts),
  'Doc_0/Pages/Page_1/Content.xml': '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>',
});

const signedWithoutSeal = (parts: Parts): Parts => {
  const sealed = sign(parts, { sealCopy: null });
  const content = sm3(Buffer.from(sealed['Doc_0/Signs/Sign_0/Signature.xml'] as Uint8Array));
  return { ...sealed, 'Doc_0/Signs/Sign_0/SignedValue.dat': signedData({ by: pki.signer, content }) };
};

const plainSignature = (parts: Parts): Parts => {
  const sealed = signedWithoutSeal(parts);
  const list = 'Doc_0/Signs/Signatures.xml';
  return { ...sealed, [list]: String(sealed[list]).replace('Type="Seal"', 'Type="Sign"') };
};

const selfMade = makeSeal(sealDraft(pki.signer), pki.stranger);
const strangersSeal = makeSeal(sealDraft(pki.stranger), pki.stranger);
const critical = makeSeal(
  sealDraft(pki.signer, { extensions: [{ id: '1.2.3.4', critical: true, value: Uint8Array.of(5, 0) }] }),
  pki.maker,
);
const ended = makeSeal(sealDraft(pki.signer, { endMs: Date.parse('2026-02-01T00:00:00Z') }), pki.maker);

/** Every code that only a page form provokes; read with the rows of findings.test.ts. */
export const PAGE_ROWS: readonly PageRow[] = [
  ['accepts a page form under the authority’s registered seal', 'PAGE_INTACT', 'accept', {}],
  ['finds its seal good', 'PAGE_SEAL_VALID', 'accept', {}],
  [
    'reviews an extension in its metadata that its type does not have',
    'FIELDS_NOT_OF_TYPE',
    'review',
    { metadata: { KZ_FDDBR: '演示甲' } },
  ],
  [
    'reviews a holder of another kind in its metadata',
    'HOLDER_KIND_DIFFERS',
    'review',
    { metadata: { CZZTDMLXDM: '111' } },
  ],
  ['refuses a page that was changed after sealing', 'PAGE_ALTERED', 'refuse', { seals: changed }],
  [
    'reviews a page that the seal leaves out',
    'PAGE_PARTS_UNCOVERED',
    'review',
    { seals: allBut('Doc_0/Pages/Page_1/Content.xml') },
  ],
  [
    'reviews metadata that the seal leaves out',
    'PAGE_METADATA_UNCOVERED',
    'review',
    { seals: allBut('OFD.xml') },
  ],
  [
    'reviews metadata that only another seal protects',
    'PAGE_METADATA_UNCOVERED',
    'review',
    {
      seals: (parts) => sign(allBut('OFD.xml')(parts), { number: 1, by: pki.stranger, seal: strangersSeal }),
    },
  ],
  [
    'reviews metadata that say two things',
    'PAGE_METADATA_UNCLEAR',
    'review',
    { metadata: { certificate_number: '(演示)0002' } },
  ],
  [
    'refuses a foreign signer under the genuine seal',
    'PAGE_SEAL_INVALID',
    'refuse',
    { seals: (parts) => sign(parts, { by: pki.stranger }) },
  ],
  [
    'refuses a seal that was used after its end',
    'PAGE_SEAL_INVALID',
    'refuse',
    { seals: (parts) => sign(parts, { seal: ended }), ses: sesOf(ended) },
  ],
  [
    'refuses a file in which a further signature is forged',
    'PAGE_SEAL_INVALID',
    'refuse',
    { seals: (parts) => sign(sign(parts), { number: 1, by: pki.stranger }) },
  ],
  ['refuses a file without a seal', 'PAGE_NOT_SEALED', 'refuse', { seals: (parts) => parts }],
  ['refuses a file with a plain signature alone', 'PAGE_NOT_SEALED', 'refuse', { seals: plainSignature }],
  [
    'reviews a seal with a critical extension that nobody here knows',
    'PAGE_SEAL_UNCHECKED',
    'review',
    { seals: (parts) => sign(parts, { seal: critical }), ses: sesOf(critical) },
  ],
  ['refuses a key that is no seal of page forms', 'SES_SEAL_UNREGISTERED', 'refuse', { ses: null }],
  [
    'refuses a self-made seal, though its signer is registered and its maker’s certificate is a good CA’s',
    'SES_SEAL_DIFFERS',
    'refuse',
    { seals: (parts) => sign(parts, { seal: selfMade }) },
  ],
  [
    'refuses a seal of another number',
    'SES_SEAL_DIFFERS',
    'refuse',
    { ses: sesOf(sesSeal, { esId: '23020000000002' }) },
  ],
  [
    'refuses a seal of another maker',
    'SES_SEAL_DIFFERS',
    'refuse',
    { ses: sesOf(sesSeal, { makerKeyId: pki.stranger.signer.keyId }) },
  ],
  [
    'refuses a self-made seal that was never anchored',
    'SES_SEAL_DIFFERS',
    'refuse',
    { seals: (parts) => sign(parts, { seal: selfMade }), anchor: null, bare: true },
  ],
  [
    'refuses a stranger’s own seal under the same CA',
    'SEAL_UNREGISTERED',
    'refuse',
    { seals: (parts) => sign(parts, { seal: strangersSeal, by: pki.stranger }) },
  ],
  ['reviews a signature without a seal inside', 'SES_SEAL_ABSENT', 'review', { seals: signedWithoutSeal }],
  [
    'reviews a further seal that the ledger does not know',
    'FURTHER_SEAL_UNKNOWN',
    'review',
    { seals: (parts) => sign(sign(parts), { number: 1, by: pki.stranger, seal: strangersSeal }) },
  ],
];
