import { createHash } from 'node:crypto';
import {
  canonicalBytes,
  encodeBase64url,
  encodeUtf8,
  type JsonObject,
  leafHash,
  MerkleTree,
  type Receipt,
  type ReceiptPayload,
  type Signer,
} from '@huren/chaincode/domain';

const RECEIPT_TYPE = 'huren-receipt+jwt';
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Receipts that share one JWS over the root of their payloads (DETAILS 9). */
export function signReceipts(payloads: readonly ReceiptPayload[], signer: Signer): readonly Receipt[] {
  const leaves = payloads.map((payload) =>
    leafHash(canonicalBytes(payload as unknown as JsonObject), sha256),
  );
  const tree = MerkleTree.of(leaves, sha256);
  const header = canonicalBytes({ alg: signer.suite, kid: signer.keyId, typ: RECEIPT_TYPE });
  const claims = canonicalBytes({ v: 1, root: encodeBase64url(tree.root()), size: tree.size });
  const input = `${encodeBase64url(header)}.${encodeBase64url(claims)}`;
  const jws = `${input}.${encodeBase64url(signer.sign(encodeUtf8(input)))}`;
  return payloads.map((payload, index) => ({
    payload,
    path: { index, size: tree.size, proof: tree.inclusionProof(index).map(encodeBase64url) },
    jws,
  }));
}
