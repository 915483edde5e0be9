import { createHash } from 'node:crypto';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import type { Block, BlockTransaction } from '../ledger';

/** A block that is not what its own header or its neighbour says. */
export class BlockDamaged extends Error {
  constructor(
    readonly number: number,
    reason: string,
  ) {
    super(`block ${String(number)}: ${reason}`);
    this.name = 'BlockDamaged';
  }
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** DER SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash }: what the next block's hash is over. */
export function headerBytes(header: common.BlockHeader): Buffer {
  const body = Buffer.concat([
    derInteger(header.getNumber()),
    derOctets(header.getPreviousHash_asU8()),
    derOctets(header.getDataHash_asU8()),
  ]);
  return Buffer.concat([Buffer.from([0x30]), derLength(body.length), body]);
}

function derInteger(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  // A leading zero where the first bit would read as a sign.
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02]), derLength(positive.length), positive]);
}

function derOctets(value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x04]), derLength(value.length), value]);
}

/** Short form: a header never reaches 128 bytes. */
function derLength(length: number): Buffer {
  if (length > 127) throw new RangeError('a block header is short');
  return Buffer.from([length]);
}

/**
 * A Fabric block in the port's shape. Its data must be what its header's hash names.
 * @param chaincode whose writes are the ledger's: those of lifecycle and configuration are none.
 * @throws BlockDamaged
 */
export function readBlock(block: common.Block, chaincode: string): Block {
  const header = block.getHeader();
  if (header === undefined) throw new BlockDamaged(-1, 'it has no header');
  const number = header.getNumber();
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  if (!sha256(...envelopes).equals(header.getDataHash_asU8())) {
    throw new BlockDamaged(number, 'its data does not match the hash in its header');
  }
  const flags = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  if (flags?.length !== envelopes.length) {
    throw new BlockDamaged(number, 'its validation flags do not match its transactions');
  }
  const previous = Buffer.from(header.getPreviousHash_asU8()).toString('hex');
  return {
    number,
    previousHash: previous === '' ? '0'.repeat(64) : previous,
    hash: sha256(headerBytes(header)).toString('hex'),
    transactions: envelopes.map((bytes, at) => readEnvelope(bytes, flags[at] ?? 255, chaincode)),
  };
}

function readEnvelope(bytes: Uint8Array, flag: number, chaincode: string): BlockTransaction {
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
  );
  const header = payload.getHeader() ?? new common.Header();
  const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
  const creator = msp.SerializedIdentity.deserializeBinary(signature.getCreator_asU8());
  const time = channel.getTimestamp();
  const ms = time === undefined ? 0 : time.getSeconds() * 1000 + Math.floor(time.getNanos() / 1e6);
  const valid = flag === peer.TxValidationCode.VALID;
  const endorsed = valid && channel.getType() === common.HeaderType.ENDORSER_TRANSACTION;
  return {
    id: channel.getTxId(),
    valid,
    creator: {
      mspId: creator.getMspid(),
      certificate: Buffer.from(creator.getIdBytes_asU8()).toString('utf8'),
    },
    timestamp: new Date(ms).toISOString(),
    ...(endorsed ? effectOf(payload.getData_asU8(), chaincode) : { writes: [] }),
  };
}

function effectOf(data: Uint8Array, chaincode: string): Pick<BlockTransaction, 'writes' | 'event'> {
  const writes: { key: string; value: string | null }[] = [];
  let event: BlockTransaction['event'];
  for (const item of peer.Transaction.deserializeBinary(data).getActionsList()) {
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(item.getPayload_asU8()).getAction();
    const response = peer.ProposalResponsePayload.deserializeBinary(
      endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
    );
    const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8());
    for (const set of sets.getNsRwsetList()) {
      if (set.getNamespace() !== chaincode) continue;
      const written = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8());
      for (const write of written.getWritesList()) {
        const value = Buffer.from(write.getValue_asU8()).toString('utf8');
        writes.push({ key: write.getKey(), value: write.getIsDelete() ? null : value });
      }
    }
    const events = action.getEvents_asU8();
    if (events.length > 0) {
      const read = peer.ChaincodeEvent.deserializeBinary(events);
      if (read.getChaincodeId() === chaincode) {
        event = {
          name: read.getEventName(),
          payload: Buffer.from(read.getPayload_asU8()).toString('utf8'),
        };
      }
    }
  }
  return event === undefined ? { writes } : { writes, event };
}
