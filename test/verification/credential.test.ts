import {
  CLAIMS,
  claimOfElement,
  claimRow,
  canonicalBytes,
  draftLicence,
  encodeBase64url,
  formatCredentialFile,
  issueSdJwt,
  type JsonObject,
  type JsonValue,
  MalformedError,
  MAX_CREDENTIAL_LENGTH,
  parseCredential,
} from '@huren/chaincode/domain';
import { arrange, issuerKey, provider } from './world';

const WELL = arrange({ binding: null, disclose: ['certificate_number'] });
const SD_JWT = WELL.credential.sdJwt;
const ANCHOR = WELL.credential.anchor!;

const CANONICAL = formatCredentialFile({ sdJwt: SD_JWT.text, anchor: ANCHOR });

/** The same licence with its open claims or its disclosures changed, signed again. */
function licence(
  claims: (open: Record<string, JsonValue>) => JsonObject,
  disclosable: readonly [string, JsonValue][] = [],
): string {
  const { _sd, _sd_alg, ...open } = SD_JWT.payload;
  return issueSdJwt(provider, {
    header: SD_JWT.header,
    claims: claims(open),
    disclosable,
    salts: disclosable.map((_, n) => new Uint8Array(16).fill(n + 1)),
    hash: 'sha-256',
    sign: (message) => issuerKey.sign(message),
  }).text;
}
const open = (change: Record<string, JsonValue>) => licence((claims) => ({ ...claims, ...change }));
const without = (name: string) =>
  licence((claims) => Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name)));

function codeOf(input: JsonValue): string {
  try {
    parseCredential(input);
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return 'read';
}

describe('a credential', () => {
  it('reads an SD-JWT, a credential file and its JSON alike', () => {
    const file = { sdJwt: SD_JWT.text, anchor: ANCHOR };
    for (const input of [
      formatCredentialFile(file),
      JSON.stringify(file, null, 2),
      file as unknown as JsonValue,
    ]) {
      const credential = parseCredential(input);
      expect(credential.sdJwt.text).toBe(SD_JWT.text);
      expect(credential.anchor).toEqual(ANCHOR);
    }
    expect(parseCredential(`${SD_JWT.text}\n`).anchor).toBeUndefined();
  });

  it.each([
    ['an unknown claim', open({ holder: 'x' }), 'unknown-claim'],
    ['a holder’s claim in the open', open({ certificate_holder_name: '演示' }), 'must-be-disclosable'],
    [
      'an open claim in a disclosure',
      licence(({ holder_identity_level: _level, ...claims }) => claims, [['holder_identity_level', 1]]),
      'must-be-open',
    ],
    ['an unknown disclosure', licence((claims) => claims, [['nickname', 'x']]), 'unknown-claim'],
    ['a disclosure of the wrong kind', licence((claims) => claims, [['fund_months', 'twelve']]), 'bad-claim'],
    [
      'a holder type outside the table',
      licence((claims) => claims, [['certificate_holder_type', '112']]),
      'bad-claim',
    ],
    ['a missing identifier', without('certificate_identifier'), 'missing-claim'],
    ['a missing day of issue', without('certificate_issue_date'), 'missing-claim'],
    ['a day that no calendar has', open({ certificate_issue_date: '2026-02-30' }), 'bad-claim'],
    ['a day in another spelling', open({ certificate_issue_date: '20260302' }), 'bad-claim'],
    [
      'a validity that ends before it begins',
      open({ certificate_validate_end: '2026-03-01' }),
      'bad-validity',
    ],
    ['an issuer that is no authority', open({ iss: 'https://example.test' }), 'bad-claim'],
    ['a vct of another type', open({ vct: 'urn:huren:licence:11100000MB03271699001' }), 'type-differs'],
    ['an empty territory', open({ certificate_effective_regions: [] }), 'bad-claim'],
    ['an identity level beyond the scale', open({ holder_identity_level: 6 }), 'bad-claim'],
    ['a cnf without a jwk', open({ cnf: { kid: 'x' } }), 'bad-claim'],
    ['an origin with an unknown member', open({ certificate_origin: { issuer: 'x' } }), 'bad-claim'],
    ['a time that is no whole number', open({ iat: 1.5 }), 'bad-claim'],
    ['JSON that is no file', [1], 'wrong-type'],
    ['a file with an unknown member', { sdJwt: SD_JWT.text, proof: [] }, 'unknown-field'],
    ['a file around a page form', { ofd: 'AA' }, 'page-form-unsupported'],
    [
      'a file whose batch is no batch',
      { sdJwt: SD_JWT.text, anchor: { ...ANCHOR, batch: 'x/y' } },
      'bad-batch',
    ],
    ['a proof that is no digest', { sdJwt: SD_JWT.text, anchor: { ...ANCHOR, proof: ['AA'] } }, 'bad-digest'],
    [
      'a proof of 21 siblings',
      {
        sdJwt: SD_JWT.text,
        anchor: { ...ANCHOR, proof: Array.from({ length: 21 }, () => ANCHOR.proof[0]!) },
      },
      'too-many-items',
    ],
    ['a canonical file without a comma between siblings', CANONICAL.replace('","', '""'), 'json-syntax'],
    [
      'a canonical file whose batch has a wrong check digit',
      CANONICAL.replace('11230200MB', '11230201MB'),
      'bad-batch',
    ],
    ['a canonical file with something behind it', `${CANONICAL}}`, 'json-syntax'],
    ['a canonical file with a quote inside', CANONICAL.replace('~', '"'), 'json-syntax'],
    ['duplicate members', `{"sdJwt":"x","sdJwt":"y"}`, 'duplicate-key'],
    ['more than 64 KiB', 'x'.repeat(MAX_CREDENTIAL_LENGTH + 1), 'credential-too-long'],
    ['no SD-JWT at all', 'hello', 'not-an-sd-jwt'],
  ] as const)('is malformed with %s', (_fault, input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  it('is malformed without the key id of its seal', () => {
    const parts = SD_JWT.text.split('.');
    const header = encodeBase64url(canonicalBytes({ alg: 'ES256', typ: 'dc+sd-jwt' }));
    expect(codeOf([header, ...parts.slice(1)].join('.'))).toBe('bad-kid');
  });

  it('takes an extension by the rule of its name, and an element of the table only by its English name', () => {
    expect(claimRow('KZ_QYLX')).toMatchObject({ visibility: 'disclosable', kind: 'text' });
    expect(claimRow('KZ_JYFW')).toBeUndefined();
    expect(claimRow('KZ_qylx')).toBeUndefined();
    expect(claimOfElement('ZZBH')?.name).toBe('certificate_number');
    expect(claimOfElement('KZ_JYFW')?.name).toBe('business_scope');
  });

  it('has one row for each name and each element', () => {
    const elements = CLAIMS.flatMap((row) => ('element' in row ? [row.element] : []));
    expect(new Set(CLAIMS.map(({ name }) => name)).size).toBe(CLAIMS.length);
    expect(new Set(elements).size).toBe(elements.length);
  });

  it('is not drafted with a value that no reader would take', () => {
    const { coHolders: _one, ...claims } = WELL.credential.claims;
    const draft = { ...claims, fields: { fund_months: -1 } };
    const sealing = {
      keyId: issuerKey.keyId,
      suite: issuerKey.suite,
      salts: [new Uint8Array(16)],
      sign: () => new Uint8Array(64),
    };
    expect(() => draftLicence(draft, sealing)).toThrow(MalformedError);
  });
});
