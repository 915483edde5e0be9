import type { CryptoProvider } from '../crypto/provider';
import { decodeBase64url } from '../encoding/base64url';
import type { Anchor } from '../licence/anchor';
import { splitBatch } from '../licence/credential-file';
import { verifyInclusion } from '../merkle';
import type { DelegationRoot } from './delegation';

/** Whether the licence that a right flows from stands in the batch that it names, as the ledger has the batch. */
export function isRootAnchored(
  { leaf, batch, index, proof }: DelegationRoot,
  anchor: Anchor | undefined,
  provider: CryptoProvider,
): boolean {
  const { authority, root } = splitBatch(batch);
  if (anchor?.authority !== authority || anchor.root !== root) return false;
  const { size, hash } = anchor;
  const claim = {
    leafHash: decodeBase64url(leaf),
    index,
    size,
    proof: proof.map((each) => decodeBase64url(each)),
  };
  return verifyInclusion({ ...claim, root: decodeBase64url(root) }, (bytes) => provider.digest(hash, bytes));
}
