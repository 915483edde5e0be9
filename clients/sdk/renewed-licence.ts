import {
  type Authority,
  type CryptoProvider,
  encodeBase64url,
  gatewayAudience,
  importJwk,
  type JsonValue,
  MalformedError,
  type Member,
  parseCredential,
  RENEWAL_REQUEST_TYPE,
  signHolderRequest,
} from '@huren/chaincode/domain';
import { bareFile, type CredentialFile } from './credential-file';
import type { HolderKey } from './holder-key';
import { holdersIn } from './licence-holders';
import type { WalletCalls } from './wallet-calls';

/**
 * The newest of a licence with several holders, after another one of them claimed it again; undefined where the phone has
 * the newest. The issuer's own member is asked, at the address on the ledger.
 * @throws MalformedError no-gateway, another-licence; HurenProblem licence-replaced (this phone was replaced itself), and
 * others; HurenUnreachable
 */
export async function renewedLicence(
  file: CredentialFile,
  key: HolderKey,
  { calls, provider, now }: { calls: WalletCalls; provider: CryptoProvider; now: () => number },
): Promise<CredentialFile | undefined> {
  const bare = bareFile(file);
  const credential = parseCredential(bare as unknown as JsonValue);
  const { issuer, identifier } = credential.claims;
  const authority = await calls.record<Authority>('authorities', issuer);
  const member = authority && (await calls.record<Member>('members', authority.member));
  if (member?.state !== 'admitted' || member.gateway === undefined) {
    throw new MalformedError('no-gateway', 'The issuer’s member has no gateway on the ledger.', '');
  }
  const request = {
    v: 1,
    aud: gatewayAudience(member.id),
    licence: credential.locator(provider),
    nonce: encodeBase64url(crypto.getRandomValues(new Uint8Array(16))),
    iat: Math.floor(now() / 1000),
  } as const;
  const sign = (bytes: Uint8Array): Promise<Uint8Array> => key.sign(bytes);
  const proof = await signHolderRequest(RENEWAL_REQUEST_TYPE, request, key.publicJwk, sign);
  // A form, which browsers send to another origin without asking it first.
  const body = new URLSearchParams({ proof, licence: JSON.stringify(bare) });
  const response = await calls.call(`${member.gateway}/v1/claims/renewals`, { method: 'POST', body });
  const answer = (await response.json()) as { readonly credentials?: readonly CredentialFile[] };
  const [fresh] = answer.credentials ?? [];
  if (fresh === undefined) return undefined;
  const { claims } = parseCredential(fresh as unknown as JsonValue);
  const isOwn = holdersIn(fresh, importJwk(key.publicJwk).id).place >= 0;
  if (claims.identifier !== identifier || claims.issuer !== issuer || !isOwn) {
    throw new MalformedError('another-licence', 'The gateway gave another licence.', '');
  }
  return fresh;
}
