import {
  canonicalBytes,
  encodeBase64url,
  type History,
  type Inquiry,
  type JsonValue,
  leafHash,
  type LogProof,
  MalformedError,
  type Member,
  MerkleTree,
  NO_RECEIPT,
  parseReceipt,
  parseTrustFile,
  type Receipt,
  receiptBytes,
  receiptDigest,
  type ReceiptHead,
  type ReceiptPayload,
  receiptPayload,
  receiptRequest,
  recordKey,
  signReceipts,
  signTrustFile,
  type TrustBody,
  type TrustFile,
  trustDigest,
  trustMembers,
  trustSource,
  gatherFacts,
  verifyCredential,
  verifyReceipt,
  verifyTrustFile,
} from '@huren/chaincode/domain';
import { verifyReceiptLocally } from '@huren/clients';
import { arrange, BAICHENG, canonical, member, provider, signerOf, type World } from './world';

const gateway = signerOf(9);
const other = signerOf(10);
const receiptKey = (signer = gateway, state: 'active' | 'ended' = 'active') => ({
  keyId: signer.keyId,
  suite: signer.suite,
  publicKey: encodeBase64url(signer.publicKey),
  state,
});
const withKey = (world: World): World =>
  world.put(recordKey.member(BAICHENG), { ...member(BAICHENG), receiptKeys: [receiptKey()] });

function issued(count: number): {
  receipts: readonly Receipt[];
  members: History<Member>[];
  inquiry: Inquiry;
  world: World;
} {
  const { inquiry, world } = arrange({ before: withKey });
  const verdict = verifyCredential(inquiry);
  const payloads: ReceiptPayload[] = [];
  for (let number = 1; number <= count; number++) {
    const last = payloads.at(-1);
    const previous = last === undefined ? NO_RECEIPT : receiptDigest(last, provider);
    payloads.push(
      receiptPayload(verdict, inquiry, { key: gateway.keyId, number, previous, timeMs: inquiry.nowMs }),
    );
  }
  const members = [world.records[recordKey.member(BAICHENG)] as History<Member>];
  return { receipts: signReceipts(payloads, gateway, provider), members, inquiry, world };
}

describe('receipts', () => {
  it.each([1, 2, 5])('of a tick of %d check offline, each by itself', (count) => {
    const { receipts, members, inquiry } = issued(count);
    for (const receipt of receipts) {
      const read = parseReceipt(JSON.parse(JSON.stringify(receipt)) as JsonValue);
      const check = verifyReceipt(read, { members, provider, request: receiptRequest(inquiry) });
      expect(check).toEqual({ outcome: 'valid', faults: [], member: BAICHENG });
    }
  });

  it('are chained without a gap', () => {
    const { receipts } = issued(3);
    expect(receipts.map(({ payload }) => payload.number)).toEqual([1, 2, 3]);
    expect(receipts[1]!.payload.previous).toBe(receiptDigest(receipts[0]!.payload, provider));
  });

  it('hold no personal value and not the licence’s identifier', () => {
    const text = canonical(issued(1).receipts[0]);
    for (const value of ['演示商行', '0001', 'DEMO0001']) expect(text).not.toContain(value);
  });

  const changed = (change: Partial<ReceiptPayload>) => (receipt: Receipt) => ({
    ...receipt,
    payload: { ...receipt.payload, ...change },
  });
  it.each([
    ['an altered verdict', changed({ verdict: 'refuse' }), 'RECEIPT_PATH_INVALID'],
    ['another number', changed({ number: 7 }), 'RECEIPT_PATH_INVALID'],
    [
      'another place',
      (receipt: Receipt) => ({ ...receipt, path: { ...receipt.path, index: 0 } }),
      'RECEIPT_PATH_INVALID',
    ],
    [
      'another size',
      (receipt: Receipt) => ({ ...receipt, path: { ...receipt.path, size: 3 } }),
      'RECEIPT_PATH_INVALID',
    ],
    ['a height before its key', changed({ height: 0 }), 'RECEIPT_KEY_NOT_THEN'],
    [
      'a signature by another key',
      (receipt: Receipt) => ({ ...receipt, jws: resigned(receipt.jws, other) }),
      'RECEIPT_SIGNATURE_INVALID',
    ],
    [
      'a signature of another type',
      (receipt: Receipt) => ({ ...receipt, jws: resigned(receipt.jws, gateway, 'huren-trust+jwt') }),
      'RECEIPT_SIGNATURE_INVALID',
    ],
  ] as const)('are not relied on with %s', (_fault, change, fault) => {
    const { receipts, members } = issued(2);
    const check = verifyReceipt(change(receipts[1]!), { members, provider });
    expect(check.outcome).toBe('invalid');
    expect(check.faults).toContain(fault);
  });

  it('do not answer another request', () => {
    const { receipts, members, inquiry } = issued(1);
    const request = { ...receiptRequest(inquiry), matter: '000131005000' };
    expect(verifyReceipt(receipts[0]!, { members, provider, request }).faults).toEqual([
      'RECEIPT_REQUEST_DIFFERS',
    ]);
  });

  it('are unknown where no member record names their key', () => {
    const { receipts } = issued(1);
    expect(verifyReceipt(receipts[0]!, { members: [], provider })).toEqual({
      outcome: 'unknown',
      faults: ['RECEIPT_KEY_UNKNOWN'],
    });
  });

  it('are not relied on once their key had ended', () => {
    const { receipts, members } = issued(1);
    const ended = { ...members[0]!.at(-1)!.value!, receiptKeys: [receiptKey(gateway, 'ended')] };
    const after = [...members[0]!, { position: { block: 20, tx: 0 }, time: 0, value: ended }];
    const receipt = { ...receipts[0]!, payload: { ...receipts[0]!.payload, height: 21 } };
    expect(verifyReceipt(receipt, { members: [after], provider }).faults).toContain('RECEIPT_KEY_NOT_THEN');
    expect(verifyReceipt(receipts[0]!, { members: [after], provider }).outcome).toBe('valid');
  });

  it('refuse to be signed by a key that they do not name', () => {
    const { receipts } = issued(1);
    expect(() => signReceipts([receipts[0]!.payload], other, provider)).toThrow(TypeError);
    expect(() => signReceipts([], gateway, provider)).toThrow(TypeError);
  });
});

/** The JWS with a header for this key and type, over the same payload. */
function resigned(jws: string, signer: typeof gateway, typ = 'huren-receipt+jwt'): string {
  const [, payload = ''] = jws.split('.');
  const header = encodeBase64url(canonicalBytes({ alg: signer.suite, kid: signer.keyId, typ }));
  const input = `${header}.${payload}`;
  return `${input}.${encodeBase64url(signer.sign(new TextEncoder().encode(input)))}`;
}

describe('a trust file', () => {
  const body = (world: World, change: Partial<TrustBody> = {}): TrustBody => ({
    v: 1,
    member: BAICHENG,
    key: gateway.keyId,
    exportedAt: '2026-06-01T02:00:00.000Z',
    head: world.source().head,
    records: Object.fromEntries(
      Object.entries(world.records).filter(([key]) => !key.startsWith('receipt-head/')),
    ),
    ...change,
  });

  it('gives offline the verdict that its gateway gives', () => {
    const { inquiry, world } = arrange({ before: withKey });
    const file = parseTrustFile(canonical(signTrustFile(body(world), gateway, provider)));
    expect(verifyTrustFile(file, { provider, pin: trustDigest(file.body, provider) })).toEqual([]);
    const facts = gatherFacts(inquiry.credential, inquiry.question, trustSource(file), provider);
    expect(verifyCredential({ ...inquiry, facts })).toEqual(verifyCredential(inquiry));
    expect(trustMembers(file)).toHaveLength(2);
  });

  describe('holds receipts against the heads that it knows', () => {
    const { receipts, world } = issued(4);
    const [, second, third, last] = receipts as [Receipt, Receipt, Receipt, Receipt];
    const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sha-256', bytes);
    const leaves = receipts.map(({ payload }) => leafHash(receiptBytes(payload), hash));
    const treeOf = (size: number): MerkleTree => MerkleTree.of(leaves.slice(0, size), hash);
    const proofIn = (size: number, number: number): LogProof => ({
      size,
      proof: treeOf(size)
        .inclusionProof(number - 1)
        .map(encodeBase64url),
    });
    const headOf = (number: number, more: Partial<ReceiptHead> = {}): ReceiptHead => ({
      keyId: gateway.keyId,
      member: BAICHENG,
      number,
      digest: receiptDigest(receipts[number - 1]!.payload, provider),
      root: encodeBase64url(treeOf(number).root()),
      ...more,
    });
    const fileWith = (head: unknown): TrustFile => {
      const key = recordKey.receiptHead(gateway.keyId);
      const time = Date.parse(second.payload.time);
      const { records, ...rest } = body(world);
      const heads =
        head === undefined ? {} : { [key]: [{ position: { block: 9, tx: 0 }, time, value: head }] };
      return parseTrustFile(
        canonical(signTrustFile({ ...rest, records: { ...records, ...heads } }, gateway, provider)),
      );
    };
    const forged = { ...third, payload: { ...third.payload, knownAt: 1 } };

    it.each<[string, Receipt, ReceiptHead | undefined, number | undefined, string | undefined]>([
      ['says nothing where it knows no head', third, undefined, undefined, undefined],
      ['takes one behind the head for younger', last, headOf(3), undefined, 'after-head'],
      ['takes none behind a final head', last, headOf(3, { final: true }), undefined, 'not-in-log'],
      ['takes the one that the head names', third, headOf(3), undefined, 'in-log'],
      ['takes the last of a final head', third, headOf(3, { final: true }), undefined, 'in-log'],
      ['refutes another under the head’s own number', forged, headOf(3), undefined, 'not-in-log'],
      ['cannot tell of one below without a proof', second, headOf(3), undefined, 'unproven'],
      ['takes one below with the gateway’s proof', second, headOf(3), 3, 'in-log'],
      ['finds nothing in a proof for another head', second, headOf(3), 4, 'unproven'],
    ])('%s', (_rule, receipt, head, size, logged) => {
      const logProof = size === undefined ? {} : { logProof: proofIn(size, receipt.payload.number) };
      const check = verifyReceiptLocally(receipt, fileWith(head), { provider, ...logProof });
      expect(check.logged).toBe(logged);
      expect(check.faults.includes('RECEIPT_NOT_IN_LOG')).toBe(logged === 'not-in-log');
    });

    it.each<[string, unknown]>([
      ['a log without a root', { ...headOf(3), root: undefined }],
      ['a log without its newest receipt', { ...headOf(3), digest: undefined }],
      ['a root of no receipts', { ...headOf(3), number: 0 }],
      ['an end that is none', { ...headOf(3), final: false }],
      ['the head of another key', { ...headOf(3), keyId: other.keyId }],
    ])('refuses %s', (_rule, head) => {
      expect(() => fileWith(JSON.parse(JSON.stringify(head)))).toThrow(MalformedError);
    });
  });

  it.each([
    [
      'a pin of another file',
      (file: ReturnType<typeof signTrustFile>) => file,
      NO_RECEIPT,
      'TRUST_PIN_DIFFERS',
    ],
    [
      'an altered record',
      (file: ReturnType<typeof signTrustFile>) => ({
        ...file,
        body: { ...file.body, exportedAt: '2026-06-02T02:00:00.000Z' },
      }),
      undefined,
      'TRUST_SIGNATURE_INVALID',
    ],
    [
      'a key that its member does not have',
      (file: ReturnType<typeof signTrustFile>) => ({ ...file, body: { ...file.body, key: other.keyId } }),
      undefined,
      'TRUST_KEY_UNKNOWN',
    ],
    [
      'a signature of another type',
      (file: ReturnType<typeof signTrustFile>) => ({ ...file, jws: resigned(file.jws, gateway) }),
      undefined,
      'TRUST_SIGNATURE_INVALID',
    ],
  ] as const)('is not believed with %s', (_fault, change, pin, fault) => {
    const { world } = arrange({ before: withKey });
    const file = change(signTrustFile(body(world), gateway, provider));
    expect(verifyTrustFile(file, { provider, ...(pin !== undefined && { pin }) })).toContain(fault);
  });

  it.each([
    ['a record of another kind', { records: { 'case/x': [] } }],
    ['an unknown member', { extra: 1 }],
    [
      'a record under the key of another',
      {
        records: {
          'member/230200': [{ position: { block: 0, tx: 0 }, time: 0, value: member(BAICHENG) }],
        },
      },
    ],
    [
      'versions out of ledger order',
      {
        records: {
          'member/220800': [
            { position: { block: 1, tx: 0 }, time: 0, value: member(BAICHENG) },
            { position: { block: 0, tx: 0 }, time: 0, value: member(BAICHENG) },
          ],
        },
      },
    ],
    [
      'a version whose time runs back',
      {
        records: {
          'member/220800': [
            { position: { block: 0, tx: 0 }, time: 1, value: member(BAICHENG) },
            { position: { block: 1, tx: 0 }, time: 0, value: member(BAICHENG) },
          ],
        },
      },
    ],
    [
      'a record that breaks its shape',
      { records: { 'member/230200': [{ position: { block: 0, tx: 0 }, time: 0, value: {} }] } },
    ],
  ])('is malformed with %s', (_fault, change) => {
    const { world } = arrange({ before: withKey });
    const file = signTrustFile(body(world), gateway, provider);
    expect(() => parseTrustFile(canonical({ ...file, body: { ...file.body, ...change } }))).toThrow(
      MalformedError,
    );
  });
});

describe('a receipt of a person who was matched at the counter', () => {
  const by = encodeBase64url(new Uint8Array(32).fill(3));
  const counterMatch = { method: 'id-card', name: 'exact', by } as const;

  function matchedReceipt(): { receipt: Receipt; inquiry: Inquiry; members: History<Member>[] } {
    const { inquiry, world } = arrange({
      before: withKey,
      presentation: null,
      question: { counterMatch },
    });
    const place = { key: gateway.keyId, number: 1, previous: NO_RECEIPT, timeMs: inquiry.nowMs };
    const payload = receiptPayload(verifyCredential(inquiry), inquiry, place);
    const [receipt] = signReceipts([payload], gateway, provider) as [Receipt];
    return { receipt, inquiry, members: [world.records[recordKey.member(BAICHENG)] as History<Member>] };
  }

  it('says so and how, and names neither the clerk nor the person', () => {
    const { receipt } = matchedReceipt();
    expect(receipt.payload).toMatchObject({ counterMatch: 'id-card', identityLevel: 3 });
    expect(receipt.payload.findings).toContainEqual({
      check: 'holder',
      outcome: 'pass',
      code: 'PERSON_MATCHED_AT_COUNTER',
    });
    expect(JSON.stringify(receipt)).not.toContain(by);
    expect(parseReceipt(JSON.parse(JSON.stringify(receipt)) as JsonValue)).toEqual(receipt);
  });

  it('answers the request with that very match, and no other', () => {
    const { receipt, inquiry, members } = matchedReceipt();
    const request = receiptRequest(inquiry);
    const check = (asked: typeof request): readonly string[] =>
      verifyReceipt(receipt, { members, provider, request: asked }).faults;
    expect(check(request)).toEqual([]);
    const { counterMatch: _, ...without } = request;
    expect(check(without)).toEqual(['RECEIPT_REQUEST_DIFFERS']);
    const other = { ...counterMatch, method: 'card-reader' as const };
    expect(check({ ...request, counterMatch: other })).toEqual(['RECEIPT_REQUEST_DIFFERS']);
  });
});
