import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import { applicationDigest } from './application';
import type { NetworkChange } from './network-change';

/** base64url SHA-256 of the canonical JSON of what names the change, whatever base it stands on. */
export function changeId(named: {
  readonly kind: NetworkChange['kind'];
  readonly member: string;
  readonly application?: NetworkChange['application'];
  readonly nonce?: string;
}): string {
  const { kind, member, application, nonce } = named;
  return encodeBase64url(
    sha256(
      canonicalBytes({
        type: 'huren-network-change/1',
        kind,
        member,
        ...(application === undefined ? {} : { application: applicationDigest(application.statement) }),
        ...(nonce === undefined ? {} : { nonce }),
      }),
    ),
  );
}

/** base64url SHA-256 of an update's bytes. */
export function updateDigest(update: string): string {
  return encodeBase64url(sha256(decodeBase64url(update)));
}
