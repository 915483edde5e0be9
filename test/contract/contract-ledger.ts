import { createHash, randomBytes } from 'node:crypto';
import { contracts } from '@huren/chaincode';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { type Contract, JSONSerializer } from 'fabric-contract-api';
import { getLogger } from 'fabric-shim/lib/logger';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract';
import ChaincodeStub from 'fabric-shim/lib/stub';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';

/** Who signs a call: what a peer would hand to the chaincode. */
export interface Caller {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
}

export interface Outcome {
  /** What the function returned, or its whole message when it refused. */
  readonly text: string;
  readonly ok: boolean;
  /** State keys and values as the function left them; empty when it refused. */
  readonly writes: ReadonlyMap<string, string>;
  readonly event?: { readonly name: string; readonly payload: string };
}

const NOON_MS = Date.UTC(2026, 2, 2, 4);
getLogger('contracts-spi/chaincodefromcontract.js').silent = true;

/**
 * The contracts under the shim's own dispatch and stub, over a map: one committed state, no ordering. Refusals and
 * writes are seen exactly as a peer sees them.
 */
export class ContractLedger {
  private readonly chaincode = new ChaincodeFromContract([...contracts] as (new () => Contract)[], {
    transaction: 'jsonSerializer',
    serializers: { jsonSerializer: JSONSerializer },
  });

  constructor(
    private readonly state = new Map<string, string>(),
    /** Epoch milliseconds that transactions claim. */
    public nowMs = NOON_MS,
  ) {}

  /** A ledger of its own that begins with this one's state. */
  fork(): ContractLedger {
    return new ContractLedger(new Map(this.state), this.nowMs);
  }

  value(key: string): unknown {
    const text = this.state.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** Puts a record in place that would take many transactions to reach: for limits only. */
  place(key: string, value: unknown): void {
    this.state.set(key, JSON.stringify(value));
  }

  keys(prefix: string): string[] {
    return [...this.state.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  /** Runs `contract:fn` with these raw arguments and, when it succeeds, commits what it wrote. */
  async invoke(caller: Caller, fn: string, args: readonly (string | Uint8Array)[]): Promise<Outcome> {
    const writes = new Map<string, string>();
    const handler = {
      handleGetState: (_collection: string, key: string) =>
        Promise.resolve(Buffer.from(this.state.get(key) ?? '', 'utf8')),
      handlePutState: (_collection: string, key: string, value: Uint8Array) => {
        writes.set(key, Buffer.from(value).toString('utf8'));
        return Promise.resolve(Buffer.alloc(0));
      },
    };
    const input = new peer.ChaincodeInput();
    input.setArgsList([fn, ...args].map((arg) => Buffer.from(arg as string)));
    const stub = new ChaincodeStub(handler, 'huren', txId(), input, signedProposal(caller, this.nowMs));
    const response = await this.chaincode.Invoke(stub);
    if (response.status >= 400) return { ok: false, text: String(response.message), writes: new Map() };
    for (const [key, value] of writes) this.state.set(key, value);
    const { chaincodeEvent } = stub;
    return {
      ok: true,
      text: Buffer.from(response.payload ?? []).toString('utf8'),
      writes,
      ...(chaincodeEvent && {
        event: {
          name: chaincodeEvent.getEventName(),
          payload: Buffer.from(chaincodeEvent.getPayload_asU8()).toString('utf8'),
        },
      }),
    };
  }
}

function txId(): string {
  return createHash('sha256').update(randomBytes(24)).digest('hex');
}

function signedProposal(caller: Caller, nowMs: number): peer.SignedProposal {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(caller.mspId);
  identity.setIdBytes(Buffer.from(caller.certificate));
  const time = new Timestamp();
  time.setSeconds(Math.floor(nowMs / 1000));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setTimestamp(time);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(identity.serializeBinary());
  signatureHeader.setNonce(randomBytes(24));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const spec = new peer.ChaincodeInvocationSpec();
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(spec.serializeBinary());
  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(Buffer.concat([payload.serializeBinary(), Buffer.from([0x0a, 0x00])]));
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  signed.setSignature(Buffer.from('not looked at by contracts'));
  return signed;
}
