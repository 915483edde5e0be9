import { type Infer, object, string } from '../json/shape';
import { bilingual, memberId, region } from '../record/field';

const mspId = string({ min: 1, max: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ });

/** How an organisation is entered: `{id, msp, name: {zh, en}, region}`. */
export const memberEntry = object({ id: memberId, msp: mspId, name: bilingual, region });
export type MemberEntry = Infer<typeof memberEntry>;
