import {
  type Bilingual,
  MalformedError,
  type RequestFault,
  type RequestObject,
} from '@huren/chaincode/domain';

/** A counter's request as the holder's own gateway sees it. With a fault it is shown to nobody as true. */
export interface JudgedRequest {
  readonly requestUri: string;
  readonly request: RequestObject;
  /** Name of the member that the office belongs to, by the own gateway's ledger. */
  readonly memberName?: Bilingual;
  /** Claims asked for, in order. */
  readonly fields: readonly string[];
  /** Claims asked for of each further holder, where a licence has several. */
  readonly ofOthers: readonly string[];
  readonly faults: readonly RequestFault[];
}

/** @throws MalformedError request-not-trusted, request-expired */
export function requireOpen({ request, faults }: JudgedRequest, nowMs: number): void {
  if (faults.length > 0) {
    throw new MalformedError('request-not-trusted', 'Whoever asks is not shown to be who they say.', '');
  }
  if (nowMs >= request.exp * 1000) {
    throw new MalformedError('request-expired', 'The request has expired.', '');
  }
}
