import { CO_HOLDER_LIMIT, LICENCE_STATES, REPRESENTATIONS } from '@huren/chaincode/domain';
import { OFFER_STATES } from '../claims/offer-watch';
import { choice, closed, list, ref, text, whole, type Schema } from './schema';
import { digest, day } from './value-schemas';

/** Licences that holders claim. */
export const claimSchemas: Readonly<Record<string, Schema>> = {
  OfferRequest: closed({
    type: text('code of the licence type'),
    'key?': { ...digest, description: 'without it: the newest of the authority’s seals here' },
    licence: ref('LicenceInput'),
    'person?': closed({ name: text('whom it is for'), idNumber: text('kept encrypted until it is claimed') }),
    identityLevel: whole('lowest level of the check', { maximum: 5 }),
    'claimant?': ref('Representation'),
    'coHolders?': list(ref('OfferedHolder'), { minItems: 1, maxItems: CO_HOLDER_LIMIT }),
    'forms?': list(choice('data', 'page')),
    'pageSeals?': list(digest),
    'coSeals?': list(digest),
  }),
  Representation: closed(
    { relation: choice(...REPRESENTATIONS), 'until?': day },
    'who claims and presents in the holder’s place',
  ),
  OfferedHolder: closed(
    {
      fields: { type: 'object', description: 'what only this holder can disclose' },
      person: closed({
        name: text('whom it is for; with co-holders the first holder is named too'),
        idNumber: text('kept encrypted until it is claimed'),
      }),
      'identityLevel?': whole('as the offer’s where absent', { maximum: 5 }),
      'claimant?': ref('Representation'),
    },
    '共有人: each has a code of their own, and it is sealed once all have claimed',
  ),
  OfferMade: closed({
    code: text('22 characters, good once'),
    link: text('for the wallet; also as a QR code'),
    expiresAt: text('RFC 3339', { format: 'date-time' }),
    'coHolders?': list(
      closed({ code: text('22 characters, good once'), link: text('for that holder’s wallet') }),
    ),
  }),
  LicenceName: closed(
    {
      'identifier?': text('licence identifier; or else type and number'),
      'type?': text('licence type code'),
      'number?': text('证照编号'),
    },
    'how a clerk names a licence that the own authority issued here',
  ),
  FoundLicence: closed({
    identifier: text('licence identifier'),
    type: closed({ code: text('licence type'), 'name?': ref('Bilingual') }),
    'number?': text('证照编号'),
    issueDate: day,
    'validateEnd?': day,
    state: choice(...LICENCE_STATES),
    page: { type: 'boolean', description: 'whether it has a page form, which is made anew with it' },
    holders: list(
      closed({
        'name?': text('as the licence says'),
        'representation?': ref('Representation'),
        bound: { type: 'boolean', description: 'whether some phone holds its key' },
      }),
    ),
  }),
  OfferAgainRequest: closed({
    identifier: text('licence identifier'),
    identityLevel: whole('lowest level of the check', { maximum: 5 }),
    holders: list(
      // Whoever is not named keeps the licence under the same key and level.
      closed({
        place: whole('0: the first holder', { maximum: CO_HOLDER_LIMIT }),
        person: closed({ name: text('whom the code is for'), idNumber: text('kept encrypted') }),
      }),
      { minItems: 1, maxItems: CO_HOLDER_LIMIT + 1 },
    ),
    'photo?': text('PNG or JPEG in base64, where the page form has one'),
  }),
  OffersMade: closed({
    offers: list(
      closed({
        place: whole('0: the first holder'),
        code: text('22 characters, good once'),
        link: text('for that holder’s wallet; also as a QR code'),
      }),
    ),
    expiresAt: text('RFC 3339', { format: 'date-time' }),
  }),
  OfferState: closed({
    state: choice(...OFFER_STATES),
    expiresAt: text('RFC 3339', { format: 'date-time' }),
    'holders?': ref('HolderProgress'),
  }),
  Offer: closed({
    type: closed({ code: text('licence type'), name: ref('Bilingual') }),
    issuer: closed({ code: text('credit code'), name: ref('Bilingual') }),
    identityLevel: whole('lowest level of the check'),
    'claimant?': ref('Representation'),
    'holders?': ref('HolderProgress'),
    nonce: text('goes into the proof'),
    member: text('id of the member, whose gateway is the proof’s audience'),
    services: list(text('identity service')),
    expiresAt: text('RFC 3339', { format: 'date-time' }),
  }),
  ClaimRequest: closed({
    holderKey: { type: 'object', description: 'public P-256 JWK' },
    proof: text('JWS huren-claim+jwt by that key over {aud, nonce, iat}'),
    identity: closed({ service: text('one that the offer lists'), assertion: { type: 'object' } }),
  }),
  ClaimTaken: closed({ claim: text('22 characters; whoever has it gets the licence') }),
  RenewalRequest: closed({
    proof: text('JWS huren-renewal+jwt by the holder’s key over {v, aud, licence, nonce, iat}, good once'),
    licence: text('the credential file without disclosures, as text'),
  }),
  Renewal: closed({
    state: choice('current', 'renewed'),
    'credentials?': list({ type: 'object', description: 'the newest, with this holder’s own fields' }),
  }),
  HolderProgress: closed({ of: whole('who hold the licence'), claimed: whole('who have claimed it') }),
  ClaimResult: closed({
    state: choice('waiting', 'expired', 'sealing', 'anchored', 'refused'),
    level: whole('identity level that was seen'),
    'holders?': ref('HolderProgress'),
    'credentials?': list({ type: 'object', description: 'credential files: data form, page form' }),
  }),
};
