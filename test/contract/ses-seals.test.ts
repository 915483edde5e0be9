import { factsSource, nobleSigner, parseFacts } from '@huren/chaincode/domain';
import { Actors, b64, DemoNetwork, ISSUER, ISSUER_KEY, sealOf } from './demo-network';

let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

const sm2 = nobleSigner('SM2SM3', new Uint8Array(32).fill(91));
const p256 = nobleSigner('ES256', new Uint8Array(32).fill(92));
const ses = { digest: b64(41), esId: '23020000000001', makerKeyId: b64(42) };

describe('the identity of an SES seal', () => {
  it('stands in the record of a seal with an SM2 key', async () => {
    await net.act(ISSUER, 'seal:register', sealOf(sm2, ISSUER, { ses }));
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toMatchObject({ keyId: sm2.keyId, state: 'active', ses });
  });

  it('comes with the seal that takes the place of another', async () => {
    await net.act(ISSUER, 'seal:rotate', { keyId: ISSUER_KEY.keyId, next: sealOf(sm2, ISSUER, { ses }) });
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toMatchObject({ replaces: ISSUER_KEY.keyId, ses });
    expect(net.ledger.value(`seal/${ISSUER_KEY.keyId}`)).not.toHaveProperty('ses');
  });

  it('is read back from facts', () => {
    const empty = { authorities: {}, members: {}, matters: {}, mappings: [], agreements: [], bases: [] };
    const head = { height: 1, hash: 'ab'.repeat(32), time: 1 };
    const { proof: _proof, ...stated } = sealOf(sm2, ISSUER, { ses });
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
    expect(factsSource(facts).history(`seal/${sm2.keyId}`)[0]?.value).toMatchObject({ ses });
  });

  it.each([
    ['for a key of another curve', sealOf(p256, ISSUER, { ses })],
    ['for a 签发密钥, which is outside the seal system', sealOf(sm2, ISSUER, { kind: 'issuing-key', ses })],
    ['without its digest', sealOf(sm2, ISSUER, { ses: { esId: ses.esId, makerKeyId: ses.makerKeyId } })],
    ['without its maker', sealOf(sm2, ISSUER, { ses: { esId: ses.esId, digest: ses.digest } })],
    ['with an empty esID', sealOf(sm2, ISSUER, { ses: { ...ses, esId: '' } })],
    ['with an esID of 65 characters', sealOf(sm2, ISSUER, { ses: { ...ses, esId: '1'.repeat(65) } })],
    ['with an esID that is no IA5String', sealOf(sm2, ISSUER, { ses: { ...ses, esId: '印章' } })],
    ['with a digest of another length', sealOf(sm2, ISSUER, { ses: { ...ses, digest: 'AA' } })],
    ['with an unknown member', sealOf(sm2, ISSUER, { ses: { ...ses, picture: 'x' } })],
  ])('is refused %s', async (_reason, argument) => {
    expect((await net.refusal(ISSUER, 'seal:register', argument))?.code).toBe('MALFORMED_ARGUMENT');
    expect(net.ledger.value(`seal/${sm2.keyId}`)).toBeUndefined();
  });
});
