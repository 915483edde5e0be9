import {
  type AskedOfLicence,
  askedOfLicence,
  type Bilingual,
  type DcqlQuery,
  type JsonValue,
  MalformedError,
  parseCredential,
  type RequestFault,
  type RequestObject,
  vctOf,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';

/** A counter's request as the holder's own gateway sees it. With a fault it is shown to nobody as true. */
export interface JudgedRequest {
  readonly requestUri: string;
  readonly request: RequestObject;
  /** Name of the member that the office belongs to, by the own gateway's ledger. */
  readonly memberName?: Bilingual;
  readonly faults: readonly RequestFault[];
}

/**
 * What is asked of the licence in a file; undefined where no such licence is asked for, or fields that this one does
 * not have.
 */
export function askedOf(query: DcqlQuery, file: CredentialFile): AskedOfLicence | undefined {
  const credential = parseCredential(file as unknown as JsonValue);
  const fields = credential.sdJwt.disclosures.flatMap(({ name }) => name ?? []);
  return askedOfLicence(query, { vct: vctOf(credential.claims.type), fields });
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
