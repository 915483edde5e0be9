import {
  factsSource,
  gatherFacts,
  type JsonValue,
  MalformedError,
  nobleProvider,
  parseCredential,
  parseFacts,
  readJson,
  recordKey,
  type RecordSource,
  verifyCredential,
  verifyCredentials,
} from '@huren/chaincode/domain';
import {
  arrange,
  basis,
  canonical,
  ISSUER,
  LOCAL_MATTER,
  MAPPING_PARTIES,
  MATTER,
  provider,
  type Scenario,
} from './world';

const RICH: Scenario = {
  before: (world) =>
    world
      .put(recordKey.basis('law-1'), basis({ types: ['11100000MB03271699001'] }))
      .put(recordKey.mapping(LOCAL_MATTER, MATTER), {
        from: LOCAL_MATTER,
        to: MATTER,
        version: 1,
        parties: MAPPING_PARTIES,
        accepted: MAPPING_PARTIES.map(({ authority }) => authority),
        state: 'accepted',
      }),
  after: (world, leafHash) =>
    world.put(recordKey.status(ISSUER, leafHash), {
      authority: ISSUER,
      leafHash,
      root: leafHash,
      changes: [
        {
          state: 'suspended',
          by: ISSUER,
          decision: '演示决定 1',
          decidedOn: '2026-04-01',
          effectiveFrom: '2026-07-01',
          retroactive: false,
        },
      ],
    }),
};

describe('facts', () => {
  it('follow the head of their source, and are the same objects until then', () => {
    const { inquiry } = arrange({});
    const { credential, question, facts } = inquiry;
    const first = factsSource(facts);
    let head = first.head;
    let isEnded = false;
    const source: RecordSource = {
      ...first,
      get head() {
        return head;
      },
      history: <T>(key: string) => (isEnded && key.startsWith('seal/') ? [] : first.history<T>(key)),
    };
    const before = gatherFacts(credential, question, source, provider);
    expect(gatherFacts(credential, question, source, provider).seals).toBe(before.seals);
    expect(Object.keys(before.seals)).not.toEqual([]);
    isEnded = true;
    head = { ...head, height: head.height + 1 };
    const after = gatherFacts(credential, question, source, provider);
    expect(after.seals).toEqual({});
    expect(after.head).toBe(head);
  });

  it('of another office or matter are not those gathered before', () => {
    const { inquiry } = arrange({});
    const { credential, question, facts } = inquiry;
    const source = factsSource(facts);
    gatherFacts(credential, question, source, provider);
    const other = gatherFacts(credential, { matter: question.matter, relying: ISSUER }, source, provider);
    expect(Object.keys(other.authorities)).not.toContain(question.relying);
    expect(() => gatherFacts(credential, { ...question, matter: 'x' }, source, provider)).toThrow(
      MalformedError,
    );
  });

  it.each([
    ['all well', {}],
    ['a status, a basis and a mapping', RICH],
    ['refused', { licence: { validTo: '2026-05-31' } }],
    ['never anchored', { anchor: null }],
  ] as const)('give the same verdict after a round trip through JSON: %s', (_name, scenario) => {
    const { inquiry } = arrange(scenario);
    const text = canonical(inquiry.facts);
    const facts = parseFacts(readJson(text));
    expect(facts).toEqual(inquiry.facts);
    expect(verifyCredential({ ...inquiry, facts })).toEqual(verifyCredential(inquiry));
  });

  it('give many inquiries at once the verdicts that each has alone', () => {
    const inquiries = [{}, RICH, { seal: null }, { licence: { validTo: '2026-05-31' } }].map(
      (scenario) => arrange(scenario).inquiry,
    );
    expect(verifyCredentials(inquiries)).toEqual(inquiries.map((inquiry) => verifyCredential(inquiry)));
  });

  it('serve as a source again', () => {
    const { inquiry } = arrange(RICH);
    const { credential, question, facts } = inquiry;
    expect(gatherFacts(credential, question, factsSource(facts), provider)).toEqual(facts);
  });

  it('give the same verdict with the provider of pure TypeScript', () => {
    const { inquiry } = arrange(RICH);
    expect(verifyCredential({ ...inquiry, provider: nobleProvider, keys: new Map() })).toEqual(
      verifyCredential(inquiry),
    );
  });

  it('find the anchor of a bare credential', () => {
    const { credential, world, inquiry } = arrange();
    const bare = parseCredential(credential.sdJwt.text);
    const located = { [bare.locator(provider)]: credential.anchor! };
    const facts = gatherFacts(bare, inquiry.question, world.source(located), provider);
    expect(facts.located).toEqual(credential.anchor);
    expect(verifyCredential({ ...inquiry, credential: bare, facts }).verdict).toBe('accept');
  });

  it('hold nothing about the holder', () => {
    const text = canonical(arrange(RICH).inquiry.facts);
    for (const value of ['演示商行', '(演示)0001']) expect(text).not.toContain(value);
  });

  const facts = (): Record<string, JsonValue> =>
    JSON.parse(canonical(arrange().inquiry.facts)) as Record<string, JsonValue>;
  it.each([
    ['an unknown member', (value: Record<string, JsonValue>) => ({ ...value, extra: 1 })],
    ['another version', (value: Record<string, JsonValue>) => ({ ...value, v: 2 })],
    ['a missing head', ({ head: _head, ...value }: Record<string, JsonValue>) => value],
    ['a history that is no list', (value: Record<string, JsonValue>) => ({ ...value, anchor: {} })],
    [
      'an authority that is no credit code',
      (value: Record<string, JsonValue>) => ({ ...value, authorities: { x: [] } }),
    ],
    [
      'a record with an unknown field',
      (value: Record<string, JsonValue>) => ({
        ...value,
        bases: [[{ position: { block: 0, tx: 0 }, time: 0, value: { id: 'x', more: 1 } }]],
      }),
    ],
  ])('are refused with %s', (_fault, change) => {
    expect(() => parseFacts(change(facts()))).toThrow(MalformedError);
  });
});
