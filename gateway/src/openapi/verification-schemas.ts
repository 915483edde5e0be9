import { CHECKS, COUNTER_METHODS, NAME_LENGTH_LIMIT } from '@huren/chaincode/domain';
import { choice, closed, list, opened, ref, text, whole, type Schema } from './schema';
import { digest, day, colour, matter, localList, askedMatter, comparedAgent, nonce } from './value-schemas';

/** The question of a relying department, and its answer. */
export const verificationSchemas: Readonly<Record<string, Schema>> = {
  LocatedAnchor: closed({
    batch: text('authority/root'),
    index: whole('leaf index'),
    proof: list(digest, { maxItems: 20 }),
    'other?': digest,
  }),
  LicenceState: closed(
    {
      anchored: { type: 'boolean', description: 'whether the batch is on the ledger' },
      'hash?': choice('sha-256', 'sm3'),
      changes: list({ type: 'object', description: 'decisions about the licence, in ledger order' }),
      height: whole('of the index'),
      time: whole('block time, epoch ms'),
    },
    'a leaf hash without decisions is in force as far as the ledger knows',
  ),
  CredentialFile: closed(
    {
      sdJwt: text('SD-JWT (RFC 9901)'),
      'anchor?': ref('LocatedAnchor'),
      'delegations?': list(
        text('JWS (huren-delegation+jwt), the holder’s own first; where an agent presents'),
      ),
      'consents?': list(text('JWS (huren-consent+jwt); where one holder of several shows fields of others')),
    },
    'a licence with its anchor (DETAILS 8)',
  ),
  VerificationRequest: closed({
    credential: {
      description: 'SD-JWT text, credential file, or the text of a credential file',
      oneOf: [{ type: 'string', maxLength: 65_536 }, ref('CredentialFile')],
    },
    matter: askedMatter,
    'list?': localList,
    'nonce?': nonce,
    'asOf?': { ...day, description: 'ask about that day with what is known now' },
    'knownAt?': whole('ask what was known at that ledger height'),
    'counterMatch?': ref('CounterMatch'),
  }),
  CounterMatch: closed(
    {
      method: choice(...COUNTER_METHODS),
      'typed?': text(
        'name on the card, as typed or read; the gateway compares it itself and does not keep it. Needed where the licence shows a name that can be compared',
        { maxLength: NAME_LENGTH_LIMIT },
      ),
      'of?': comparedAgent,
    },
    'a clerk compared the person with the licence (人证核对); only in a clerk’s session, and the receipt says so',
  ),
  PageFile: closed(
    {
      ofd: text('OFD file, at most 20 MiB, base64 with padding (RFC 4648 §4)', { contentEncoding: 'base64' }),
      'anchor?': ref('LocatedAnchor'),
    },
    'a licence in page form with its anchor (DETAILS 8)',
  ),
  PageRequest: closed({
    credential: ref('PageFile'),
    matter: askedMatter,
    'list?': localList,
    'nonce?': nonce,
    'asOf?': day,
    'knownAt?': whole('ask what was known at that ledger height'),
    'counterMatch?': ref('CounterMatch'),
  }),
  VerificationOrPage: { oneOf: [ref('VerificationRequest'), ref('PageRequest')] },
  PageForm: closed({
    file: {
      type: 'string',
      contentMediaType: 'application/octet-stream',
      description: 'OFD file, at most 20 MiB; the request says its Content-Length',
    },
    matter: askedMatter,
    'list?': localList,
    'nonce?': nonce,
    'asOf?': day,
    'knownAt?': whole('ask what was known at that ledger height'),
    'anchor?': text('the anchor as JSON', { contentMediaType: 'application/json' }),
  }),
  Finding: closed({
    check: choice(...CHECKS),
    outcome: choice('pass', 'fail', 'unknown', 'skipped'),
    code: text('stable code'),
    message: ref('Bilingual'),
    evidence: { type: 'object' },
  }),
  Lamps: closed({ genuine: colour, inForce: colour, usable: colour }, '真 / 有效 / 此事可用'),
  Basis: closed({
    kind: choice('own-region', 'law', 'national-list', 'clause', 'none'),
    'reference?': text('agreement or basis id'),
    'version?': whole('its version'),
    'clause?': text('clause id'),
  }),
  PresentingHolder: closed(
    { holder: whole('counted from 1, as the licence lists them'), holders: whole('how many hold it') },
    'of a licence with several holders: whose key signed the presentation, or whom the clerk compared',
  ),
  VerdictWord: choice('accept', 'refuse', 'review', 'cannot-tell'),
  Verified: closed({
    verdict: ref('VerdictWord'),
    lamps: ref('Lamps'),
    legalForm: choice('data', 'page', 'copy'),
    basis: ref('Basis'),
    provenance: choice('issuer', 'custodian', 'relayed', 'none'),
    'identityLevel?': whole('0…5'),
    'presenter?': ref('PresentingHolder'),
    'attestedSince?': text('RFC 3339', { format: 'date-time' }),
    findings: list(ref('Finding')),
    advice: ref('Bilingual'),
    receipt: ref('Receipt'),
    'local?': ref('LocalMatter'),
  }),
  LocalMatter: closed(
    {
      code: text('local code that was asked about'),
      list: text('credit code of the authority whose list holds it'),
      basic: text('basic code that it counts as'),
    },
    'what a local code was taken for',
  ),
  VerdictCounts: closed({
    accept: whole('accepted'),
    refuse: whole('refused'),
    review: whole('for review'),
    'cannot-tell': whole('could not tell'),
  }),
  HistoryAnswer: closed({
    day,
    counts: ref('VerdictCounts'),
    found: whole('lines that the search finds'),
    items: list(
      closed({
        number: whole('of the receipt'),
        time: text('RFC 3339', { format: 'date-time' }),
        authority: text('credit code'),
        matter,
        verdict: ref('VerdictWord'),
        codes: list(text('code of a finding that did not pass')),
        'matched?': choice(...COUNTER_METHODS),
        'by?': text('digest of the account of the clerk who matched the person'),
      }),
      { maxItems: 500 },
    ),
  }),
  FiguresAnswer: closed({
    items: list(
      closed({
        day,
        accept: whole('accepted'),
        refuse: whole('refused'),
        review: whole('for review'),
        'cannot-tell': whole('could not tell'),
      }),
    ),
  }),
  BatchRequest: closed({ items: list(ref('VerificationRequest'), { minItems: 1, maxItems: 1000 }) }),
  BatchAnswer: closed({
    results: list({
      description: 'in the order of the items: a verdict with status 200, or a problem',
      anyOf: [
        opened({ status: { const: 200 } }),
        closed({ status: whole('4xx or 5xx'), problem: ref('Problem') }),
      ],
    }),
  }),
  FactsAnswer: closed({
    facts: { type: 'object', description: 'histories of every record that the checks look at' },
    policy: { type: 'object', description: 'the policy of this gateway’s member' },
    freshness: closed({
      height: whole('ledger height'),
      blockHash: text('hex'),
      time: whole('block time, epoch ms'),
      jws: text('typ huren-facts+jwt over {v, height, blockHash, time, factsDigest}'),
    }),
    'local?': ref('LocalMatter'),
  }),
};
