import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceError } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import { channelTo, type NodeAddress } from '../fabric/node-channel';
import { signCall } from '../fabric/signed-proposal';
import type { Signer } from '../ledger';
import { OperatorFault } from './operator-fault';

/** A call that every chaincode of fabric-contract-api answers or refuses, and that writes nothing. */
const question = ['org.hyperledger.fabric:GetMetadata'].map((arg) => Buffer.from(arg));

const pauseMs = 100;
const onceWithinMs = 10_000;

/**
 * Waits until the peer's gateway service can plan and gather endorsements: a committed chaincode is not yet a usable
 * one, since discovery learns of other members' peers by gossip. Nothing is submitted.
 * @throws OperatorFault `not-usable` with the peer's last words
 */
export async function awaitEndorsement(
  address: NodeAddress,
  call: { readonly channelId: string; readonly chaincode: string },
  caller: Signer,
  withinMs: number,
): Promise<void> {
  const client = new gateway.GatewayClient(...channelTo(address));
  try {
    let last = '';
    for (const end = Date.now() + withinMs; Date.now() < end;) {
      const refused = await endorseOnce(client, call, caller);
      if (refused === undefined) return;
      last = refused;
      await wait(pauseMs);
    }
    throw new OperatorFault('not-usable', {
      zh: `${address.address} 尚不能完成背书（${last}）。请用 huren network status 查看哪些成员的节点未运行，之后再次运行 huren network up。`,
      en: `${address.address} cannot gather endorsements yet (${last}). See by huren network status whose nodes do not run, then run huren network up again.`,
    });
  } finally {
    client.close();
  }
}

/** @returns undefined when enough members endorsed, else why not. */
async function endorseOnce(
  client: gateway.GatewayClient,
  call: { readonly channelId: string; readonly chaincode: string },
  caller: Signer,
): Promise<string | undefined> {
  const signed = await signCall({ ...call, args: question }, caller);
  const request = new gateway.EndorseRequest();
  request.setTransactionId(signed.transactionId);
  request.setChannelId(call.channelId);
  request.setProposedTransaction(signed.signed);
  return new Promise((resolve) => {
    client.endorse(request, { deadline: Date.now() + onceWithinMs }, (error: ServiceError | null) => {
      const told = error === null ? '' : detailsOf(error);
      // A refusal in the chaincode's own words: the endorsers were found, and it ran.
      resolve(error === null || told.includes('chaincode response') ? undefined : told);
    });
  });
}

/** The peers' own words (google.rpc.Status, whose strings stand in it as UTF-8), beside the gateway's summary. */
function detailsOf({ details, metadata }: ServiceError): string {
  const attached = metadata.get('grpc-status-details-bin').map((value) => value.toString('utf8'));
  const readable = attached.join(' ').replaceAll(/[^\x20-\x7e]+/g, ' ');
  return `${details} ${readable}`.slice(0, 400);
}
