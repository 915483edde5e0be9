import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import type { Block, BlockTransaction } from '../ledger';
import { BlockDamaged } from './block-damaged';
import { readParts, type BlockParts } from './block-parts';

/**
 * A Fabric block in the port's shape. Its data must be what its header's hash names.
 * @param chaincode whose writes are the ledger's: those of lifecycle and configuration are none.
 * @throws BlockDamaged
 */
export function readBlock(block: common.Block, chaincode: string): Block {
  return contentOf(readParts(block), chaincode);
}

/** @throws BlockDamaged when a transaction cannot be read that the peers call valid. */
export function contentOf(parts: BlockParts, chaincode: string): Block {
  const { number, previousHash, hash, envelopes, flags } = parts;
  return {
    number,
    previousHash: previousHash === '' ? '0'.repeat(64) : previousHash,
    hash,
    transactions: envelopes.map((bytes, at) => {
      const flag = flags[at] ?? peer.TxValidationCode.NOT_VALIDATED;
      try {
        return readEnvelope(bytes, flag, chaincode);
      } catch {
        // What anybody sends may be ordered; without effect, it need not even be readable.
        if (flag !== peer.TxValidationCode.VALID) return unreadable;
        throw new BlockDamaged(number, 'malformed', `its transaction ${String(at)} cannot be read`);
      }
    }),
  };
}

const unreadable: BlockTransaction = {
  id: '',
  valid: false,
  creator: { mspId: '', certificate: '' },
  timestamp: new Date(0).toISOString(),
  writes: [],
};

/** The kind of each envelope (`common.HeaderType`); undefined where it cannot be read. */
export function kindsOf({ envelopes }: BlockParts): readonly (number | undefined)[] {
  return envelopes.map((bytes) => {
    try {
      return channelHeaderOf(payloadOf(bytes)).getType();
    } catch {
      return undefined;
    }
  });
}

export function payloadOf(envelope: Uint8Array): common.Payload {
  return common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
}

export function channelHeaderOf(payload: common.Payload): common.ChannelHeader {
  return common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
}

/** 9999-12-31T23:59:59.999Z: a client may claim any time, a date has no more than four digits of a year. */
const lastMs = 253_402_300_799_999;

/** The time that the transaction's sender claims, ms since 1970; 0 where it claims none. */
export function claimedMs(channel: common.ChannelHeader): number {
  const time = channel.getTimestamp();
  const ms = time === undefined ? 0 : time.getSeconds() * 1000 + Math.floor(time.getNanos() / 1e6);
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), lastMs) : 0;
}

function readEnvelope(bytes: Uint8Array, flag: number, chaincode: string): BlockTransaction {
  const payload = payloadOf(bytes);
  const channel = channelHeaderOf(payload);
  const signature = common.SignatureHeader.deserializeBinary(
    payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array(),
  );
  const creator = msp.SerializedIdentity.deserializeBinary(signature.getCreator_asU8());
  const valid = flag === peer.TxValidationCode.VALID;
  const endorsed = valid && channel.getType() === common.HeaderType.ENDORSER_TRANSACTION;
  return {
    id: channel.getTxId(),
    valid,
    creator: {
      mspId: creator.getMspid(),
      certificate: Buffer.from(creator.getIdBytes_asU8()).toString('utf8'),
    },
    timestamp: new Date(claimedMs(channel)).toISOString(),
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
