import { importJwk, verifyWith } from '../../../chaincode/src/domain/crypto';
import { MalformedError } from '../../../chaincode/src/domain/encoding/malformed';
import type { JsonObject } from '../../../chaincode/src/domain/json/value';
import {
  discloseClaims,
  parseSdJwt,
  SD_JWT_LIMITS,
  verifyKeyBinding,
} from '../../../chaincode/src/domain/sd-jwt';
import { PROVIDERS } from '../crypto/providers';
import { describeVectors } from '../crypto/vectors';

interface Vectors {
  issuerJwk: JsonObject;
  holderJwk: JsonObject;
  cases: {
    id: string;
    expected: 'valid' | 'invalid';
    sdJwt: string;
    requireKeyBinding: boolean;
    nonce: string;
    aud: string;
    processedPayload?: JsonObject;
  }[];
}

/** Valid by the RFC, refused here: the header's kid is a number, which RFC 7515 §4.1.4 does not allow. */
const STRICTER = ['tc-header_mod-issuance', 'tc-header_mod-presentation'];

const limits = { ...SD_JWT_LIMITS, types: ['dc+sd-jwt', 'example+sd-jwt'] };

describeVectors('sd-jwt/sd_jwt_vectors.json', (vectors) => {
  const { issuerJwk, holderJwk, cases } = vectors as Vectors;
  const issuer = importJwk(issuerJwk);
  const holder = importJwk(holderJwk);

  /** The processed payload, or why there is none. */
  function process(row: Vectors['cases'][number], provider: (typeof PROVIDERS)[number]): JsonObject | string {
    try {
      const parsed = parseSdJwt(row.sdJwt, limits);
      if (!verifyWith(provider, issuer, parsed.signingInput, parsed.signature)) return 'signature';
      const { claims, problems } = discloseClaims(parsed, provider);
      if (problems[0] !== undefined) return problems[0].code;
      if (!row.requireKeyBinding) return claims;
      const binding = verifyKeyBinding(provider, parsed, { cnfKey: holder });
      if (binding.outcome === 'absent') return 'absent';
      if (binding.outcome === 'invalid') return binding.code;
      return binding.aud === row.aud && binding.nonce === row.nonce ? claims : 'audience or nonce';
    } catch (error) {
      if (error instanceof MalformedError) return error.code;
      throw error;
    }
  }

  const valid = cases.filter(({ id, expected }) => expected === 'valid' && !STRICTER.includes(id));
  test.each(valid)('$id gives its processed payload', (row) => {
    for (const provider of PROVIDERS) expect(process(row, provider)).toEqual(row.processedPayload);
  });

  test.each([
    ['neg-sig', 'signature'],
    ['neg-payload', 'signature'],
    ['neg-algnone', 'unknown-algorithm'],
    ['neg-no-tilde', 'not-an-sd-jwt'],
    ['neg-disc-changed', 'DISCLOSURE_UNREFERENCED'],
    ['neg-disc-dup', 'DISCLOSURE_REPEATED'],
    ['neg-disc-unreferenced', 'DISCLOSURE_UNREFERENCED'],
    ['neg-kb-sdhash', 'WRONG_SD_HASH'],
    ['neg-kb-order', 'WRONG_SD_HASH'],
    ['neg-kb-missing', 'absent'],
    ['neg-kb-sig', 'WRONG_SIGNATURE'],
    ['neg-kb-nonce', 'WRONG_SIGNATURE'],
    ...STRICTER.map((id) => [id, 'wrong-type']),
  ])('%s is refused: %s', (id, reason) => {
    const row = cases.find((candidate) => candidate.id === id);
    expect(row).toBeDefined();
    for (const provider of PROVIDERS) expect(row && process(row, provider)).toBe(reason);
  });

  test('every invalid row is named above', () => {
    const invalid = cases.filter(({ expected }) => expected === 'invalid');
    expect(invalid).toHaveLength(12);
    for (const row of invalid) expect(typeof process(row, PROVIDERS[0])).toBe('string');
  });
});
