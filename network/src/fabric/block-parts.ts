import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { BlockDamaged } from './block-damaged';

/** A block whose data and flags are of one piece with its header; who signed it is not looked at. */
export interface BlockParts {
  readonly raw: common.Block;
  readonly number: number;
  /** Of the header, hex. */
  readonly hash: string;
  /** As in the header, hex; empty in block 0. */
  readonly previousHash: string;
  /** What orderers sign and the next block's hash is over. */
  readonly header: Buffer;
  readonly envelopes: readonly Uint8Array[];
  /** One validation code an envelope: the peer's own word, which no orderer signs. */
  readonly flags: Uint8Array;
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** DER SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash }. */
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
  return Buffer.from([length]);
}

/** The metadata of this index; undefined where the block has none. */
export function metadataOf(
  block: common.Block,
  index: common.BlockMetadataIndexMap[keyof common.BlockMetadataIndexMap],
): Uint8Array | undefined {
  return block.getMetadata()?.getMetadataList_asU8()[index];
}

/**
 * Takes a block apart and checks that its parts belong together: the data are those that the header names, in the
 * one splitting that was ordered, with one flag each.
 * @throws BlockDamaged
 */
export function readParts(raw: common.Block): BlockParts {
  const head = raw.getHeader();
  const number = head?.getNumber() ?? -1;
  if (head === undefined || !Number.isSafeInteger(number) || number < 0) {
    throw new BlockDamaged(-1, 'malformed', 'it has no header');
  }
  const dataHash = head.getDataHash_asU8();
  const previous = head.getPreviousHash_asU8();
  if (dataHash.length !== 32 || previous.length !== (number === 0 ? 0 : 32)) {
    throw new BlockDamaged(number, 'malformed', 'its header has hashes of another length');
  }
  const envelopes = raw.getData()?.getDataList_asU8() ?? [];
  if (envelopes.length === 0) throw new BlockDamaged(number, 'malformed', 'it has no transactions');
  if (!sha256(...envelopes).equals(dataHash)) {
    throw new BlockDamaged(number, 'data-hash', 'its data do not match the hash in its header');
  }
  if (!envelopes.every((bytes) => isOneEnvelope(bytes, number))) {
    throw new BlockDamaged(number, 'envelopes', 'its data are not split as they were ordered');
  }
  const flags = metadataOf(raw, common.BlockMetadataIndex.TRANSACTIONS_FILTER);
  if (flags?.length !== envelopes.length) {
    throw new BlockDamaged(number, 'flags', 'its validation flags do not match its transactions');
  }
  if (flags.includes(peer.TxValidationCode.NOT_VALIDATED)) {
    throw new BlockDamaged(number, 'flags', 'a transaction in it was not validated');
  }
  const header = headerBytes(head);
  return {
    raw,
    number,
    hash: sha256(header).toString('hex'),
    previousHash: Buffer.from(previous).toString('hex'),
    header,
    envelopes,
    flags,
  };
}

/**
 * Whether the bytes are one `Envelope { bytes payload = 1; bytes signature = 2; }` as orderers write it: payload, then
 * signature, then at most fields that the message does not know. The data hash is over the bare concatenation of the
 * envelopes; since every one begins with field 1 and has it once, those bytes have one splitting only. Block 0, which
 * nobody ordered, has no signature.
 */
function isOneEnvelope(bytes: Uint8Array, block: number): boolean {
  const fields: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const end = tag === undefined ? undefined : endOfField(bytes, tag);
    if (tag === undefined || end === undefined) return false;
    const field = Math.floor(tag.value / 8);
    if ((field === 1 || field === 2) && tag.value % 8 !== 2) return false;
    fields.push(field);
    at = end;
  }
  const [payload, signature, ...others] = fields;
  const named = payload === 1 && (signature === 2 || (block === 0 && signature === undefined));
  return named && !others.includes(1) && !others.includes(2);
}

interface Varint {
  readonly value: number;
  readonly end: number;
}

/** Up to ten bytes, as Go reads them; what is too large for a tag or a length runs past the end. */
function varint(bytes: Uint8Array, at: number): Varint | undefined {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}

/** Groups in groups that Go reads. */
const deepestGroup = 10_000;

/** Where a field ends that has this tag; a group ends with its own end tag. Undefined where it does not end. */
function endOfField(bytes: Uint8Array, first: Varint): number | undefined {
  const groups: number[] = [];
  let tag: Varint | undefined = first;
  for (;;) {
    const kind = tag.value % 8;
    const field = Math.floor(tag.value / 8);
    if (kind === 3) groups.push(field);
    if (kind === 4 && groups.pop() !== field) return undefined;
    const end = kind === 3 || kind === 4 ? tag.end : endOfPlain(bytes, kind, tag.end);
    if (end === undefined || end > bytes.length || groups.length > deepestGroup) return undefined;
    if (groups.length === 0) return end;
    tag = varint(bytes, end);
    if (tag === undefined) return undefined;
  }
}

function endOfPlain(bytes: Uint8Array, kind: number, at: number): number | undefined {
  switch (kind) {
    case 0:
      return varint(bytes, at)?.end;
    case 1:
      return at + 8;
    case 2: {
      const length = varint(bytes, at);
      return length === undefined ? undefined : length.end + length.value;
    }
    case 5:
      return at + 4;
    default:
      return undefined;
  }
}
