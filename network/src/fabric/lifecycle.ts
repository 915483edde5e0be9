import { setTimeout as wait } from 'node:timers/promises';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Signer } from '../ledger';
import { broadcast, NodeRefused, type NodeAddress, type PeerConnection } from './peer-connection';
import { signCall, signTransaction, type Call } from './signed-proposal';

/** What the members agree on when they approve the chaincode. */
export interface ChaincodeDefinition {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
}

const { lifecycle } = peer;
const text = (value: string): Uint8Array => Buffer.from(value);

function lifecycleCall(channelId: string, fn: string, args: { serializeBinary(): Uint8Array }): Call {
  return { channelId, chaincode: '_lifecycle', args: [text(fn), args.serializeBinary()] };
}

/** Joins the peer by the channel's first block. @returns false when it had joined before. @throws NodeRefused */
export async function joinPeer(
  connection: PeerConnection,
  channel: string,
  block: Uint8Array,
  admin: Signer,
): Promise<boolean> {
  const query = { channelId: '', chaincode: 'cscc', args: [text('GetChannels')] };
  const known = peer.ChannelQueryResponse.deserializeBinary(await connection.query(query, admin));
  if (known.getChannelsList().some((joined) => joined.getChannelId() === channel)) return false;
  await connection.query({ channelId: '', chaincode: 'cscc', args: [text('JoinChain'), block] }, admin);
  return true;
}

/** Installs the package. @returns false when the peer had it before. @throws NodeRefused */
export async function installChaincode(
  connection: PeerConnection,
  chaincode: { readonly bytes: Uint8Array; readonly id: string },
  admin: Signer,
): Promise<boolean> {
  const listed = lifecycle.QueryInstalledChaincodesResult.deserializeBinary(
    await connection.query(
      lifecycleCall('', 'QueryInstalledChaincodes', new lifecycle.QueryInstalledChaincodesArgs()),
      admin,
    ),
  );
  if (listed.getInstalledChaincodesList().some((one) => one.getPackageId() === chaincode.id)) return false;
  const args = new lifecycle.InstallChaincodeArgs();
  args.setChaincodeInstallPackage(chaincode.bytes);
  await connection.query(lifecycleCall('', 'InstallChaincode', args), admin, 60_000);
  return true;
}

/** The definition that the channel has; undefined before the first commit. @throws NodeRefused */
export async function committedDefinition(
  connection: PeerConnection,
  channelId: string,
  name: string,
  admin: Signer,
): Promise<{ readonly version: string; readonly sequence: number } | undefined> {
  const args = new lifecycle.QueryChaincodeDefinitionArgs();
  args.setName(name);
  try {
    const answer = lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(
      await connection.query(lifecycleCall(channelId, 'QueryChaincodeDefinition', args), admin),
    );
    return { version: answer.getVersion(), sequence: answer.getSequence() };
  } catch (error) {
    if (error instanceof NodeRefused && /is not defined/.test(error.message)) return undefined;
    throw error;
  }
}

/** The package that this member has approved for the sequence; undefined when it has approved none. */
export async function approvedPackage(
  connection: PeerConnection,
  channelId: string,
  { name, sequence }: ChaincodeDefinition,
  admin: Signer,
): Promise<string | undefined> {
  const args = new lifecycle.QueryApprovedChaincodeDefinitionArgs();
  args.setName(name);
  args.setSequence(sequence);
  try {
    const answer = lifecycle.QueryApprovedChaincodeDefinitionResult.deserializeBinary(
      await connection.query(lifecycleCall(channelId, 'QueryApprovedChaincodeDefinition', args), admin),
    );
    return answer.getSource()?.getLocalPackage()?.getPackageId() ?? '';
  } catch (error) {
    if (error instanceof NodeRefused && /could not fetch approved/.test(error.message)) return undefined;
    throw error;
  }
}

export function approval(definition: ChaincodeDefinition, packageId: string, channelId: string): Call {
  const local = new lifecycle.ChaincodeSource.Local();
  local.setPackageId(packageId);
  const source = new lifecycle.ChaincodeSource();
  source.setLocalPackage(local);
  const args = new lifecycle.ApproveChaincodeDefinitionForMyOrgArgs();
  args.setName(definition.name);
  args.setVersion(definition.version);
  args.setSequence(definition.sequence);
  args.setSource(source);
  return lifecycleCall(channelId, 'ApproveChaincodeDefinitionForMyOrg', args);
}

export function definitionCommit(definition: ChaincodeDefinition, channelId: string): Call {
  const args = new lifecycle.CommitChaincodeDefinitionArgs();
  args.setName(definition.name);
  args.setVersion(definition.version);
  args.setSequence(definition.sequence);
  return lifecycleCall(channelId, 'CommitChaincodeDefinition', args);
}

/** It was ordered and has no effect; `code` is a TxValidationCode. */
export class TransactionInvalid extends NodeRefused {
  constructor(code: number) {
    super(code, `the transaction is invalid (${String(code)})`);
  }

  /** The endorsing peers were behind the chain: the same call made anew may come out valid. */
  get wasOutdated(): boolean {
    const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = peer.TxValidationCode;
    return this.code === MVCC_READ_CONFLICT || this.code === PHANTOM_READ_CONFLICT;
  }
}

/**
 * Endorses the call at each of the peers, orders it and waits until the first of them has committed it.
 * @throws NodeRefused, TransactionInvalid when it came out so.
 */
export async function transact(
  call: Call,
  peers: readonly [PeerConnection, ...PeerConnection[]],
  orderers: readonly NodeAddress[],
  signer: Signer,
): Promise<void> {
  const signed = await signCall(call, signer);
  const responses = await Promise.all(peers.map((one) => one.endorse(signed)));
  const envelope = await signTransaction(signed, responses, signer);
  await order(envelope, orderers);
  const code = await peers[0].committed(call.channelId, signed.transactionId, signer, 30_000);
  if (code !== peer.TxValidationCode.VALID) throw new TransactionInvalid(code);
}

/** Orderers that have just joined have no leader yet: they are asked in turn for as long as this, ms. */
const leaderWithinMs = 30_000;

async function order(envelope: common.Envelope, orderers: readonly NodeAddress[]): Promise<void> {
  let last: unknown;
  for (const end = Date.now() + leaderWithinMs; Date.now() < end;) {
    for (const node of orderers) {
      try {
        await broadcast(node, envelope);
        return;
      } catch (error) {
        last = error;
        // 403 and 400 will not become better by asking again.
        if (error instanceof NodeRefused && [400, 403].includes(error.code)) throw error;
      }
    }
    await wait(150);
  }
  throw last;
}
