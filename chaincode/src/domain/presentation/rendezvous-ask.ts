import type { CryptoProvider, Signer } from '../crypto/provider';
import { integer, literal, object, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import type { Member } from '../member/member';
import { memberId } from '../record/field';
import {
  isStatementSigned,
  parseStatement,
  type Statement,
  statementInput,
  statementJws,
} from '../verification/signed-statement';
import { receiptKeyOf } from './request-object';

/** `typ` of what a counter's gateway sends for the phone behind a rendezvous code. */
export const RENDEZVOUS_ASK_TYPE = 'huren-rendezvous+jwt';
/** How old it may be, and how far the two gateways' clocks may differ, milliseconds. */
export const RENDEZVOUS_ASK_AGE_MS = 120_000;

/** Where the request lies that a counter has for whoever shows this code: by its member's receipt key, for this code alone. */
export interface RendezvousAsk {
  readonly v: 1;
  /** Member whose gateway asks. */
  readonly member: string;
  readonly code: string;
  readonly requestUri: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

const AskShape = object({
  v: literal(1),
  member: memberId,
  code: string({ min: 13, max: 25 }),
  requestUri: string({ min: 8, max: 500, pattern: /^https?:\/\/[\x21-\x7e]+$/ }),
  iat: integer(),
});

/** The compact JWS by the asking member's receipt key. */
export function signRendezvousAsk(ask: RendezvousAsk, signer: Signer): string {
  const input = statementInput(RENDEZVOUS_ASK_TYPE, signer, ask as unknown as JsonObject);
  return statementJws(input, signer.sign(input));
}

/** Reads it strictly; nothing of it is believed yet. @throws MalformedError */
export function parseRendezvousAsk(jws: string): Statement<RendezvousAsk> {
  return parseStatement(jws, AskShape, '/ask');
}

/** Whether an admitted member's gateway asks, for this code, just now, for a request that lies with itself. */
export function isRendezvousAsked(
  statement: Statement<RendezvousAsk>,
  {
    member,
    code,
    nowMs,
    provider,
  }: {
    /** The ledger's record of the member that the statement names. */
    readonly member: Member | undefined;
    readonly code: string;
    readonly nowMs: number;
    readonly provider: CryptoProvider;
  },
): boolean {
  const { payload } = statement;
  const key = receiptKeyOf(member, statement.keyId);
  return (
    member?.state === 'admitted' &&
    member.id === payload.member &&
    member.gateway !== undefined &&
    payload.requestUri.startsWith(`${member.gateway}/`) &&
    payload.code === code &&
    Math.abs(nowMs - payload.iat * 1000) <= RENDEZVOUS_ASK_AGE_MS &&
    key !== undefined &&
    isStatementSigned(provider, statement, RENDEZVOUS_ASK_TYPE, key)
  );
}
