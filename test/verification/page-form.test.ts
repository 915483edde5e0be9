import fc from 'fast-check';
import {
  factsSource,
  FINDING_CODES,
  gatherFacts,
  MalformedError,
  parseFacts,
  parsePageCredential,
  type PageInspection,
  readPageClaims,
  receiptPayload,
  recordKey,
  type Seal,
  verifyCredential,
} from '@huren/chaincode/domain';
import { pack, pki, seal as sesSeal, sign } from '../ofd/demo-ofd';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import {
  arrangePage,
  inspectPage,
  judgePage,
  METADATA,
  pageParts,
  type PageScenario,
  sesOf,
  SIGNER,
} from './page-world';
import { PAGE_ROWS } from './page-rows';
import {
  clause,
  findingOf,
  ISSUER,
  judge,
  MATTER_FIELDS,
  NONCE,
  provider,
  seal,
  TYPE,
  type World,
} from './world';

const PAGE_WANTED = [{ types: [TYPE], fields: MATTER_FIELDS, legalForm: 'page' as const, identityLevel: 0 }];
const sealChange =
  (change: Partial<Seal>) =>
  (world: World): unknown =>
    world.change<Seal>(recordKey.seal(SIGNER.keyId), change);

describe('a page form', () => {
  it.each(PAGE_ROWS)('%s (%s → %s)', (_rule, code, verdict, scenario) => {
    const judged = judgePage(scenario);
    const found = findingOf(judged, FINDING_CODES[code].check);
    expect(found).toMatchObject({ code, outcome: FINDING_CODES[code].outcome });
    expect(judged.verdict).toBe(verdict);
    expect(judged.legalForm).toBe('page');
  });

  it.each([
    ['frozen', sealChange({ state: 'frozen' }), 'SEAL_FROZEN'],
    ['retired', sealChange({ state: 'retired' }), 'SEAL_RETIRED'],
  ] as const)('is judged by its seal’s state at the anchor: %s', (_state, before, code) => {
    expect(findingOf(judgePage({ before }), 'key').code).toBe(code);
    expect(judgePage({ after: before }).verdict).toBe('accept');
  });

  it.each([
    ['a seal of another authority', { seal: { authority: '11230200MB0000003' } }, 'SEAL_OF_ANOTHER'],
    ['a batch under another key', { anchor: { keyId: pki.maker.signer.keyId } }, 'SEAL_NOT_OF_BATCH'],
    [
      'a batch under another key before it doubts a further seal',
      {
        anchor: { keyId: pki.maker.signer.keyId },
        seals: (parts) =>
          sign(sign(parts), {
            number: 1,
            by: pki.stranger,
            seal: makeSeal(sealDraft(pki.stranger), pki.stranger),
          }),
      },
      'SEAL_NOT_OF_BATCH',
    ],
  ] as const satisfies readonly (readonly [string, PageScenario, string])[])(
    'refuses %s',
    (_what, scenario, code) => {
      const judged = judgePage(scenario);
      expect(findingOf(judged, 'key').code).toBe(code);
      expect(judged.verdict).toBe('refuse');
    },
  );

  it('is judged by the old seal’s time when the seal was re-engraved later, and by none after', () => {
    const renewed = makeSeal(sealDraft(pki.stranger, { id: '23020000000002' }), pki.maker);
    const reengrave = (world: World): unknown =>
      world.change<Seal>(recordKey.seal(SIGNER.keyId), { state: 'retired' }).put(
        recordKey.seal(pki.stranger.signer.keyId),
        seal(pki.stranger.signer, {
          ses: sesOf(renewed, { esId: '23020000000002' }),
          replaces: SIGNER.keyId,
        }),
      );
    expect(judgePage({ after: reengrave }).verdict).toBe('accept');
    expect(findingOf(judgePage({ before: reengrave }), 'key').code).toBe('SEAL_RETIRED');
    const underNew: PageScenario = {
      before: reengrave,
      anchor: { keyId: pki.stranger.signer.keyId },
      seals: (parts) => sign(parts, { by: pki.stranger, seal: renewed }),
    };
    expect(judgePage(underNew).verdict).toBe('accept');
    // The new key under the old seal, which does not list it; and the new seal in a batch before it was engraved.
    const crossed: PageScenario = { ...underNew, seals: (parts) => sign(parts, { by: pki.stranger }) };
    expect(findingOf(judgePage(crossed), 'signature').code).toBe('PAGE_SEAL_INVALID');
    const { before: _before, ...early } = underNew;
    expect(findingOf(judgePage({ ...early, after: reengrave }), 'key').code).toBe('SEAL_REGISTERED_LATER');
  });

  it('is refused when the key was compromised before its anchor, and stands when it was later', () => {
    const from = (block: number): PageScenario => ({
      after: sealChange({
        state: 'retired',
        compromise: { from: { block, tx: 0 }, reportedBy: ISSUER, confirmedBy: ISSUER },
      }),
    });
    expect(findingOf(judgePage(from(0)), 'key').code).toBe('SEAL_COMPROMISED');
    expect(judgePage(from(100)).verdict).toBe('accept');
  });

  it('may carry further registered seals, of the same or another authority', () => {
    const second = makeSeal(sealDraft(pki.stranger), pki.maker);
    const record = seal(pki.stranger.signer, { authority: '11230200MB0000003', ses: sesOf(second) });
    const scenario: PageScenario = {
      before: (world) => world.put(recordKey.seal(pki.stranger.signer.keyId), record),
      seals: (parts) => sign(sign(parts), { number: 1, by: pki.stranger, seal: second }),
    };
    expect(judgePage(scenario).verdict).toBe('accept');
    const frozen = { ...record, state: 'frozen' as const };
    const idle = (world: World): unknown => world.put(recordKey.seal(pki.stranger.signer.keyId), frozen);
    expect(findingOf(judgePage({ ...scenario, before: idle }), 'key').code).toBe('FURTHER_SEAL_UNKNOWN');
  });

  it('is found by its own bytes when it comes bare', () => {
    const { credential, inquiry } = arrangePage({ bare: true, hash: 'sha-256' });
    expect(credential.anchor).toBeUndefined();
    expect(verifyCredential(inquiry).verdict).toBe('accept');
    const another = pack(sign(pageParts({ ZZBH: '(演示)0002' })));
    const lost = judgePage({ bare: true, tamper: () => another });
    expect(findingOf(lost, 'anchored').code).toBe('NOT_ANCHORED');
    expect(lost.verdict).toBe('review');
  });

  it('shares one leaf with the licence’s data form', () => {
    const other = new Uint8Array(32).fill(9);
    expect(judgePage({ other }).verdict).toBe('accept');
    const { credential, inquiry } = arrangePage({ other });
    const alone = parsePageCredential(credential.ofd, credential.inspection, {
      batch: credential.anchor!.batch,
      index: 1,
      proof: credential.anchor!.proof,
    });
    expect(findingOf(verifyCredential({ ...inquiry, credential: alone }), 'anchored').code).toBe(
      'PROOF_INVALID',
    );
  });

  it('is another licence to the ledger when one byte of its file differs', () => {
    const { inquiry, inspection } = arrangePage();
    const bytes = Uint8Array.from(inquiry.credential.form === 'page' ? inquiry.credential.ofd : []);
    bytes[bytes.length - 30]! ^= 1;
    const credential = parsePageCredential(bytes, inspection, inquiry.credential.anchor);
    const judged = verifyCredential({ ...inquiry, credential });
    expect(findingOf(judged, 'anchored').code).toBe('PROOF_INVALID');
    expect(judged.verdict).toBe('refuse');
  });

  it('is suspended together with its data form', () => {
    const judged = judgePage({
      other: new Uint8Array(32).fill(9),
      after: (world, leafHash) =>
        world.put(recordKey.status(ISSUER, leafHash), {
          authority: ISSUER,
          leafHash,
          type: TYPE,
          changes: [
            {
              state: 'suspended',
              by: ISSUER,
              decision: '演示 1',
              decidedOn: '2026-04-01',
              effectiveFrom: '2026-04-01',
              retroactive: false,
            },
          ],
        }),
    });
    expect(findingOf(judged, 'status').code).toBe('SUSPENDED');
    expect(judged.verdict).toBe('refuse');
  });

  it('satisfies a matter and a clause that want the page form, where a data form does not', () => {
    const matter = { materials: PAGE_WANTED };
    expect(judgePage({ matter }).verdict).toBe('accept');
    expect(findingOf(judge({ matter }), 'asked-for').code).toBe('LEGAL_FORM_NOT_ENOUGH');
    const clauses = [clause({ conditions: { legalForm: 'page' } })];
    expect(judgePage({ clauses }).verdict).toBe('accept');
    expect(findingOf(judge({ clauses }), 'basis').code).toBe('CONDITIONS_UNMET');
  });

  it('lacks a field that its metadata does not hold, and names those beyond the request', () => {
    expect(findingOf(judgePage({ metadata: { ZZBH: undefined } }), 'asked-for')).toMatchObject({
      code: 'FIELDS_MISSING',
      evidence: { missing: ['certificate_number'] },
    });
    expect(findingOf(judgePage({}), 'asked-for')).toMatchObject({
      code: 'EXTRA_FIELDS_DROPPED',
      evidence: { dropped: ['certificate_name'] },
    });
  });

  it('does not prove its holder', () => {
    const judged = judgePage({ question: { nonce: NONCE }, presentation: { nonce: NONCE } });
    expect(findingOf(judged, 'holder').code).toBe('KEY_BINDING_ABSENT');
    expect(judged.verdict).toBe('review');
  });

  it('says in its receipt that it is one, and nothing of its holder', () => {
    const { inquiry } = arrangePage();
    const place = { key: 'k', number: 1, previous: 'p', timeMs: inquiry.nowMs };
    const payload = receiptPayload(verifyCredential(inquiry), inquiry, place);
    expect(payload.legalForm).toBe('page');
    expect(JSON.stringify(payload)).not.toContain('演示商行');
  });

  it('is judged alike from facts that travelled as JSON', () => {
    const { inquiry, credential, source } = arrangePage({ bare: true });
    const facts = gatherFacts(credential, inquiry.question, source, provider);
    const back = factsSource(parseFacts(JSON.parse(JSON.stringify(facts)) as never));
    const again = gatherFacts(credential, inquiry.question, back, provider);
    expect(verifyCredential({ ...inquiry, facts: again })).toEqual(verifyCredential(inquiry));
  });

  it('is never accepted with a byte changed', () => {
    const { inquiry, credential } = arrangePage();
    const anchor = credential.anchor;
    const bits = fc.tuple(fc.nat({ max: credential.ofd.length - 1 }), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(bits, ([at, mask]) => {
        const bytes = Uint8Array.from(credential.ofd);
        bytes[at]! ^= mask;
        try {
          const changed = parsePageCredential(bytes, inspectPage(bytes), anchor);
          expect(verifyCredential({ ...inquiry, credential: changed }).verdict).toBe('refuse');
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
        }
      }),
      { numRuns: 150, seed: 20260522 },
    );
  });
});

describe('a page form’s grammar', () => {
  const sealedMs = Date.parse('2026-03-01T08:00:00Z');
  const itemsOf = (changes: Readonly<Record<string, string | undefined>>): PageInspection =>
    inspectPage(pack(sign(pageParts(changes))));
  const claimsOf = (changes: Readonly<Record<string, string | undefined>>) =>
    readPageClaims(itemsOf(changes).metadata!.items, sealedMs);
  const faultOf = (run: () => unknown): string | undefined => {
    try {
      run();
    } catch (error) {
      if (error instanceof MalformedError) return error.code;
      throw error;
    }
    return undefined;
  };

  it('reads claims from either family of names, and days in either spelling', () => {
    const { claims, shownFields } = claimsOf({});
    expect(claims).toEqual({
      issuer: ISSUER,
      type: TYPE,
      identifier: METADATA['ZZBS'],
      issueDay: '2026-03-02',
      validFrom: '2026-03-02',
      validTo: '2031-03-01',
      region: '230200',
      madeAt: sealedMs / 1000,
    });
    expect(shownFields).toEqual(['certificate_name', 'certificate_number', 'certificate_holder_name']);
    const english = claimsOf({
      ZZBFJGDM: undefined,
      issue_dept_code: ISSUER,
      ZZBFRQ: undefined,
      issue_date: '2026-03-02',
      KZ_SSXZQH: undefined,
      certificate_area_code: '230200',
    });
    expect(english.claims).toEqual(claims);
  });

  it.each(['长期', '', undefined])('reads %p as an end of validity that is none', (ZZYXQJZRQ) => {
    expect(claimsOf({ ZZYXQJZRQ }).claims).not.toHaveProperty('validTo');
  });

  it('reads territory, premises, inspection, origin and identity level', () => {
    const { claims } = claimsOf({
      KZ_YXQY: '230200,220800；150700',
      KZ_CSXZQH: '230221',
      KZ_NSYXQZ: '20270301',
      KZ_CLZZLY: JSON.stringify({
        issuer: ISSUER,
        digitised_by: ISSUER,
        digitised_on: '2020-01-01',
      }).replaceAll('"', '&quot;'),
      KZ_SFHYDJ: '3',
    });
    expect(claims).toMatchObject({
      effectiveRegions: ['230200', '220800', '150700'],
      premisesRegion: '230221',
      inspectionEnd: '2027-03-01',
      origin: { issuer: ISSUER, digitisedOn: '2020-01-01' },
      identityLevel: 3,
    });
  });

  it('leaves a field out that no licence could carry', () => {
    expect(claimsOf({ KZ_LJJCYS: '许多' }).shownFields).not.toContain('fund_months');
    expect(claimsOf({ KZ_LJJCYS: '12' }).shownFields).toContain('fund_months');
  });

  it.each([
    ['no identifier', { ZZBS: undefined }, 'missing-claim'],
    ['no issuer', { ZZBFJGDM: undefined }, 'missing-claim'],
    ['an empty day of issue', { ZZBFRQ: '' }, 'missing-claim'],
    ['no region', { KZ_SSXZQH: undefined }, 'missing-claim'],
    ['a day that no calendar has', { ZZBFRQ: '20260230' }, 'bad-claim'],
    ['a day in words', { ZZBFRQ: '2026年3月2日' }, 'bad-claim'],
    ['a perpetual beginning', { ZZYXQQSRQ: '长期' }, 'bad-claim'],
    ['a type with a wrong check digit', { ZZLXDM: '11100000MB0143029R001' }, 'bad-claim'],
    ['a validity that ends before it begins', { ZZYXQJZRQ: '20260301' }, 'bad-validity'],
    ['an identity level in words', { KZ_SFHYDJ: '高' }, 'bad-claim'],
    ['an origin that is no JSON', { KZ_CLZZLY: '纸质' }, 'json-syntax'],
    ['an end of an annotated copy in words', { JZJYXQJZSJ: '办结为止' }, 'bad-claim'],
  ] as const)('is malformed with %s', (_fault, changes, code) => {
    const file = pack(sign(pageParts(changes)));
    expect(faultOf(() => parsePageCredential(file, inspectPage(file)))).toBe(code);
  });

  it.each([
    ['that is no package', Buffer.from('no package'), 'ofd-not-a-package'],
    ['that is cut', pack(sign(pageParts())).subarray(0, -40), 'ofd-not-a-package'],
    ['without metadata', pack(sign({ ...pageParts(), 'OFD.xml': ofdWithout() })), 'missing-claim'],
  ] as const)('refuses a file %s', (_what, file, code) => {
    expect(faultOf(() => parsePageCredential(file, inspectPage(file)))).toBe(code);
  });

  it('names the SES seal as the ledger does', () => {
    const file = pack(sign(pageParts()));
    const { seals, keyId } = parsePageCredential(file, inspectPage(file));
    expect(seals).toEqual([{ keyId: SIGNER.keyId, ses: sesOf(sesSeal), coversAll: true }]);
    expect(keyId).toBe(SIGNER.keyId);
  });
});

function ofdWithout(): string {
  return String(pageParts()['OFD.xml']).replace(/<ofd:CustomDatas>.*<\/ofd:CustomDatas>/, '');
}
