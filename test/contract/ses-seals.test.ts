import {
  encodeBase64url,
  factsSource,
  nobleSigner,
  parseFacts,
  sm3,
  type SealDraft,
  type SesIdentity,
} from '@huren/chaincode/domain';
import { certificateDer, demoPki } from '../ses/demo-pki';
import { at, makeSeal, makeSealV1, makeSealV5, sealDraft } from '../ses/demo-seal';
import { Actors, b64, CUSTODIAN, DemoNetwork, ISSUER, ISSUER_KEY, sealOf } from './demo-network';

let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

const pki = demoPki();
const { signer, maker, stranger, root } = pki;
const sm2 = signer.signer;
const p256 = nobleSigner('ES256', new Uint8Array(32).fill(92));
const made = (changes: Partial<SealDraft> = {}): Uint8Array => makeSeal(sealDraft(signer, changes), maker);
const sesOf = (der: Uint8Array, by?: Uint8Array) => ({
  seal: encodeBase64url(der),
  ...(by && { signer: encodeBase64url(by) }),
});
const identityOf = (der: Uint8Array): SesIdentity => ({
  digest: encodeBase64url(sm3(der)),
  esId: '23020000000001',
  makerKeyId: maker.signer.keyId,
});
const engraving = {
  issuedBy: ISSUER,
  madeBy: CUSTODIAN,
  category: 'business' as const,
  mongolianName: 'ᠬᠥᠯᠦᠨ ᠪᠤᠶᠢᠷ',
};
const digestsOf = (der: Uint8Array): SealDraft['signers'] => ({
  kind: 'digests',
  digests: [{ type: '1.2.156.10197.1.401', value: sm3(der) }],
});

describe('the SES seal of a key', () => {
  it('leaves its identity in the record, and nothing of itself', async () => {
    const der = made();
    await net.act(ISSUER, 'seal:register', sealOf(sm2, ISSUER, { ses: sesOf(der) }));
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toMatchObject({ state: 'active', ses: identityOf(der) });
    expect(JSON.stringify(net.ledger.value(`seal/${sm2.keyId}`))).not.toContain(encodeBase64url(der));
  });

  it('comes with the seal that takes the place of another (重新制发)', async () => {
    const der = made();
    const next = sealOf(sm2, ISSUER, { ses: sesOf(der), engraving });
    await net.act(ISSUER, 'seal:rotate', { keyId: ISSUER_KEY.keyId, next });
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toMatchObject({
      replaces: ISSUER_KEY.keyId,
      ses: identityOf(der),
      engraving,
    });
    expect(net.ledger.value(`seal/${ISSUER_KEY.keyId}`)).toMatchObject({ state: 'retired' });
    expect(net.ledger.value(`seal/${ISSUER_KEY.keyId}`)).not.toHaveProperty('ses');
  });

  it.each([
    ['of version 1', makeSealV1(sealDraft(signer), maker), undefined],
    ['of version 5', makeSealV5(sealDraft(signer), maker), undefined],
    [
      'that lists the digest of its signer',
      made({ signers: digestsOf(signer.certificate.der) }),
      signer.certificate.der,
    ],
    [
      'that has ended, for what was sealed in its time',
      made({ endMs: at('2025-06-01T00:00:00Z') }),
      undefined,
    ],
    [
      'that lists others beside the key',
      made({
        signers: { kind: 'certificates', certificates: [stranger.certificate.der, signer.certificate.der] },
      }),
      undefined,
    ],
  ])('may be one %s', async (_kind, der, by) => {
    await net.act(ISSUER, 'seal:register', sealOf(sm2, ISSUER, { ses: sesOf(der, by) }));
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toMatchObject({ ses: identityOf(der) });
  });

  const forged = made();
  forged[forged.length - 20]! ^= 1;
  const altered = Buffer.from(made());
  altered.write('X', altered.indexOf('HurenTest'));
  const endedMaker = {
    signer: maker.signer,
    certificate: {
      ...maker.certificate,
      der: certificateDer({ name: '旧制章', notAfter: '2024-06-01T00:00:00Z' }, maker.signer, root),
    },
  };
  it.each([
    ['whose maker’s signature is broken', sesOf(forged), ['MAKER_SIGNATURE_BAD']],
    ['that was changed after it was made', sesOf(altered), ['MAKER_SIGNATURE_BAD']],
    [
      'whose maker had ended when it was made',
      sesOf(makeSeal(sealDraft(signer), endedMaker)),
      ['MAKER_ENDED'],
    ],
    ['whose span runs backwards', sesOf(made({ endMs: at('2024-01-01T00:00:00Z') })), ['SEAL_SPAN_REVERSED']],
    [
      'with a critical extension that nobody here knows',
      sesOf(made({ extensions: [{ id: '1.2.3.4', critical: true, value: Uint8Array.of(5, 0) }] })),
      ['CRITICAL_EXTENSION_UNKNOWN'],
    ],
    ['that lists another key', sesOf(makeSeal(sealDraft(stranger), maker)), ['SIGNER_NOT_LISTED']],
    [
      'that lists digests, without the certificate',
      sesOf(made({ signers: digestsOf(signer.certificate.der) })),
      ['SIGNER_NOT_LISTED'],
    ],
    [
      'that lists the digest of another certificate',
      sesOf(made({ signers: digestsOf(stranger.certificate.der) }), signer.certificate.der),
      ['SIGNER_NOT_LISTED'],
    ],
    [
      'with the certificate of another key from its list',
      sesOf(made({ signers: digestsOf(stranger.certificate.der) }), stranger.certificate.der),
      ['SIGNER_NOT_LISTED'],
    ],
    ['that is cut', sesOf(made().subarray(0, -4)), ['bad-der']],
    ['whose number is none', sesOf(made({ id: '1'.repeat(65) })), ['bad-es-id']],
  ])('is refused when it is one %s', async (_reason, ses, codes) => {
    const refusal = await net.refusal(ISSUER, 'seal:register', sealOf(sm2, ISSUER, { ses }));
    expect(refusal).toMatchObject({ code: 'SES_SEAL_INVALID', details: { codes } });
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toBeUndefined();
  });

  it('is read back from facts', () => {
    const empty = { authorities: {}, members: {}, matters: {}, mappings: [], agreements: [], bases: [] };
    const head = { height: 1, hash: 'ab'.repeat(32), time: 1 };
    const { proof: _proof, ...stated } = sealOf(sm2, ISSUER, { ses: identityOf(made()), engraving });
    const record = { ...stated, keyId: sm2.keyId, authority: ISSUER, state: 'active' };
    const history = [{ position: { block: 0, tx: 0 }, time: 1, value: record }];
    const facts = parseFacts({
      v: 1,
      head,
      ...empty,
      seals: { [sm2.keyId]: history },
      anchor: [],
      status: [],
      licenceType: [],
    });
    expect(factsSource(facts).history(`seal/${sm2.keyId}`)[0]?.value).toMatchObject({
      ses: identityOf(made()),
      engraving,
    });
  });

  it.each([
    ['for a key of another curve', sealOf(p256, ISSUER, { ses: sesOf(made()) })],
    [
      'for a 签发密钥, which is outside the seal system',
      sealOf(sm2, ISSUER, { kind: 'issuing-key', ses: sesOf(made()) }),
    ],
    ['as a mere claim of its identity', sealOf(sm2, ISSUER, { ses: identityOf(made()) })],
    ['of more than 40,000 bytes', sealOf(sm2, ISSUER, { ses: { seal: b64(1, 40_001) } })],
    ['with an unknown member', sealOf(sm2, ISSUER, { ses: { ...sesOf(made()), picture: 'x' } })],
    [
      'of a person, whose name it holds',
      sealOf(sm2, ISSUER, { ses: sesOf(made()), engraving: { ...engraving, category: 'personal' } }),
    ],
  ])('is malformed %s', async (_reason, argument) => {
    expect((await net.refusal(ISSUER, 'seal:register', argument))?.code).toBe('MALFORMED_ARGUMENT');
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toBeUndefined();
  });
});

describe('what the 电子印章管理办法 has on file of a seal', () => {
  it.each(['statutory', 'internal', 'branch', 'business', 'personal'])(
    'may be a %s seal',
    async (category) => {
      const argument = sealOf(p256, ISSUER, { engraving: { ...engraving, category }, filing: '演示备案 1' });
      await net.act(ISSUER, 'seal:register', argument);
      expect(net.ledger.value(`seal/${p256.keyId}`)).toMatchObject({
        engraving: { ...engraving, category },
        filing: '演示备案 1',
      });
    },
  );

  it.each([
    ['for a 签发密钥, which nobody engraved', { kind: 'issuing-key', engraving }],
    ['of another kind', { engraving: { ...engraving, category: 'round' } }],
    ['without who had it made', { engraving: { madeBy: CUSTODIAN, category: 'business' } }],
    ['by a maker without credit code', { engraving: { ...engraving, madeBy: '某公司' } }],
    ['with a Mongolian name in Han', { engraving: { ...engraving, mongolianName: '呼伦贝尔' } }],
    ['with an empty Mongolian name', { engraving: { ...engraving, mongolianName: '' } }],
    [
      'with a Mongolian name of 301 characters',
      { engraving: { ...engraving, mongolianName: 'ᠠ'.repeat(301) } },
    ],
  ])('is malformed %s', async (_reason, changes) => {
    const argument = sealOf(p256, ISSUER, changes);
    expect((await net.refusal(ISSUER, 'seal:register', argument))?.code).toBe('MALFORMED_ARGUMENT');
  });
});
