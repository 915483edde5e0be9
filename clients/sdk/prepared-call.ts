import { decodeUtf8 } from '@huren/chaincode/domain';
import { readWireFields, type WireField } from './protobuf-reader';

/** What a prepared transaction would do once it is signed, read from its own bytes. */
export interface PreparedCall {
  readonly contract: string;
  readonly fn: string;
  /** The argument's text, as the contract gets it. */
  readonly argument: string;
  /** Certificate (PEM) of the identity that it is made for. */
  readonly certificate: string;
}

/** HeaderType.ENDORSER_TRANSACTION of Fabric's common.proto; every other type changes something else. */
const ENDORSER_TRANSACTION = 3;

/** A fault inside the reader; leaves it as undefined. */
class NotReadable extends Error {}

/** A message whose fields stand at most once and are known: an unseen one could outweigh what was shown. */
class Message {
  readonly #fields = new Map<number, WireField['value'][]>();

  constructor(bytes: Uint8Array, known: readonly number[]) {
    const fields = readWireFields(bytes);
    if (fields === undefined) throw new NotReadable();
    for (const { number, value } of fields) {
      if (!known.includes(number)) throw new NotReadable();
      this.#fields.set(number, [...(this.#fields.get(number) ?? []), value]);
    }
  }

  all(number: number): readonly Uint8Array[] {
    const values = this.#fields.get(number) ?? [];
    return values.map((value) => {
      if (typeof value === 'number') throw new NotReadable();
      return value;
    });
  }

  one(number: number): Uint8Array {
    const [value, ...more] = this.all(number);
    if (value === undefined || more.length > 0) throw new NotReadable();
    return value;
  }

  has(number: number): boolean {
    return this.#fields.has(number);
  }

  varint(number: number): number {
    const [value, ...more] = this.#fields.get(number) ?? [];
    if (typeof value !== 'number' || more.length > 0) throw new NotReadable();
    return value;
  }
}

/** Header {1 channel_header, 2 signature_header} → certificate of its creator; refuses other kinds of messages. */
function creatorOf(header: Uint8Array): string {
  const parts = new Message(header, [1, 2]);
  // ChannelHeader {1 type, 2 version, 3 timestamp, 4 channel_id, 5 tx_id, 6 epoch, 7 extension, 8 tls_cert_hash}
  const channel = new Message(parts.one(1), [1, 2, 3, 4, 5, 6, 7, 8]);
  if (channel.varint(1) !== ENDORSER_TRANSACTION) throw new NotReadable();
  // SignatureHeader {1 creator, 2 nonce}; SerializedIdentity {1 mspid, 2 id_bytes}
  const creator = new Message(new Message(parts.one(2), [1, 2]).one(1), [1, 2]);
  return decodeUtf8(creator.one(2));
}

/** ChaincodeProposalPayload {1 input}: transient data (10) would go unseen, so it is refused. */
function callOf(payload: Uint8Array): Omit<PreparedCall, 'certificate'> {
  // ChaincodeInvocationSpec {1 chaincode_spec}; ChaincodeSpec {1 type, 2 chaincode_id, 3 input, 4 timeout}
  const invocation = new Message(new Message(payload, [1]).one(1), [1]);
  const spec = new Message(invocation.one(1), [1, 2, 3, 4]);
  // ChaincodeInput {1 args, 3 is_init}: decorations (2) would change what runs, as would an is_init that is set; the 2.x
  // client writes out that it is not.
  const input = new Message(spec.one(3), [1, 3]);
  if (input.has(3) && input.varint(3) !== 0) throw new NotReadable();
  const [call, argument, ...more] = input.all(1);
  if (call === undefined || argument === undefined || more.length > 0) throw new NotReadable();
  const [contract, fn, ...rest] = decodeUtf8(call).split(':');
  if (contract === undefined || fn === undefined || rest.length > 0) throw new NotReadable();
  return { contract, fn, argument: decodeUtf8(argument) };
}

/** Payload.data as Transaction {1 actions} → the one action's proposal payload. */
function transactionPayload(data: Uint8Array, header: Uint8Array): Uint8Array {
  // TransactionAction {1 header, 2 payload}; ChaincodeActionPayload {1 chaincode_proposal_payload, 2 action}
  const action = new Message(new Message(data, [1]).one(1), [1, 2]);
  const named = new Message(header, [1, 2]).one(2);
  const signed = action.one(1);
  if (named.length !== signed.length || named.some((byte, at) => byte !== signed[at]))
    throw new NotReadable();
  return new Message(action.one(2), [1, 2]).one(1);
}

/**
 * Reads what a caller is asked to sign: a Fabric endorsement proposal (peer.Proposal {1 header, 2 payload}), which is
 * what every engine asks for first, or the transaction made of it (common.Payload {1 header, 2 data}).
 * @returns undefined when it is neither, or holds anything that this reader does not know.
 */
export function readPreparedCall(bytes: Uint8Array): PreparedCall | undefined {
  try {
    const outer = new Message(bytes, [1, 2]);
    const [header, payload] = [outer.one(1), outer.one(2)];
    const certificate = creatorOf(header);
    for (const inner of [() => payload, () => transactionPayload(payload, header)]) {
      const call = attempt(() => callOf(inner()));
      if (call !== undefined) return { ...call, certificate };
    }
  } catch {
    // Neither a message nor text: whatever it is, it is not signed.
  }
  return undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
