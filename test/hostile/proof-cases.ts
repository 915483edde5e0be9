import {
  encodeBase64url,
  type LocatedAnchor,
  MerkleTree,
  nobleProvider,
  nodeHash,
} from '@huren/chaincode/domain';
import type { Sent } from './answer-class';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld } from './hostile-world';
import { sha256 } from './workshop';

type Bent = Partial<Record<keyof LocatedAnchor | 'size', unknown>>;

const flipped = (text: string): string => {
  const bytes = Buffer.from(text, 'base64url');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64url');
};

/** The proof's own members bent; the credential file has no size, which is the ledger's word. */
function bentAnchor(world: HostileWorld, { parts, anchor }: Credential, recipe: string): Bent | undefined {
  const { shop, good, otherBatch } = world;
  const { index, proof } = anchor;
  const [first = '', ...rest] = proof;
  const words: Readonly<Record<string, () => Bent>> = {
    'index+1': () => ({ index: index + 1 }),
    'index=2^53': () => ({ index: 2 ** 53 }),
    'index="0"': () => ({ index: '0' }),
    'size=0': () => ({ size: 0 }),
    'size-1': () => ({ size: 4 }),
    'size+1': () => ({ size: 6 }),
    'proof=[]': () => ({ proof: [] }),
    'proof.push(zero)': () => ({ proof: [...proof, encodeBase64url(new Uint8Array(32))] }),
    'proof.reverse': () => ({ proof: [...proof].reverse() }),
    'proof[0].append': () => ({ proof: [`${first}AA`, ...rest] }),
    'proof[0]^1': () => ({ proof: [flipped(first), ...rest] }),
    'root=other': () => ({ batch: (otherBatch[0] as Credential).anchor.batch }),
    'leaf=other': () => ({ other: encodeBase64url(sha256(Buffer.from('another form'))) }),
    'proof=other': () => ({ proof: (good[2] as Credential).anchor.proof, index: 2 }),
    'proof[0]=leaf': () => ({ proof: [encodeBase64url(shop.leafHash(parts)), ...rest] }),
    'leaf=node': () => ({ proof: rest, index: index >> 1 }),
    // Too many for one credential: 43 characters each.
    'proof*10000': () => ({ proof: Array.from({ length: 1_000 }, () => first) }),
  };
  return words[recipe]?.();
}

/** 'proof' targets that are more than one bent member; each leaves a licence that some batch nearly holds. */
async function staged(world: HostileWorld, recipe: string): Promise<Credential> {
  const { shop } = world;
  const leaves = [shop.sealed(), shop.sealed(), shop.sealed()] as const;
  const [one, two, three] = leaves.map((parts) => shop.leafHash(parts)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  if (recipe === 'dup-last') {
    // The tree of RFC 6962 is on the ledger; the proof is that of a tree which doubles its last leaf.
    const root = encodeBase64url(MerkleTree.of([one, two, three], sha256).root());
    await shop.anchorRoot(root, 3);
    const proof = [three, nodeHash(one, two, sha256)].map(encodeBase64url);
    return { parts: leaves[2], anchor: { batch: batchOf(world, root), index: 2, proof } };
  }
  if (recipe === 'alg') {
    // Leaves and nodes hashed with SM3, anchored as SHA-256.
    const sm3 = (bytes: Uint8Array): Uint8Array => nobleProvider.digest('sm3', bytes);
    const hashes = leaves.map((parts) => shop.leafHash(parts, 'sm3'));
    const tree = MerkleTree.of(hashes, sm3);
    const root = encodeBase64url(tree.root());
    await shop.anchorRoot(root, 3);
    const proof = tree.inclusionProof(0).map(encodeBase64url);
    return { parts: leaves[0], anchor: { batch: batchOf(world, root), index: 0, proof } };
  }
  // anchor=invalid-tx: a root that no valid transaction put on the ledger.
  const root = encodeBase64url(MerkleTree.of([one, two], sha256).root());
  return {
    parts: leaves[0],
    anchor: { batch: batchOf(world, root), index: 0, proof: [encodeBase64url(two)] },
  };
}

const batchOf = (world: HostileWorld, root: string): string =>
  `${(world.good[0] as Credential).anchor.batch.slice(0, 18)}/${root}`;

export async function sendBentProof({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Sent> {
  const credential = world.good[1] as Credential;
  const bent = bentAnchor(world, credential, recipe);
  if (bent !== undefined) {
    const anchor = { ...credential.anchor, ...bent } as unknown as LocatedAnchor;
    return world.send(await world.request({ ...credential, anchor }));
  }
  if (recipe === 'doc=concat(h1,h2)') {
    const hashes = Buffer.concat(credential.anchor.proof.map((item) => Buffer.from(item, 'base64url')));
    const sdJwt = `${hashes.toString('latin1')}~`;
    return world.send(await world.request(undefined, { credential: { sdJwt, anchor: credential.anchor } }));
  }
  return world.send(await world.request(await staged(world, recipe)));
}
