import { common } from '@hyperledger/fabric-protos';
import { readParts } from './block-parts';

/** Hash of a block, hex; of a channel's first one, what a member pins. @throws BlockDamaged, Error when it is no block */
export function blockHash(block: Uint8Array): string {
  return readParts(withFlags(common.Block.deserializeBinary(block))).hash;
}

/** A block that no peer has taken in yet, as the first one in a file, has no flags. */
function withFlags(block: common.Block): common.Block {
  const metadata = block.getMetadata() ?? new common.BlockMetadata();
  const parts = metadata.getMetadataList_asU8();
  const place = common.BlockMetadataIndex.TRANSACTIONS_FILTER;
  while (parts.length <= place) parts.push(new Uint8Array());
  parts[place] = new Uint8Array(block.getData()?.getDataList_asU8().length ?? 0);
  metadata.setMetadataList(parts);
  block.setMetadata(metadata);
  return block;
}
