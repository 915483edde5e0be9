import { array, integer, object, oneOf, optional, string } from '../json/shape';
import { bilingual, bytes, checked, digest, memberId } from '../record/field';
import { memberApplication } from './application';

/** Bytes of an update; that of a member with sixteen peers has about 5,000. */
export const UPDATE_BYTES_LIMIT = 128 * 1024;
const mspId = string({ min: 1, max: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ });
const base = object({ sequence: integer(), digest });
/** A member's signature under the update: `{header, signature}`. */
export const updateSignature = object({ header: bytes(1, 16_384), signature: bytes(8, 72) });
const quorums = array(
  object({ msps: array(mspId, { min: 1, max: 200, unique: true }), atLeast: integer({ min: 1, max: 200 }) }),
  { min: 1, max: 20 },
);
const proposal = { base, update: bytes(1, UPDATE_BYTES_LIMIT), quorums, signature: updateSignature } as const;

/**
 * `{kind, member, application?, note?, nonce?, base: {sequence, digest}, update, quorums, signature}`: an admission has
 * the application and nothing else that names it, every other change a note and a nonce.
 */
export const openChangeArgument = checked(
  object({
    kind: oneOf(['admit-member', 'remove-member', 'channel-update']),
    member: memberId,
    application: optional(memberApplication),
    note: optional(bilingual),
    nonce: optional(string({ min: 1, max: 64 })),
    ...proposal,
  }),
  ({ kind, member, application, note, nonce, quorums: asked }) => {
    const isAdmission = kind === 'admit-member';
    if ((application !== undefined) !== isAdmission) return ['contradicting', '/application'];
    if ((note !== undefined) === isAdmission) return ['contradicting', '/note'];
    if ((nonce !== undefined) === isAdmission) return ['contradicting', '/nonce'];
    if (application !== undefined && application.statement.member.id !== member) {
      return ['contradicting', '/member'];
    }
    const isImpossible = asked.some(({ msps, atLeast }) => atLeast > msps.length);
    return isImpossible ? ['out-of-range', '/quorums'] : null;
  },
);
/** `{change, base, update (its digest), signature}` */
export const approveChangeArgument = object({
  change: digest,
  base,
  update: digest,
  signature: updateSignature,
});
/** `{change, base, update, quorums, signature}` */
export const rebaseChangeArgument = object({ change: digest, ...proposal });
/** `{change, sequence}` */
export const completeChangeArgument = object({ change: digest, sequence: integer() });
/** `{change}` */
export const cancelChangeArgument = object({ change: digest });
/** `{change?}` */
export const showChangeArgument = object({ change: optional(digest) });
