import { type FindingCode, recordKey, type VerdictWord } from '@huren/chaincode/domain';
import { pki, sign } from '../ofd/demo-ofd';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { type CopyScenario, MAKER, MAKER_SEAL, mandate } from './copy-world';
import { APPROVER, BAICHENG, CUSTODIAN, ISSUER, PREDECESSOR, QIQIHAR, TYPE, type World } from './world';

export type CopyRow = readonly [
  rule: string,
  code: FindingCode,
  verdict: VerdictWord,
  scenario: CopyScenario,
];

const changeMakerSeal =
  (change: object) =>
  (world: World): unknown =>
    world.change(recordKey.seal(MAKER.signer.keyId), change);
const changeIssuerSeal =
  (change: object) =>
  (world: World): unknown =>
    world.change(recordKey.seal(pki.signer.signer.keyId), change);
const compromised = {
  state: 'retired',
  compromise: { from: { block: 90, tx: 0 }, reportedBy: CUSTODIAN, confirmedBy: APPROVER },
};
const status = (state: string, effectiveFrom = '2026-04-01') => ({
  after: (world: World, leafHash: string): unknown =>
    world.put(recordKey.status(ISSUER, leafHash), {
      authority: ISSUER,
      leafHash,
      root: leafHash,
      changes: [
        {
          state,
          by: ISSUER,
          decision: '演示 1',
          decidedOn: effectiveFrom,
          effectiveFrom,
          retroactive: false,
        },
      ],
    }),
});
const selfMade = makeSeal(sealDraft(MAKER, { id: '23020000000009' }), MAKER);
const byIssuer: CopyScenario = { sealCopy: (parts) => sign(parts), terms: { creator: ISSUER }, mandates: [] };
const zeros = 'A'.repeat(43);

/** Every code that only an annotated copy provokes, and those of its original that it leads to. */
export const COPY_ROWS: readonly CopyRow[] = [
  [
    'accepts a copy by a mandated custodian for this office and matter',
    'COPY_ORIGINAL_ANCHORED',
    'accept',
    {},
  ],
  ['finds its maker mandated', 'COPY_MAKER_ENTITLED', 'accept', {}],
  ['accepts a copy that the issuer made itself', 'COPY_MAKER_ENTITLED', 'accept', byIssuer],
  [
    'accepts a copy by the office that continues the issuer',
    'COPY_MAKER_ENTITLED',
    'accept',
    { mandates: [], maker: { predecessors: [{ predecessor: ISSUER, types: '*', from: '2026-04-01' }] } },
  ],
  [
    'accepts a copy for the whole region of this office',
    'EXTRA_FIELDS_DROPPED',
    'accept',
    { terms: { addressee: BAICHENG } },
  ],
  [
    'does not hold its own digest against the original’s',
    'COPY_ORIGINAL_ANCHORED',
    'accept',
    { anchorIn: 'file' },
  ],
  ['finds its original by the digest alone', 'COPY_ORIGINAL_ANCHORED', 'accept', { anchorIn: 'nowhere' }],

  [
    'reviews a copy whose original nobody anchored',
    'COPY_ORIGINAL_UNKNOWN',
    'review',
    { anchorIn: 'nowhere', terms: { original: { 'sha-256': zeros, sm3: zeros } } },
  ],
  [
    'reviews a copy that names no original',
    'COPY_ORIGINAL_UNLINKED',
    'review',
    { elements: { KZ_JZJYJZY: undefined } },
  ],
  [
    'reviews a copy with the digest of another hash than the batch’s',
    'COPY_ORIGINAL_UNLINKED',
    'review',
    { terms: { original: { 'sha-256': zeros } } },
  ],
  [
    'refuses a copy that points at a batch in which its original does not lie',
    'PROOF_INVALID',
    'refuse',
    { terms: { original: { sm3: zeros } } },
  ],
  ['reviews a copy of a batch that the ledger does not hold', 'BATCH_UNKNOWN', 'review', { anchor: null }],

  ['refuses a copy whose maker has no mandate', 'COPY_MAKER_NOT_ENTITLED', 'refuse', { mandates: [] }],
  [
    'refuses a copy whose maker is mandated to anchor alone',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { mandates: [mandate({ acts: ['anchor', 'status'] })] },
  ],
  [
    'refuses a copy whose maker’s mandate has ended',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { mandates: [mandate({ to: '2026-05-31' })] },
  ],
  [
    'refuses a copy whose maker is mandated for another type',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { mandates: [mandate({ types: ['11100000MB03271699001'] })] },
  ],
  [
    'refuses a copy whose maker is suspended',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { maker: { state: 'suspended' } },
  ],
  [
    'refuses a copy that names another maker than its seal',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { terms: { creator: PREDECESSOR } },
  ],
  [
    'refuses a copy by an office that continues somebody else',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { mandates: [], maker: { predecessors: [{ predecessor: PREDECESSOR, types: '*', from: '2026-04-01' }] } },
  ],
  [
    'refuses a copy under a seal that only the maker’s former custodian holds',
    'COPY_MAKER_NOT_ENTITLED',
    'refuse',
    { makerSeal: { custodian: APPROVER } },
  ],
  ['refuses a copy under an unregistered seal', 'SEAL_UNREGISTERED', 'refuse', { makerSeal: null }],
  [
    'refuses a copy under a retired seal',
    'COPY_SEAL_ENDED',
    'refuse',
    { after: changeMakerSeal({ state: 'retired' }) },
  ],
  [
    'refuses a copy under a frozen seal',
    'COPY_SEAL_ENDED',
    'refuse',
    { after: changeMakerSeal({ state: 'frozen' }) },
  ],
  [
    'refuses a copy under a compromised seal',
    'SEAL_COMPROMISED',
    'refuse',
    { after: changeMakerSeal(compromised) },
  ],
  [
    'refuses a copy under a self-made seal of a registered key',
    'SES_SEAL_DIFFERS',
    'refuse',
    { sealCopy: (parts) => sign(parts, { by: MAKER, seal: selfMade }) },
  ],
  ['refuses a copy without a seal', 'PAGE_NOT_SEALED', 'refuse', { sealCopy: (parts) => parts }],
  [
    'refuses a copy that was changed after sealing',
    'PAGE_ALTERED',
    'refuse',
    {
      sealCopy: (parts) => ({
        ...sign(parts, { by: MAKER, seal: MAKER_SEAL }),
        'Doc_0/Pages/Page_1/Content.xml': '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>',
      }),
    },
  ],
  [
    'reviews a copy whose terms no seal protects',
    'PAGE_METADATA_UNCOVERED',
    'review',
    {
      sealCopy: (parts) =>
        sign(parts, {
          by: MAKER,
          seal: MAKER_SEAL,
          covers: Object.keys(parts).filter((name) => name !== 'OFD.xml'),
        }),
    },
  ],
  [
    'refuses a copy whose original was sealed with a seal that was frozen then',
    'SEAL_FROZEN',
    'refuse',
    { before: changeIssuerSeal({ state: 'frozen' }) },
  ],
  [
    'refuses a copy whose original lacks a seal that its type needs',
    'CO_SEALS_MISSING',
    'refuse',
    { type: { seals: { roles: ['issuer', 'inspector'], atLeast: 2 } } },
  ],

  ['refuses a copy of a suspended licence', 'SUSPENDED', 'refuse', status('suspended')],
  ['refuses a copy of a revoked licence', 'REVOKED', 'refuse', status('revoked')],
  ['refuses a copy of an expired licence', 'EXPIRED', 'refuse', { metadata: { ZZYXQJZRQ: '20260501' } }],

  ['refuses a copy for another office', 'COPY_FOR_ANOTHER', 'refuse', { terms: { addressee: ISSUER } }],
  ['refuses a copy for another region', 'COPY_FOR_ANOTHER', 'refuse', { terms: { addressee: QIQIHAR } }],
  [
    'refuses a copy for a county when the office is the city’s',
    'COPY_FOR_ANOTHER',
    'refuse',
    { terms: { addressee: '220821' } },
  ],
  [
    'accepts a copy for the office whose function this one took over',
    'EXTRA_FIELDS_DROPPED',
    'accept',
    {
      terms: { addressee: PREDECESSOR },
      relying: { predecessors: [{ predecessor: PREDECESSOR, types: [TYPE], from: '2026-05-25' }] },
    },
  ],
  [
    'refuses a copy for an office whose function this one takes over later',
    'COPY_FOR_ANOTHER',
    'refuse',
    {
      terms: { addressee: PREDECESSOR },
      relying: { predecessors: [{ predecessor: PREDECESSOR, types: [TYPE], from: '2026-06-02' }] },
    },
  ],
  [
    'refuses a copy for another matter',
    'COPY_FOR_ANOTHER_MATTER',
    'refuse',
    { terms: { matter: '000131005000' } },
  ],
  [
    'refuses a copy for another office’s implementation of the matter',
    'COPY_FOR_ANOTHER_MATTER',
    'refuse',
    { terms: { matter: `${ISSUER}3000131004000` } },
  ],
  ['refuses a copy after its end', 'COPY_ENDED', 'refuse', { terms: { end: '2026-05-31' } }],
  ['accepts a copy on its last day', 'EXTRA_FIELDS_DROPPED', 'accept', { terms: { end: '2026-06-01' } }],
  [
    'refuses a copy after the minute of its end',
    'COPY_ENDED',
    'refuse',
    { elements: { JZJYXQJZSJ: '2026-06-01 09:59:59' } },
  ],
  [
    'accepts a copy before the minute of its end',
    'EXTRA_FIELDS_DROPPED',
    'accept',
    { elements: { JZJYXQJZSJ: '20260601100001' } },
  ],
  ['refuses a copy from the future', 'COPY_NOT_YET_MADE', 'refuse', { elements: { JZJZZSJ: '2026-06-02' } }],
  [
    'reviews a copy that states its end for people only',
    'COPY_LIMITS_UNSTATED',
    'review',
    { elements: { JZJYXQJZSJ: undefined } },
  ],
  [
    'reviews a copy without an addressee',
    'COPY_LIMITS_UNSTATED',
    'review',
    { elements: { KZ_JZJSYDW: undefined } },
  ],
  [
    'reviews a copy that states its purpose in words only',
    'COPY_LIMITS_UNSTATED',
    'review',
    { elements: { KZ_JZJSYSX: undefined } },
  ],
];
