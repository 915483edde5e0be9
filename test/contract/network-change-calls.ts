import { sign as signBytes, X509Certificate } from 'node:crypto';
import { common, msp } from '@hyperledger/fabric-protos';
import { toLowS } from '@huren/network/identity';
import {
  applicationBytes,
  changeId,
  encodeBase64url,
  updateDigest,
  type ApplicationStatement,
  type JsonObject,
  type MemberApplication,
} from '@huren/chaincode/domain';
import { decodeEcdsaDer } from '../../chaincode/src/domain/crypto/ecdsa-der';
import { b64, BAICHENG, type DemoNetwork, HULUNBUIR, memberOf, QIQIHAR } from './demo-network';

/** Asks to join. */
export const APPLICANT = '231100';
export const BASE = { sequence: 4, digest: b64(7) };
export const LATER = { sequence: 5, digest: b64(8) };
export const UPDATE = encodeBase64url(new Uint8Array(300).fill(6));
export const MSPS = [QIQIHAR, BAICHENG, HULUNBUIR].map((id) => `Huren${id}MSP`);
export const QUORUMS = [{ msps: MSPS, atLeast: 2 }];

const derOf = (pem: string): string => encodeBase64url(Uint8Array.from(new X509Certificate(pem).raw));

/** What the applicant signs, made of its demo certificates. */
export function statementOf(net: DemoNetwork, changes: object = {}): ApplicationStatement {
  const ca = derOf(net.actors.ca(APPLICANT));
  const admin = derOf(net.actors.admin(APPLICANT).certificate);
  return {
    type: 'huren-member-application/1',
    member: memberOf(APPLICANT),
    scope: { roles: ['issuing', 'relying'], note: '演示' },
    certificates: { ca, tlsCa: ca, admin },
    peers: [{ name: 'peer0', host: '127.0.0.1', port: 17040, identity: admin, tls: admin }],
    chaincode: { host: '127.0.0.1', port: 17042, tls: admin },
    madeAt: '2026-03-01T00:00:00.000Z',
    ...changes,
  } as unknown as ApplicationStatement;
}

/** The file, signed by the administrator of `by`. */
export function applicationOf(net: DemoNetwork, changes: object = {}, by = APPLICANT): MemberApplication {
  const statement = statementOf(net, changes);
  const { privateKey } = net.actors.admin(by);
  const der = signBytes('sha256', applicationBytes(statement), privateKey);
  return { statement, signature: encodeBase64url(decodeEcdsaDer(Uint8Array.from(der))) };
}

/** The signature of that member's administrator (or of `by`, with what it claims) under an update. */
export function signatureOf(
  net: DemoNetwork,
  member: string,
  update = UPDATE,
  by: { readonly certificate: string } = net.actors.admin(member),
): { readonly header: string; readonly signature: string } {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(`Huren${member}MSP`);
  identity.setIdBytes(Buffer.from(by.certificate));
  const header = new common.SignatureHeader();
  header.setCreator(identity.serializeBinary());
  header.setNonce(new Uint8Array(24).fill(1));
  const bytes = header.serializeBinary();
  const message = Buffer.concat([bytes, Buffer.from(update, 'base64url')]);
  const signature = toLowS(signBytes('sha256', message, net.actors.admin(member).privateKey));
  return {
    header: encodeBase64url(Uint8Array.from(bytes)),
    signature: encodeBase64url(Uint8Array.from(signature)),
  };
}

export const admission = (net: DemoNetwork, changes: object = {}, by = QIQIHAR) => ({
  kind: 'admit-member' as const,
  member: APPLICANT,
  application: applicationOf(net),
  base: BASE,
  update: UPDATE,
  quorums: QUORUMS,
  signature: signatureOf(net, by),
  ...changes,
});

export const removal = (net: DemoNetwork, changes: object = {}, by = QIQIHAR) => ({
  kind: 'remove-member' as const,
  member: BAICHENG,
  note: { zh: '演示', en: 'demo' },
  nonce: 'n',
  base: BASE,
  update: UPDATE,
  quorums: [{ msps: MSPS, atLeast: 2 }],
  signature: signatureOf(net, by),
  ...changes,
});

export const admissionId = (net: DemoNetwork): string => changeId(admission(net));

export const removalId = (net: DemoNetwork): string => changeId(removal(net));

export const approval = (net: DemoNetwork, by: string, changes: object = {}): JsonObject => ({
  change: admissionId(net),
  base: BASE,
  update: updateDigest(UPDATE),
  signature: signatureOf(net, by),
  ...changes,
});

export const rebasing = (net: DemoNetwork, by: string, changes: object = {}) => ({
  change: admissionId(net),
  base: LATER,
  update: UPDATE,
  quorums: QUORUMS,
  signature: signatureOf(net, by),
  ...changes,
});

export const opened = (net: DemoNetwork): Promise<unknown> =>
  net.act(QIQIHAR, 'network-change:open', admission(net));

/** Two of three said yes, which is a majority of the members and of the channel's administrators. */
export async function approved(net: DemoNetwork): Promise<void> {
  await opened(net);
  await net.act(BAICHENG, 'network-change:approve', approval(net, BAICHENG));
}

/** The removal of Baicheng, by the two others. */
export async function removalApproved(net: DemoNetwork): Promise<void> {
  await net.act(QIQIHAR, 'network-change:open', removal(net));
  const change = removalId(net);
  await net.act(HULUNBUIR, 'network-change:approve', approval(net, HULUNBUIR, { change }));
}

export async function completed(net: DemoNetwork): Promise<void> {
  await approved(net);
  await net.act(APPLICANT, 'network-change:complete', { change: admissionId(net), sequence: 5 });
}
