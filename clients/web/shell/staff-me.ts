import type { Bilingual } from '@huren/chaincode/domain';

/** `GET /v1/staff/me`: whose gateway this is, and who has signed in at it. */
export interface StaffMe {
  readonly signedIn: boolean;
  /** Whether people can sign in at this gateway at all. */
  readonly provided: boolean;
  readonly member: string;
  readonly subject?: string;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly authority?: { readonly code: string; readonly name: Bilingual; readonly region: string };
  /** Sent back with every call that acts. */
  readonly csrf?: string;
}
