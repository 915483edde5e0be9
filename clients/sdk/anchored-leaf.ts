import {
  type CryptoProvider,
  type DataCredential,
  decodeBase64url,
  type DelegationRoot,
  encodeBase64url,
  type HashName,
  MalformedError,
  rootFromInclusion,
  splitBatch,
} from '@huren/chaincode/domain';

const HASHES: readonly HashName[] = ['sha-256', 'sm3'];
/** Levels of the largest batch, 1,000,000 leaves. */
const MAX_LEVELS = 20;

/**
 * Whether a proof leads from a leaf to the root in the batch's name, by that hash, whatever the batch's size: of the
 * size a path depends only on the level at which the leaf's way joins the tree's right edge. Whether the batch is on
 * the ledger only a gateway can tell.
 */
function leadsToBatch(place: DelegationRoot, hash: HashName, provider: CryptoProvider): boolean {
  const { leaf, batch, index, proof } = place;
  const path = proof.map((each) => decodeBase64url(each));
  const leafHash = decodeBase64url(leaf);
  const { root } = splitBatch(batch);
  for (let level = 0; level <= MAX_LEVELS; level++) {
    // The nearest last leaf whose way joins the leaf's own at this level; at level 0 the leaf is the last itself.
    const last = level === 0 ? index : ((index >> (level - 1)) | 1) << (level - 1);
    const claim = { leafHash, index, size: last + 1, proof: path };
    const reached = rootFromInclusion(claim, (bytes) => provider.digest(hash, bytes));
    if (reached !== null && encodeBase64url(reached) === root) return true;
  }
  return false;
}

/**
 * The place of a licence in the batch that its file names, its leaf under the batch's own hash.
 * @throws MalformedError not-anchored: there is no anchor, or it is another licence's
 */
export function placeOf(credential: DataCredential, provider: CryptoProvider): DelegationRoot {
  const { anchor } = credential;
  if (anchor !== undefined) {
    const { batch, index, proof, other } = anchor;
    for (const hash of HASHES) {
      const place = { leaf: credential.leafText(provider, hash, other), batch, index, proof: [...proof] };
      if (leadsToBatch(place, hash, provider)) return place;
    }
  }
  throw new MalformedError('not-anchored', 'The licence’s file does not lead to an anchored batch.');
}

/** Whether a delegation hangs on a leaf of the batch that it names. */
export function isPlaced(root: DelegationRoot, provider: CryptoProvider): boolean {
  return HASHES.some((hash) => leadsToBatch(root, hash, provider));
}
