import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';

const { Type } = peer.ChaincodeMessage;
type Message = peer.ChaincodeMessage;

/** How a transaction ended, as the peer learns it. */
export interface Ended {
  readonly status: number;
  readonly message: string;
  readonly payload: string;
  readonly event?: { readonly name: string; readonly payload: string };
  /** Types of the messages that the chaincode sent for it, the last included. */
  readonly asked: readonly string[];
}

export interface Caller {
  readonly mspId: string;
  readonly certificate: string;
}

const typeNames = new Map(Object.entries(Type).map(([name, value]) => [value, name]));

/**
 * The peer's side of the shim protocol, played to a chaincode server: dials it, answers its registration, sends
 * transactions and serves their state calls from a map. Writes are kept apart until `commit`.
 */
export class PeerSide {
  readonly state = new Map<string, string>();
  /** The package id by which the chaincode registered. */
  registeredAs = '';
  readonly #client: peer.ChaincodeClient;
  readonly #stream: ClientDuplexStream<Message, Message>;
  readonly #ended: Promise<void>;
  readonly #running = new Map<
    string,
    { asked: string[]; writes: Map<string, string>; resolve: (ended: Ended) => void }
  >();

  private constructor(address: string, tls: { ca: string; key?: string; cert?: string } | undefined) {
    const pem = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));
    const secure =
      tls === undefined
        ? credentials.createInsecure()
        : credentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert));
    this.#client = new peer.ChaincodeClient(address, secure);
    this.#stream = this.#client.connect();
    this.#ended = new Promise((resolve) => {
      this.#stream.once('status', () => {
        resolve();
      });
    });
  }

  /** Dials and waits for the registration. @throws what gRPC says when the server turns the peer away. */
  static async dial(
    address: string,
    tls?: { readonly ca: string; readonly key?: string; readonly cert?: string },
  ): Promise<PeerSide> {
    const side = new PeerSide(address, tls);
    try {
      const [first] = (await once(side.#stream, 'data')) as [Message];
      if (first.getType() !== Type.REGISTER) throw new Error('the chaincode does not begin by registering');
      side.registeredAs = peer.ChaincodeID.deserializeBinary(first.getPayload_asU8()).getName();
    } catch (error) {
      side.#client.close();
      throw error;
    }
    side.#stream.on('data', (message: Message) => {
      side.#receive(message);
    });
    side.#stream.on('error', () => undefined);
    return side;
  }

  /** The handshake's second half. */
  welcome(): this {
    this.#send(Type.REGISTERED);
    this.#send(Type.READY);
    return this;
  }

  /** Says READY, which comes after REGISTERED. */
  speakOutOfTurn(): void {
    this.#send(Type.READY);
  }

  /** Runs one call (`contract:fn`, arguments) and keeps its writes when `commit` is true. */
  async invoke(call: readonly string[], caller: Caller, commit = true): Promise<Ended> {
    const input = new peer.ChaincodeInput();
    input.setArgsList(call.map((text) => Buffer.from(text)));
    const { id, proposal } = proposalOf(caller, input.serializeBinary());
    const message = new peer.ChaincodeMessage();
    message.setType(Type.TRANSACTION);
    message.setChannelId('huren');
    message.setTxid(id);
    message.setPayload(input.serializeBinary());
    message.setProposal(proposal);
    message.setTimestamp(now());
    const writes = new Map<string, string>();
    const ended = await new Promise<Ended>((resolve) => {
      this.#running.set(id, { asked: [], writes, resolve });
      this.#stream.write(message);
    });
    if (commit && ended.status < 400) for (const [key, value] of writes) this.state.set(key, value);
    return ended;
  }

  /** Resolves when the server has ended the stream. */
  ended(): Promise<void> {
    return this.#ended;
  }

  close(): void {
    this.#stream.end();
    this.#client.close();
  }

  #receive(message: Message): void {
    const running = this.#running.get(message.getTxid());
    if (running === undefined) return;
    running.asked.push(typeNames.get(message.getType()) ?? '');
    const payload = message.getPayload_asU8();
    switch (message.getType()) {
      case Type.GET_STATE: {
        const key = peer.GetState.deserializeBinary(payload).getKey();
        this.#respond(message, Buffer.from(this.state.get(key) ?? ''));
        break;
      }
      case Type.PUT_STATE: {
        const put = peer.PutState.deserializeBinary(payload);
        running.writes.set(put.getKey(), Buffer.from(put.getValue_asU8()).toString());
        this.#respond(message, Buffer.alloc(0));
        break;
      }
      case Type.COMPLETED: {
        const response = peer.Response.deserializeBinary(payload);
        const event = message.getChaincodeEvent();
        this.#running.delete(message.getTxid());
        running.resolve({
          status: response.getStatus(),
          message: response.getMessage(),
          payload: Buffer.from(response.getPayload_asU8()).toString(),
          asked: running.asked,
          ...(event === undefined
            ? {}
            : {
                event: {
                  name: event.getEventName(),
                  payload: Buffer.from(event.getPayload_asU8()).toString(),
                },
              }),
        });
        break;
      }
      default:
        this.#running.delete(message.getTxid());
        running.resolve({
          status: 500,
          message: Buffer.from(payload).toString(),
          payload: '',
          asked: running.asked,
        });
    }
  }

  #respond(to: Message, payload: Uint8Array): void {
    const answer = new peer.ChaincodeMessage();
    answer.setType(Type.RESPONSE);
    answer.setTxid(to.getTxid());
    answer.setChannelId(to.getChannelId());
    answer.setPayload(payload);
    this.#stream.write(answer);
  }

  #send(type: typeof Type.REGISTERED | typeof Type.READY): void {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    this.#stream.write(message);
  }
}

function now(): Timestamp {
  const time = new Timestamp();
  time.fromDate(new Date());
  return time;
}

function proposalOf(
  { mspId, certificate }: Caller,
  input: Uint8Array,
): { id: string; proposal: peer.SignedProposal } {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(certificate));
  const creator = identity.serializeBinary();
  const nonce = randomBytes(24);
  const id = createHash('sha256').update(nonce).update(creator).digest('hex');
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId('huren');
  channelHeader.setTxId(id);
  channelHeader.setTimestamp(now());
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator);
  signatureHeader.setNonce(nonce);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(input);
  proposal.setPayload(payload.serializeBinary());
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  return { id, proposal: signed };
}
