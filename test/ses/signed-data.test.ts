import {
  checkSignedData,
  derOctets,
  encodeBase64,
  nobleProvider as provider,
  OID,
  parseSignedData,
  resultOf,
  sm3,
} from '@huren/chaincode/domain';
import { malformedCode } from '../domain/vectors';
import { demoPki } from './demo-pki';
import { attribute, attributesFor, signedData as build, type SignedDataDraft } from './demo-signed-data';

type Draft = Partial<SignedDataDraft>;

const { root, signer, stranger } = demoPki();
const trust = { anchors: [root.certificate], makers: [] };
const data = { bytes: Buffer.from('<Signature/>'), timeMs: Date.parse('2026-03-01T08:00:00Z') };
const signedData = (draft: Draft): Uint8Array => build({ by: signer, ...draft });

function judge(der: Uint8Array) {
  const findings = checkSignedData(provider, parseSignedData(der), trust, data);
  return { result: resultOf(findings), codes: findings.map(({ code }) => code) };
}

const digest = sm3(data.bytes);

describe('GB/T 35275 SignedData', () => {
  test.each([
    ['the digest as content, signed as it stands', { content: digest, raw: true }],
    ['the digest in base64 as content', { content: Buffer.from(encodeBase64(digest)) }],
    ['the list of references itself as content', { content: data.bytes }],
    ['attributes without content', { attributes: attributesFor(digest) }],
    ['attributes about content', { content: digest, attributes: attributesFor(sm3(digest)) }],
    ['neither content nor attributes', { message: data.bytes }],
  ])('is valid with %s', (_what, draft: Draft) => {
    expect(judge(signedData(draft))).toMatchObject({ result: 'valid' });
  });

  test.each([
    ['the digest of other data as content', 'DATA_HASH_DIFFERS', { content: sm3(Buffer.from('x')) }],
    [
      'attributes about other data',
      'DATA_HASH_DIFFERS',
      { attributes: attributesFor(sm3(Buffer.from('x'))) },
    ],
    [
      'attributes that miss the digest',
      'DATA_HASH_DIFFERS',
      { attributes: attributesFor(digest).slice(0, 1) },
    ],
    [
      'right attributes about wrong content',
      'DATA_HASH_DIFFERS',
      { content: sm3(Buffer.from('x')), attributes: attributesFor(digest) },
    ],
    ['content that was not signed', 'SIGNATURE_BAD', { content: digest, message: Buffer.from('x') }],
    [
      'attributes that were not signed',
      'SIGNATURE_BAD',
      { attributes: attributesFor(digest), message: digest },
    ],
    [
      'a time after the certificate’s end',
      'SIGNER_ENDED',
      { attributes: attributesFor(digest, '2035-01-01T00:00:00Z') },
    ],
  ])('is invalid with %s', (_what, code, draft: Draft) => {
    const { result, codes } = judge(signedData(draft));
    expect([result, codes]).toEqual(['invalid', expect.arrayContaining([code])]);
  });

  test('is unsupported without the signer’s certificate', () => {
    expect(judge(signedData({ content: digest, certificates: [stranger] })).result).toBe('unsupported');
  });

  test('is not read with two signers, or with an attribute twice', () => {
    expect(malformedCode(() => parseSignedData(signedData({ content: digest, signers: 2 })))).toBe(
      'several-signers',
    );
    const twice = [...attributesFor(digest), attribute(OID.messageDigest, derOctets(sm3(digest)))];
    expect(malformedCode(() => parseSignedData(signedData({ attributes: twice })))).toBe('bad-signed-data');
  });
});
