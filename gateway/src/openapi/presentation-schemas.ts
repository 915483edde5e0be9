import { choice, closed, list, ref, text, whole, type Schema } from './schema';
import { WALLET_REFUSALS } from '../presentations/wallet-refusal';
import { digest, matter, localList, askedMatter, nonce } from './value-schemas';

/** What goes between counters and phones, and from phone to phone. */
export const presentationSchemas: Readonly<Record<string, Schema>> = {
  PresentationAsk: closed({
    matter: askedMatter,
    'list?': localList,
    'issuingRegion?': text('of a local code: region of the licence’s issuer, where matters differ by it'),
    'fields?': list(text('claim name'), { minItems: 1, maxItems: 64 }),
    'purpose?': text('why, for the holder', { maxLength: 200 }),
    'case?': text('number of the case, for the holder', { maxLength: 64 }),
    'rendezvous?': text('code that the holder shows, <member>-<6 digits>'),
  }),
  PresentationRequest: closed({
    nonce: text('128 random bits, base64url; good once, for 60 s, or 300 s where all holders have to agree'),
    audience: text('what the holder signs for'),
    matter,
    materials: list(
      closed({
        types: list(text('licence type code')),
        fields: list(text('claim name: what is asked of such a licence, and no more')),
        identityLevel: whole('0…5'),
        'holders?': choice('all'),
      }),
    ),
    expiresAt: text('RFC 3339', { format: 'date-time' }),
    expiresInSeconds: whole('until then, for whoever’s clock differs'),
    id: text('names the request to wallets and to the counter; not the nonce'),
    'requestUri?': text('where a wallet reads it; absent while the member publishes no gateway address'),
    'link?': text('openid4vp: address, the content of a QR code'),
    'local?': ref('LocalMatter'),
  }),
  Exchange: closed({
    state: choice('open', 'fetched', 'declined', 'answered', 'expired'),
    nonce,
    'credential?': closed({
      sdJwt: text('SD-JWT with key binding'),
      'anchor?': { type: 'object' },
      'delegations?': list(text('JWS by which an agent presents')),
      'consents?': list(text('JWS by which one holder of several shows fields of others')),
    }),
    'error?': choice(...WALLET_REFUSALS),
  }),
  WalletAnswer: {
    type: 'object',
    description:
      'also as application/x-www-form-urlencoded (OpenID4VP 1.0 §8.2); or error and state where nothing is presented; others are ignored',
    required: ['state'],
    additionalProperties: true,
    properties: {
      vp_token: text('JSON {"<id of the query that it meets>": ["<SD-JWT with key binding>"]}'),
      state: text('of the request'),
      anchor: text('JSON of the credential file’s anchor'),
      delegations: text('JSON of the delegations by which an agent presents'),
      consents: text('JSON of the consents by which one holder of several shows fields of others'),
      error: text('OpenID4VP 1.0 §8.5: access_denied where the holder declines'),
    },
  },
  Rendezvous: closed({
    code: text('<member>-<6 digits>, good once, for 60 s'),
    secret: text('for the phone alone'),
    expiresAt: text('RFC 3339', { format: 'date-time' }),
  }),
  RendezvousAsk: closed({
    ask: text(
      'JWS (huren-rendezvous+jwt) by the asking member’s receipt key: {v, member, code, requestUri, iat}',
    ),
  }),
  Meeting: closed({ state: choice('waiting', 'asked', 'expired'), 'requestUri?': text('what to fetch') }),
  Empty: closed({}),
  RevocationRequest: closed({
    secret: text('base64url of the 32 bytes whose SHA-256 is the delegation’s id'),
    chain: list(text('JWS (huren-delegation+jwt): the one that ends last, the one above it before it')),
  }),
  DelegationState: closed({ id: digest, state: choice('revoked', 'not-revoked') }),
  UsesRequest: closed({
    proof: text(
      'JWS huren-agent-uses+jwt {v, aud, licence, nonce, iat} by the licence’s key, good once and for a minute; aud: urn:huren:gateway:<member>',
    ),
    licence: text('JSON of the credential file, nothing disclosed'),
  }),
  AgentUses: closed({
    since: text('RFC 3339: from then on nothing is missing', { format: 'date-time' }),
    uses: list(
      closed({
        id: text('of the use, at this gateway'),
        time: text('RFC 3339', { format: 'date-time' }),
        authority: closed({
          code: text('credit code'),
          'name?': ref('Bilingual'),
          'region?': text('GB/T 2260'),
        }),
        matter: closed({ code: text('matter code'), 'name?': ref('Bilingual') }),
        fields: list(text('claim name')),
        'purpose?': text('why, as the agent was told'),
        'case?': text('number of the case'),
        verdict: choice('accept', 'refuse', 'review', 'cannot-tell'),
        delegations: list(digest, { minItems: 1, maxItems: 2 }),
      }),
      { maxItems: 500 },
    ),
  }),
  DropRequest: closed({
    sealed: text('encrypted by the phone; its key is in the link alone'),
    'code?': text('22 characters that the waiting phone chose; absent: a fresh one'),
  }),
  Drop: closed({ code: text('22 characters'), expiresAt: text('RFC 3339', { format: 'date-time' }) }),
  DropContent: closed({ sealed: text('as it was left') }),
  DropTaken: closed({ state: choice('taken') }),
};
