import {
  type Authority,
  dcqlOf,
  type Material,
  type Matter,
  presentationAudience,
  recordKey,
  type RequestObject,
  signRequestObject,
  WALLET_AUDIENCE,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';
import type { PresentationRequest } from './presentation-requests';

/** What a clerk tells the holder besides what the ledger says. */
export interface Told {
  /** Any one of them will do. */
  readonly materials: readonly Material[];
  readonly case?: string;
  readonly purpose?: string;
}

/** The signed request object that a wallet fetches. @throws Problem no-receipt-key, unknown-matter */
export function makeRequestObject(
  id: string,
  request: PresentationRequest,
  told: Told,
  {
    index,
    member,
    gateway,
    signer,
  }: {
    readonly index: RecordIndex;
    readonly member: string;
    readonly gateway: string;
    readonly signer: NodeSigner | undefined;
  },
): string {
  if (signer === undefined) throw new Problem('no-receipt-key', { retryAfterSeconds: 30 });
  const authority = index.record<Authority>(recordKey.authority(request.authority));
  const matter = index.record<Matter>(recordKey.matter(request.matter));
  if (authority === undefined || matter === undefined) throw new Problem('unknown-matter');
  const object: RequestObject = {
    client_id: presentationAudience(request.authority, request.matter),
    aud: WALLET_AUDIENCE,
    response_type: 'vp_token',
    response_mode: 'direct_post',
    response_uri: `${gateway}/v1/presentation-requests/${id}/response`,
    nonce: request.nonce,
    state: id,
    iat: Math.floor(request.issuedAt / 1000),
    exp: Math.floor(request.expiresAt / 1000),
    dcql_query: dcqlOf(told.materials),
    huren: {
      v: 1,
      member,
      authority: { code: authority.code, name: authority.name, region: authority.region },
      matter: { code: matter.code, name: matter.name },
      identityLevels: told.materials.map(({ identityLevel }) => identityLevel),
      ...(told.case === undefined ? {} : { case: told.case }),
      ...(told.purpose === undefined ? {} : { purpose: told.purpose }),
    },
  };
  return signRequestObject(object, signer);
}

/** `openid4vp://` address of a request by reference (OpenID4VP 1.0 §5.7): the counter's code. */
export function requestLink(request: PresentationRequest, requestUri: string): string {
  const query = new URLSearchParams({
    client_id: presentationAudience(request.authority, request.matter),
    request_uri: requestUri,
  });
  return `openid4vp://?${query.toString()}`;
}
