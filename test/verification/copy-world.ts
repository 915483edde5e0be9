/**
 * An annotated copy (加注件) of the page form of page-world: the original is anchored there, the copy is a new file under
 * its maker's seal. By default a mandated custodian makes it for the relying office and the matter asked about.
 */
import {
  type Authority,
  type CopyDraft,
  copyElements,
  encodeBase64url,
  gatherFacts,
  type HashName,
  type Inquiry,
  type LocatedAnchor,
  type PageCredential,
  parsePageCredential,
  recordKey,
  type Seal,
  type VerificationKey,
  type Verdict,
  verifyCredential,
} from '@huren/chaincode/domain';
import { pack, type Parts, pki, sign } from '../ofd/demo-ofd';
import type { Party } from '../ses/demo-pki';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { arrangePage, inspectPage, pageParts, type PageScenario, sesOf } from './page-world';
import {
  at,
  authority,
  CUSTODIAN,
  MATTER,
  provider,
  QIQIHAR,
  RELYING,
  seal,
  TYPE,
  type World,
} from './world';

/** The custodian's own key; of the same root as everybody, and registered on the ledger. */
export const MAKER: Party = pki.stranger;
export const MAKER_SEAL = makeSeal(sealDraft(MAKER, { id: '23020000000009' }), pki.maker);
const MADE = '2026-05-20T02:00:00Z';

export const mandate = (
  change: Partial<Authority['mandates'][number]> = {},
): Authority['mandates'][number] => ({
  custodian: CUSTODIAN,
  acts: ['seal'],
  types: [TYPE],
  from: '2026-01-01',
  state: 'given',
  ...change,
});

export interface CopyScenario extends PageScenario {
  readonly terms?: Partial<CopyDraft>;
  /** Elements of the copy that are changed or left out (undefined), by their names in the file. */
  readonly elements?: Readonly<Record<string, string | undefined>>;
  /** The record of the maker's seal; null: it was never registered. */
  readonly makerSeal?: Partial<Seal> | null;
  readonly maker?: Partial<Authority> | null;
  readonly mandates?: Authority['mandates'];
  readonly sealCopy?: (parts: Parts) => Parts;
  /** Where the original is anchored stands beside the file instead of in it, or nowhere. */
  readonly anchorIn?: 'copy' | 'file' | 'nowhere';
}

export interface ArrangedCopy {
  readonly original: PageCredential;
  readonly credential: PageCredential;
  readonly inquiry: Inquiry;
}

const sealCopyByMaker = (parts: Parts): Parts =>
  sign(parts, { by: MAKER, seal: MAKER_SEAL, timeMs: Date.parse(MADE) });

function recordMaker(world: World, scenario: CopyScenario): void {
  if (scenario.maker !== null) {
    world.put(recordKey.authority(CUSTODIAN), authority(CUSTODIAN, QIQIHAR, scenario.maker));
  }
  if (scenario.makerSeal !== null) {
    const record = seal(MAKER.signer, {
      authority: CUSTODIAN,
      ses: sesOf(MAKER_SEAL, { esId: '23020000000009' }),
      ...scenario.makerSeal,
    });
    world.put(recordKey.seal(MAKER.signer.keyId), record);
  }
}

export function arrangeCopy(scenario: CopyScenario = {}): ArrangedCopy {
  const arranged = arrangePage({
    ...scenario,
    issuer:
      scenario.issuer === null ? null : { mandates: scenario.mandates ?? [mandate()], ...scenario.issuer },
    before: (world) => {
      recordMaker(world, scenario);
      scenario.before?.(world);
    },
  });
  const original = arranged.credential;
  const hash: HashName = scenario.hash ?? 'sm3';
  const located = original.anchor as LocatedAnchor;
  const { anchorIn = 'copy' } = scenario;
  const terms = copyElements({
    madeMs: at('2026-05-20T02:00:00.000Z'),
    creator: CUSTODIAN,
    cause: '演示用途：办理个体工商户注册登记',
    end: '2026-06-30',
    addressee: RELYING,
    matter: MATTER,
    original: {
      [hash]: encodeBase64url(provider.digest(hash, original.ofd)),
      ...(anchorIn === 'nowhere' && {
        'sha-256': encodeBase64url(provider.digest('sha-256', original.ofd)),
      }),
    },
    ...(anchorIn === 'copy' && { anchor: located }),
    ...scenario.terms,
  });
  const elements: Record<string, string | undefined> = { ...scenario.metadata };
  for (const [name, value] of Object.entries({ ...terms, ...scenario.elements })) {
    elements[name] = value?.replaceAll('"', '&quot;');
  }
  const parts = pageParts(elements);
  const file = pack((scenario.sealCopy ?? sealCopyByMaker)(parts));
  const beside = anchorIn === 'file' ? located : undefined;
  const credential = parsePageCredential(file, inspectPage(file), beside);
  const { inquiry, source } = arranged;
  const facts = gatherFacts(credential, inquiry.question, source, provider);
  return {
    original,
    credential,
    inquiry: { ...inquiry, credential, facts, keys: new Map<string, VerificationKey>() },
  };
}

export function judgeCopy(scenario: CopyScenario = {}): Verdict {
  return verifyCredential(arrangeCopy(scenario).inquiry);
}
