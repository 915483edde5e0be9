/**
 * The world of the verification tests with a licence in page form: an OFD file that is made, sealed and packed here,
 * inspected without any list of trusted parties, and anchored as it is.
 */
import {
  type Anchor,
  DEFAULT_POLICY,
  encodeBase64url,
  gatherFacts,
  type Inquiry,
  licenceLeafHash,
  leafHash,
  makeLicenceIdentifier,
  MerkleTree,
  type PageCredential,
  type PageInspection,
  parsePageCredential,
  type Question,
  recordKey,
  type RecordSource,
  type SesIdentity,
  type Signer,
  sm3,
  type VerificationKey,
  type Verdict,
  verifyCredential,
} from '@huren/chaincode/domain';
import { inspectOfdSync } from '@huren/chaincode/ofd';
import { contentParts, ofdXml, pack, type Parts, pki, seal as sesSeal, sign } from '../ofd/demo-ofd';
import {
  at,
  foundWorld,
  ISSUER,
  MATTER,
  NOW,
  provider,
  QIQIHAR,
  RELYING,
  type Scenario,
  TYPE,
} from './world';

export const SIGNER: Signer = pki.signer.signer;

/** How the ledger names the SES seal with this DER. */
export const sesOf = (der: Uint8Array, changes: Partial<SesIdentity> = {}): SesIdentity => ({
  digest: encodeBase64url(sm3(der)),
  esId: '23020000000001',
  makerKeyId: pki.maker.signer.keyId,
  ...changes,
});

export const METADATA: Readonly<Record<string, string>> = {
  ZZMC: '营业执照(演示)',
  ZZLXDM: TYPE,
  ZZBS: makeLicenceIdentifier({ typeCode: TYPE, issuer: ISSUER, serial: 'DEMO0001', version: 1 }),
  ZZBFJGDM: ISSUER,
  ZZBFRQ: '20260302',
  ZZYXQQSRQ: '2026-03-02',
  ZZYXQJZRQ: '20310301',
  KZ_SSXZQH: QIQIHAR,
  ZZBH: '(演示)0001',
  CZZT: '演示商行',
};

/** The parts of a page form with these elements; an element that is undefined is left out. */
export function pageParts(changes: Readonly<Record<string, string | undefined>> = {}): Parts {
  const entries = Object.entries({ ...METADATA, ...changes });
  const given = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...contentParts(), 'OFD.xml': ofdXml(Object.fromEntries(given)) };
}

export interface PageScenario extends Scenario {
  readonly metadata?: Readonly<Record<string, string | undefined>>;
  /** Seals the parts; by default the registered seal over all of them. */
  readonly seals?: (parts: Parts) => Parts;
  /** Changes the file after it was sealed and anchored. */
  readonly tamper?: (file: Uint8Array) => Uint8Array;
  /** What the ledger holds of the SES seal; null: nothing. */
  readonly ses?: SesIdentity | null;
  /** base64url digest of the licence's data form. */
  readonly other?: Uint8Array;
  /** Leaves the anchor out of what is handed over. */
  readonly bare?: boolean;
}

export interface ArrangedPage {
  readonly credential: PageCredential;
  readonly inspection: PageInspection;
  readonly inquiry: Inquiry;
  readonly source: RecordSource;
}

export function inspectPage(file: Uint8Array): PageInspection {
  return inspectOfdSync(provider, file, { anchors: [], makers: [], atMs: at(NOW) });
}

export function arrangePage(scenario: PageScenario = {}): ArrangedPage {
  const registered = scenario.ses === undefined ? sesOf(sesSeal) : scenario.ses;
  const sealRecord =
    scenario.seal === null
      ? null
      : { name: '演示印章', ...(registered && { ses: registered }), ...scenario.seal };
  const world = foundWorld({ ...scenario, signer: scenario.signer ?? SIGNER, seal: sealRecord });
  const parts = pageParts(scenario.metadata);
  const sealed = pack((scenario.seals ?? ((all) => sign(all)))(parts));
  const hashName = scenario.hash ?? 'sm3';
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest(hashName, bytes);
  const { other } = scenario;
  const leaf = licenceLeafHash(provider, hashName, { page: hash(sealed), ...(other && { data: other }) });
  const tree = MerkleTree.of(
    [leafHash(Uint8Array.of(1), hash), leaf, leafHash(Uint8Array.of(2), hash)],
    hash,
  );
  const root = encodeBase64url(tree.root());
  world.clock('2026-02-01T00:00:00.000Z');
  scenario.before?.(world);
  world.clock('2026-03-02T04:00:00.000Z');
  if (scenario.anchor !== null) {
    const anchor: Anchor = {
      authority: ISSUER,
      by: ISSUER,
      type: TYPE,
      root,
      size: 3,
      hash: hashName,
      keyId: SIGNER.keyId,
      coSeals: [],
      provenance: 'issuer',
      requestId: 'r-1',
      ...scenario.anchor,
    };
    world.put(recordKey.anchor(ISSUER, root), anchor);
  }
  scenario.after?.(world, encodeBase64url(leaf));
  world.clock('2026-06-01T01:50:00.000Z').put('receipt-head/x', null);
  const file = scenario.tamper?.(sealed) ?? sealed;
  const located = {
    batch: `${ISSUER}/${root}`,
    index: 1,
    proof: tree.inclusionProof(1).map(encodeBase64url),
    ...(other && { other: encodeBase64url(other) }),
  };
  const inspection = inspectPage(file);
  const credential = parsePageCredential(file, inspection, scenario.bare ? undefined : located);
  const source = world.source({ [encodeBase64url(provider.digest('sha-256', sealed))]: located });
  const question: Question = { matter: MATTER, relying: RELYING, ...scenario.question };
  return {
    credential,
    inspection,
    source,
    inquiry: {
      credential,
      question,
      facts: gatherFacts(credential, question, source, provider),
      policy: { ...DEFAULT_POLICY, holder: { otherwise: 'none', matters: {} }, ...scenario.policy },
      nowMs: at(NOW),
      provider,
      keys: new Map<string, VerificationKey>(),
      ...(scenario.presentation && {
        presentation: {
          nonce: 'n-1',
          state: 'issued' as const,
          audience: '',
          issuedAtMs: at(NOW),
          ...scenario.presentation,
        },
      }),
    },
  };
}

export function judgePage(scenario: PageScenario): Verdict {
  return verifyCredential(arrangePage(scenario).inquiry);
}
