import { setTimeout as wait } from 'node:timers/promises';
import { ordererAddresses, readParts, type ChannelConfiguration } from '../channel';
import {
  approval,
  approvedPackage,
  installChaincode,
  transact,
  type ChaincodeDefinition,
} from '../fabric/lifecycle';
import { NodeRefused, type PeerConnection } from '../fabric/peer-connection';
import type { Call } from '../fabric/signed-proposal';
import { OperatorFault } from '../operator/operator-fault';
import { majority } from '../topology/topology';
import type { Newcomer } from './newcomer';

/** @returns whether a peer had it not yet. @throws OperatorFault `other-version`, NodeRefused */
export async function installAtOwn(
  { options: { chaincode }, own, admin }: Newcomer,
  definition: ChaincodeDefinition,
): Promise<boolean> {
  if (!chaincode.id.startsWith(`${definition.name}_${definition.version}:`)) throw otherVersion(definition);
  const installed = await Promise.all(own.map((one) => installChaincode(one, chaincode, admin)));
  return installed.some(Boolean);
}

/** Approves what is committed. @returns false when it was approved before. @throws NodeRefused */
export async function approveCommitted(
  { options: { chaincode }, invitation: { channel }, own: [first], admin }: Newcomer,
  definition: ChaincodeDefinition,
  configuration: ChannelConfiguration,
): Promise<boolean> {
  if ((await approvedPackage(first, channel, definition, admin)) === chaincode.id) return false;
  const call = approval(definition, chaincode.id, channel);
  await transact(call, [first], ordererAddresses(readParts(configuration)), admin);
  return true;
}

/** Waits until the own peer answers a query. @throws NodeRefused */
export async function awaitQuery(newcomer: Newcomer): Promise<void> {
  let last: unknown;
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    try {
      await newcomer.own[0].query(callOf(newcomer, 'show', {}), newcomer.operator);
      return;
    } catch (error) {
      last = error;
    }
    await wait(100);
  }
  throw last;
}

/** Endorsed by the own peer and as many others as make a majority with it. @returns false when it was said before. */
export async function completeAdmission(
  newcomer: Newcomer,
  configuration: ChannelConfiguration,
): Promise<boolean> {
  const { operator, others, own } = newcomer;
  const parts = readParts(configuration);
  const argument = { change: newcomer.invitation.change, sequence: configuration.sequence };
  const call = callOf(newcomer, 'complete', argument);
  const needed = majority(parts.members.length) - 1;
  const willing: PeerConnection[] = [];
  let last: unknown;
  for (const connection of others) {
    if (willing.length === needed) break;
    try {
      await connection.query(call, operator);
      willing.push(connection);
    } catch (error) {
      if (error instanceof NodeRefused && error.message.includes('HUREN.CHANGE_CLOSED')) return false;
      last = error;
    }
  }
  if (willing.length < needed) throw last;
  await transact(call, [own[0], ...willing], ordererAddresses(parts), operator);
  return true;
}

function callOf({ invitation }: Newcomer, fn: string, argument: object): Call {
  const args = [`network-change:${fn}`, JSON.stringify(argument)].map((arg) => Buffer.from(arg));
  return { channelId: invitation.channel, chaincode: invitation.chaincode.name, args };
}

function otherVersion({ name, version }: ChaincodeDefinition): OperatorFault {
  return new OperatorFault('other-version', {
    zh: `通道上的链码为 ${name} ${version}，与邀请所列版本不同；请向保荐成员索取新的邀请，并核对本机程序的版本。`,
    en: `The channel runs ${name} ${version}, which is not the version of the invitation; ask the sponsor for a new one, and check the version of this installation.`,
  });
}
