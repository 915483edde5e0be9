/** Batches and page forms of a type that asks for several seals: k of named roles, each by who holds it. */
import {
  type Anchor,
  type Authority,
  canonicalBytes,
  completeUscc,
  coSealStatement,
  encodeBase64url,
  type FindingCode,
  recordKey,
  type RoleHolder,
  type Seal,
  type Signer,
  type VerdictWord,
} from '@huren/chaincode/domain';
import { type Parts, pki, sign } from '../ofd/demo-ofd';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { type PageScenario, sesOf } from './page-world';
import {
  APPROVER,
  authority,
  BAICHENG,
  competence,
  CUSTODIAN,
  ISSUER,
  QIQIHAR,
  type Scenario,
  seal,
  signerOf,
  TYPE,
  type World,
} from './world';

export const SECOND = signerOf(3);
/** Who holds the second role: another department of the issuer's city. */
export const INSPECTOR: string = completeUscc('11230200MB0000007');
const OTHER_TYPE = '11100000MB03271699001';
const BY_NAME: RoleHolder = { role: 'inspector', by: 'authorities', codes: [INSPECTOR] };

export interface CoSealing {
  /** Who signs; the registered key by default. */
  readonly by?: Signer;
  readonly record?: Partial<Seal>;
  /** null: the ledger does not know who answers for the second seal. */
  readonly sealer?: Partial<Authority> | null;
  readonly holder?: RoleHolder | null;
  readonly key?: Signer;
  readonly issuer?: Scenario['issuer'];
}

/** The anchor is written once; the test completes it in place, as the contract would have taken it. */
function addCoSeal(world: World, key: Signer, by: Signer): void {
  const at = Object.keys(world.records).find((each) => each.startsWith('anchor/'))!;
  const anchor = world.newest(at) as Anchor;
  const statement = canonicalBytes(coSealStatement(anchor, 'inspector'));
  const coSeal = { keyId: key.keyId, role: 'inspector', signature: encodeBase64url(by.sign(statement)) };
  world.records[at]!.splice(0, 1, {
    ...world.records[at]![0]!,
    value: { ...anchor, coSeals: [coSeal] },
  });
}

/** A type with two seals, and a second seal that signs the batch. */
export function coSealed(change: CoSealing = {}): Scenario {
  const { key = SECOND, by = key, record, sealer, holder = BY_NAME, issuer } = change;
  return {
    type: {
      seals: { roles: ['issuer', 'inspector'], atLeast: 2, ...(holder && { holders: [holder] }) },
    },
    seal: { role: 'issuer' },
    ...(issuer !== undefined && { issuer }),
    before: (world) => {
      if (sealer !== null)
        world.put(
          recordKey.authority(record?.authority ?? INSPECTOR),
          authority(record?.authority ?? INSPECTOR, QIQIHAR, sealer),
        );
      world.put(recordKey.seal(key.keyId), seal(key, { role: 'inspector', authority: INSPECTOR, ...record }));
    },
    after: (world) => {
      addCoSeal(world, key, by);
    },
  };
}

const INSPECTOR_SEAL = makeSeal(sealDraft(pki.stranger, { id: '23020000000007' }), pki.maker);

export interface CoSealedPage extends CoSealing {
  /** Parts that the second seal covers; all by default. */
  readonly covers?: (parts: Parts) => readonly string[];
  readonly alone?: boolean;
}

/** The page form of such a type: two seals in one file, the later one leaving the earlier as it is. */
export function coSealedPage(change: CoSealedPage = {}): PageScenario {
  const scenario = coSealed({
    key: pki.stranger.signer,
    ...change,
    record: { ses: sesOf(INSPECTOR_SEAL, { esId: '23020000000007' }), ...change.record },
  });
  const second = (parts: Parts): Parts =>
    sign(parts, {
      number: 1,
      by: pki.stranger,
      seal: INSPECTOR_SEAL,
      ...(change.covers && { covers: change.covers(parts) }),
    });
  return { ...scenario, seals: (parts) => (change.alone ? sign(parts) : second(sign(parts))) };
}

const mandate = {
  custodian: CUSTODIAN,
  acts: ['seal' as const],
  types: [TYPE],
  from: '2026-01-01',
  state: 'given' as const,
};
const COMPETENT: RoleHolder = { role: 'inspector', by: 'competent', type: OTHER_TYPE };
const granted = (change: Partial<Authority['competence'][number]> = {}): Partial<Authority> => ({
  competence: [competence({ types: [OTHER_TYPE], ...change })],
});

export type SealRow = readonly [rule: string, code: FindingCode, verdict: VerdictWord, scenario: Scenario];
export type PageSealRow = readonly [
  rule: string,
  code: FindingCode,
  verdict: VerdictWord,
  scenario: PageScenario,
];

/** Data form, and every code that only several seals provoke. */
export const SEAL_ROWS: readonly SealRow[] = [
  ['passes a second seal by the authority that the type names', 'SEAL_ACTIVE', 'accept', coSealed()],
  [
    'passes a second seal of the issuer’s own where the type names nobody',
    'SEAL_ACTIVE',
    'accept',
    coSealed({ holder: null, record: { authority: ISSUER }, sealer: null }),
  ],
  [
    'refuses a role that a seal only claims for itself',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ holder: null }),
  ],
  [
    'refuses a role that the type gives to another',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ holder: { role: 'inspector', by: 'authorities', codes: [APPROVER] } }),
  ],
  [
    'passes a role that the issuer’s superior holds',
    'SEAL_ACTIVE',
    'accept',
    coSealed({
      holder: { role: 'inspector', by: 'superior' },
      record: { authority: APPROVER },
      sealer: { kind: 'approver' },
      issuer: { superior: APPROVER, competence: [competence()] },
    }),
  ],
  [
    'refuses a superior’s role to somebody else’s superior',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({
      holder: { role: 'inspector', by: 'superior' },
      record: { authority: APPROVER },
      sealer: { kind: 'approver' },
    }),
  ],
  [
    'passes the same region’s authority that is competent for the named type',
    'SEAL_ACTIVE',
    'accept',
    coSealed({ holder: COMPETENT, sealer: granted() }),
  ],
  [
    'refuses one of another region',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ holder: COMPETENT, sealer: { ...granted(), region: BAICHENG } }),
  ],
  [
    'refuses one that is competent for a county alone',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ holder: COMPETENT, sealer: granted({ region: '230221' }) }),
  ],
  [
    'refuses one whose competence had ended by the anchor',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ holder: COMPETENT, sealer: granted({ to: '2026-03-01' }) }),
  ],
  [
    'refuses a role to an authority that was suspended at the anchor',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ sealer: { state: 'suspended' } }),
  ],
  [
    'refuses a role to an authority that the ledger does not know',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealed({ sealer: null }),
  ],
  [
    'passes a second seal that a mandated custodian holds',
    'SEAL_ACTIVE',
    'accept',
    coSealed({ record: { custodian: CUSTODIAN }, sealer: { mandates: [mandate] } }),
  ],
  [
    'refuses a second seal whose custodian has no mandate',
    'CO_SEAL_WITHOUT_MANDATE',
    'refuse',
    coSealed({ record: { custodian: CUSTODIAN } }),
  ],
  [
    'refuses a second seal whose custodian’s mandate ended before the anchor',
    'CO_SEAL_WITHOUT_MANDATE',
    'refuse',
    coSealed({
      record: { custodian: CUSTODIAN },
      sealer: { mandates: [{ ...mandate, to: '2026-03-01' }] },
    }),
  ],
  [
    'refuses too few seals before it asks who holds their roles',
    'CO_SEALS_MISSING',
    'refuse',
    { type: { seals: { roles: ['issuer', 'inspector', 'third'], atLeast: 3 } }, seal: { role: 'issuer' } },
  ],
  [
    'refuses a main seal in a role that the type gives to another',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    {
      type: {
        seals: {
          roles: ['issuer'],
          atLeast: 1,
          holders: [{ role: 'issuer', by: 'authorities', codes: [INSPECTOR] }],
        },
      },
      seal: { role: 'issuer' },
    },
  ],
];

export const PAGE_SEAL_ROWS: readonly PageSealRow[] = [
  ['passes a page form under both of its seals', 'SEAL_ACTIVE', 'accept', coSealedPage()],
  [
    'reviews a page form under one of its two seals',
    'PAGE_CO_SEALS_MISSING',
    'review',
    coSealedPage({ alone: true }),
  ],
  [
    'reviews a page form whose second seal leaves a page out',
    'PAGE_CO_SEALS_MISSING',
    'review',
    coSealedPage({
      covers: (parts) => Object.keys(parts).filter((name) => !/Signs|Page_1/.test(name)),
    }),
  ],
  [
    'refuses a page form whose second seal was frozen at the anchor',
    'CO_SEALS_MISSING',
    'refuse',
    coSealedPage({ record: { state: 'frozen' } }),
  ],
  [
    'refuses a page form whose second seal is no holder’s',
    'CO_SEAL_ROLE_NOT_HELD',
    'refuse',
    coSealedPage({ holder: null }),
  ],
  [
    'refuses a page form whose second seal is self-made',
    'SES_SEAL_DIFFERS',
    'refuse',
    coSealedPage({ record: { ses: sesOf(INSPECTOR_SEAL, { esId: '23020000000008' }) } }),
  ],
];

/** What the ledger says of the second authority from a later day on. */
export const later =
  (change: Partial<Authority>) =>
  (world: World): unknown =>
    world.clock('2026-04-01T00:00:00.000Z').change<Authority>(recordKey.authority(INSPECTOR), change);
