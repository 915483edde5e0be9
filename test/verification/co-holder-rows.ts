/** A title deed of spouses, as the holder check and the matter see it. */
import {
  CONSENT_LIMITS,
  CONSENT_TYPE,
  digestText,
  encodeUtf8,
  exportJwk,
  type FindingCode,
  type HolderConsent,
  importVerificationKey,
  type Matter,
  type Signer,
  type VerdictWord,
} from '@huren/chaincode/domain';
import { byAgent, given, manager, signed, stranger } from './agent-rows';
import {
  arrange,
  type ConsentedTo,
  holderKey,
  MATTER_FIELDS,
  NONCE,
  provider,
  type Scenario,
  signerOf,
  TYPE,
  WITHOUT_HOLDER,
} from './world';

export const first = holderKey;
export const second = signerOf(51, 'EdDSA');
export const third = signerOf(52);

const NAME = 'certificate_holder_name';
export const SECOND_NAME = `co_holders/0/${NAME}`;
export const THIRD_NAME = `co_holders/1/${NAME}`;
const NUMBER = 'certificate_number';

export const jwkOf = ({ suite, publicKey }: Signer) => exportJwk(importVerificationKey(suite, publicKey));
export const coHolder = (signer: Signer, name: string) => ({
  holderKey: jwkOf(signer),
  identityLevel: 2,
  fields: { [NAME]: name },
});
const SPOUSE = coHolder(second, '演示·配偶');
export const COUPLE: Scenario['licence'] = { coHolders: [SPOUSE] };
export const THREE: Scenario['licence'] = { coHolders: [SPOUSE, coHolder(third, '演示·子女')] };

const material = (change: Partial<Matter['materials'][number]> = {}): Scenario['matter'] => ({
  materials: [{ types: [TYPE], fields: MATTER_FIELDS, legalForm: 'any', identityLevel: 0, ...change }],
});
/** The matter needs every holder's own fields. */
export const OF_ALL = material({ holders: 'all' });

/** A consent by one holder to the fields at these paths, in the hands of another; `change` is how it differs. */
export const consent =
  (
    by: Signer,
    to: Signer,
    paths: readonly string[],
    change: Partial<HolderConsent> & { readonly typ?: string; readonly signer?: Signer } = {},
  ) =>
  ({ jwt, digests, audience, iat }: ConsentedTo): string => {
    const { typ = CONSENT_TYPE, signer = by, ...rest } = change;
    const payload: HolderConsent = {
      v: 1,
      aud: audience,
      nonce: NONCE,
      licence: digestText(provider, encodeUtf8(jwt)),
      presenter: to.keyId,
      disclosures: paths.map((path) => digests[path]!).sort(),
      iat,
      ...rest,
    };
    return signed(payload, signer, typ);
  };

const bySecond = { binding: { signer: second } } satisfies Scenario;
const own = [NUMBER, NAME];
const seconds = [NUMBER, SECOND_NAME];
const both = [...own, SECOND_NAME];
const couple = (more: Scenario): Scenario => ({ licence: COUPLE, ...more });
const agreed =
  (...made: readonly ReturnType<typeof consent>[]): NonNullable<Scenario['consents']> =>
  (over) =>
    made.map((make) => make(over));
/** Both shown by the first, with what the second is said to have consented to. */
const consented = (
  change: Parameters<typeof consent>[3] & { readonly paths?: readonly string[] },
  more: Scenario = {},
): Scenario => {
  const { paths = [SECOND_NAME], ...rest } = change;
  return couple({
    matter: OF_ALL!,
    disclose: both,
    consents: agreed(consent(second, first, paths, rest)),
    ...more,
  });
};
const secondsAgo = (seconds: number) => ({ iat: Date.parse('2026-06-01T02:00:00Z') / 1000 - seconds });
const IAT_LIMIT = CONSENT_LIMITS.ageMs / 1000;

/** The right hangs on the deed itself. */
const deed = arrange(couple({})).credential;
const root = {
  leaf: deed.leafText(provider, 'sha-256'),
  batch: deed.anchor!.batch,
  index: deed.anchor!.index,
  proof: [...deed.anchor!.proof],
};
const fromFirst = signed(given({ root }), first);

type Row = readonly [rule: string, code: FindingCode, verdict: VerdictWord, scenario: Scenario];

export const CO_HOLDER_ROWS: readonly Row[] = [
  ['lets the first holder present their own fields', 'HOLDER_PROVED', 'accept', couple({ disclose: own })],
  [
    'lets the other holder present theirs',
    'HOLDER_PROVED',
    'accept',
    couple({ ...bySecond, disclose: seconds }),
  ],
  [
    'counts the presenter’s own name as the name that the matter asks for',
    'ASKED_FOR',
    'accept',
    couple({ ...bySecond, disclose: seconds }),
  ],
  ['lets one show both names with the other’s consent', 'HOLDER_PROVED', 'accept', consented({})],
  ['takes both names where the matter needs all holders', 'ASKED_FOR', 'accept', consented({})],
  [
    'lets the other one show both with the first one’s consent',
    'HOLDER_PROVED',
    'accept',
    couple({
      matter: OF_ALL!,
      disclose: both,
      ...bySecond,
      consents: agreed(consent(first, second, [NAME])),
    }),
  ],
  [
    'takes a consent to more fields than are shown',
    'HOLDER_PROVED',
    'accept',
    {
      ...consented({ paths: [SECOND_NAME, 'co_holders/0/certificate_holder_share'] }),
      licence: {
        coHolders: [{ ...SPOUSE, fields: { ...SPOUSE.fields, certificate_holder_share: '二分之一' } }],
      },
      type: { fields: [...MATTER_FIELDS, 'certificate_holder_share'] },
    },
  ],
  [
    'reads nothing of another holder without consent',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    couple({ disclose: both }),
  ],
  [
    'reads nothing of the first holder without consent',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    couple({ disclose: [...seconds, NAME], ...bySecond }),
  ],
  [
    'finds that the matter needs the other’s name and none is shown',
    'CO_HOLDER_FIELDS_MISSING',
    'review',
    couple({ matter: OF_ALL!, disclose: own }),
  ],
  [
    'counts a name without consent as not shown',
    'CO_HOLDER_FIELDS_MISSING',
    'review',
    couple({ matter: OF_ALL!, disclose: both }),
  ],
  [
    'needs the consent of each of three',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    {
      licence: THREE,
      matter: OF_ALL!,
      disclose: [...both, THIRD_NAME],
      consents: agreed(consent(second, first, [SECOND_NAME])),
    },
  ],
  [
    'accepts with the consent of both others',
    'ASKED_FOR',
    'accept',
    {
      licence: THREE,
      matter: OF_ALL!,
      disclose: [...both, THIRD_NAME],
      consents: agreed(consent(second, first, [SECOND_NAME]), consent(third, first, [THIRD_NAME])),
    },
  ],
  [
    'drops another’s field, consented to, that the matter does not need',
    'EXTRA_FIELDS_DROPPED',
    'accept',
    { ...consented({}), matter: {} },
  ],
  [
    'takes the lower of two identity levels',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    { ...consented({}), matter: material({ holders: 'all', identityLevel: 3 })! },
  ],
  [
    'takes the presenter’s own level where theirs are the fields shown',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    couple({ ...bySecond, disclose: seconds, matter: material({ identityLevel: 3 })! }),
  ],
  ['refuses a consent for another nonce', 'CO_HOLDER_CONSENT_INVALID', 'refuse', consented({ nonce: 'n-2' })],
  [
    'refuses a consent for another office or matter',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    consented({ aud: 'urn:huren:authority:x:matter:y' }),
  ],
  [
    'refuses a consent for another licence of both',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    consented({ licence: 'A'.repeat(43) }),
  ],
  [
    'refuses a consent given to somebody else',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    consented({ presenter: stranger.keyId }),
  ],
  [
    'refuses a consent that the first made for the second',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    couple({ disclose: both, consents: agreed(consent(first, first, [SECOND_NAME])) }),
  ],
  ['refuses a stranger’s consent', 'CO_HOLDER_CONSENT_INVALID', 'refuse', consented({ signer: stranger })],
  [
    'refuses two consents of one holder',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    couple({
      disclose: both,
      consents: agreed(consent(second, first, [SECOND_NAME]), consent(second, first, [SECOND_NAME])),
    }),
  ],
  [
    'refuses consents that the presenter did not sign for',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    consented({}, { binding: { consentHash: 'A'.repeat(43) } }),
  ],
  [
    'refuses a binding that names consents which are not there',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    couple({ disclose: own, binding: { consentHash: 'A'.repeat(43) } }),
  ],
  [
    'reads nothing on a consent to other fields',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    {
      ...consented({ disclosures: ['A'.repeat(43)] }),
    },
  ],
  [
    'takes a consent of ten minutes ago in a request that lives as long',
    'HOLDER_PROVED',
    'accept',
    consented(secondsAgo(IAT_LIMIT), { presentation: { issuedAtMs: 0 } }),
  ],
  [
    'reads nothing on a consent older than that',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    consented(secondsAgo(IAT_LIMIT + 1), { presentation: { issuedAtMs: 0 } }),
  ],
  [
    'reads nothing on a consent from before the request',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    consented(secondsAgo(120)),
  ],
  [
    'refuses a guardian’s consent after their time',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    {
      ...consented({}),
      licence: {
        coHolders: [{ ...SPOUSE, representation: { relation: 'guardian', until: '2026-05-31' } }],
      },
    },
  ],
  [
    'lets a co-holder’s guardian present and says so',
    'HOLDER_REPRESENTED',
    'accept',
    {
      ...bySecond,
      disclose: seconds,
      licence: { coHolders: [{ ...SPOUSE, representation: { relation: 'guardian' } }] },
    },
  ],
  [
    'does not hold the first one’s guardian against the other',
    'HOLDER_PROVED',
    'accept',
    couple({
      ...bySecond,
      disclose: seconds,
      licence: { ...COUPLE, representation: { relation: 'guardian', until: '2026-05-31' } },
    }),
  ],
  [
    'refuses a key that is no holder’s',
    'KEY_BINDING_INVALID',
    'refuse',
    couple({ binding: { signer: stranger } }),
  ],
  [
    'lets a file of one holder’s fields pass where nobody need present',
    'NOT_PRESENTED',
    'accept',
    { ...WITHOUT_HOLDER, ...couple({ disclose: own }) },
  ],
  [
    'lets no file of two holders’ fields pass, whatever policy says',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    { ...WITHOUT_HOLDER, ...couple({ disclose: both }) },
  ],
  [
    'lets no such file pass for a past day either',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    couple({ disclose: both, presentation: null, question: { asOf: '2026-05-20' } }),
  ],
  [
    'takes the clerk’s comparison for the one whose fields are shown',
    'PERSON_MATCHED_AT_COUNTER',
    'accept',
    couple({
      disclose: own,
      presentation: null,
      question: { counterMatch: { method: 'id-card', name: 'exact', by: 'clerk' } },
    }),
  ],
  [
    'takes no comparison for two at once',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    couple({
      disclose: both,
      presentation: null,
      question: { counterMatch: { method: 'id-card', name: 'exact', by: 'clerk' } },
    }),
  ],
  [
    'lets a holder’s agent show that holder’s fields',
    'AGENT_PROVED',
    'accept',
    couple(byAgent([fromFirst], manager, { disclose: own })),
  ],
  [
    'lets the other’s agent show the other’s',
    'AGENT_PROVED',
    'accept',
    couple(byAgent([signed(given({ root }), second)], manager, { disclose: seconds })),
  ],
  [
    'reads nothing of the other holder from an agent',
    'CO_HOLDER_CONSENT_MISSING',
    'review',
    couple(byAgent([fromFirst], manager, { disclose: both })),
  ],
  [
    'refuses an agent with somebody’s consent',
    'CO_HOLDER_CONSENT_INVALID',
    'refuse',
    couple({
      binding: byAgent([fromFirst], manager).binding!,
      file: (file) => ({ ...file, delegations: [fromFirst] }),
      disclose: both,
      consents: agreed(consent(second, first, [SECOND_NAME])),
    }),
  ],
];
