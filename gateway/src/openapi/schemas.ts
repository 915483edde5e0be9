import { STAFF_ROLES } from '../staff/staff';
import { caseSchemas } from './case-operations';
import { claimSchemas } from './claim-schemas';
import { governanceSchemas } from './governance-operations';
import { groupSchemas } from './group-schemas';
import { issuingSchemas } from './issuing-schemas';
import { ledgerSchemas } from './ledger-schemas';
import { presentationSchemas } from './presentation-schemas';
import { receiptSchemas } from './receipt-schemas';
import { closed, list, opened, ref, text, whole, type Schema } from './schema';
import { verificationSchemas } from './verification-schemas';

/** Schemas of bodies and answers, by name. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Bilingual: closed({ zh: text('Chinese'), en: text('English') }),
  Problem: closed(
    {
      type: text('urn:huren:problem:<code>'),
      title: text('short English title'),
      status: whole('HTTP status'),
      detail: text('English sentence: what happened and what to do'),
      code: text('stable kebab-case code'),
      messages: ref('Bilingual'),
      'path?': text('JSON pointer into the request body (RFC 6901)'),
      'details?': { type: 'object', description: 'further values; never personal ones' },
      'rejection?': text('the contract’s own code, with ledger-rejection'),
      'transactionId?': text('the transaction concerned'),
    },
    'RFC 9457 problem details',
  ),
  Position: closed({ block: whole('block number'), tx: whole('index within the block') }),
  Record: opened(
    { position: ref('Position'), time: whole('block time, epoch ms') },
    'a public record of the ledger',
  ),
  Page: closed({ items: list(ref('Record')), 'next?': text('value of `after` for the next page') }),
  ...groupSchemas,
  ...caseSchemas,
  ...governanceSchemas,
  ...verificationSchemas,
  ...receiptSchemas,
  ...presentationSchemas,
  ...claimSchemas,
  ...issuingSchemas,
  ...ledgerSchemas,
  StaffSession: {
    type: 'object',
    description: 'whose session this is; the name is for the screen alone',
    required: ['signedIn'],
    properties: {
      signedIn: { type: 'boolean' },
      provided: { type: 'boolean', description: 'whether this gateway has sign-in at all' },
      member: text('id of the member'),
      subject: text('the same for the same person, and no name'),
      name: text('for the screen'),
      roles: list({ enum: [...STAFF_ROLES] }),
      authority: {
        type: 'object',
        properties: { code: text('credit code'), name: ref('Bilingual'), region: text('region code') },
      },
      csrf: text('goes back in the x-huren-csrf header'),
      endsAt: text('RFC 3339'),
      to: text('after sign-out: where the provider ends its own session'),
    },
  },
  Alive: closed({ alive: { const: true } }),
  Readiness: closed({
    ready: { type: 'boolean' },
    reasons: list(closed({ code: text('stable code'), messages: ref('Bilingual') })),
  }),
};
