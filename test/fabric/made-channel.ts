import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { common, ledger, msp, orderer, peer } from '@hyperledger/fabric-protos';
import {
  createMemberCa,
  issueIdentity,
  toLowS,
  type IssuedIdentity,
  type MemberCa,
} from '@huren/network/identity';
import { headerBytes } from '../../network/src/fabric/block-parts';
import { channelHeader, creatorOf } from '../../network/src/fabric/signed-proposal';

/** The part of a protobuf map that is used; google-protobuf's own types are not installed. */
interface ProtoMap<T> {
  set(key: string, value: T): void;
}

const dayMs = 86_400_000;
export const channelId = 'made';
export const chaincode = 'huren';
export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** A member that is made for a test: its CA, and one orderer. */
export interface MadeMember {
  readonly ca: MemberCa;
  readonly orderer: IssuedIdentity;
}

/** A member with an orderer whose certificate ends after this many days. */
export async function madeMember(id: string, now: Date, days = 365): Promise<MadeMember> {
  const notBefore = new Date(now.getTime() - dayMs);
  const ca = await createMemberCa({ id, name: id, now: notBefore, validDays: 3650 });
  return { ca, orderer: await madeIdentity(ca, 'orderer', now, days) };
}

export function madeIdentity(
  ca: MemberCa,
  role: 'orderer' | 'peer' | 'client',
  now: Date,
  days = 365,
): Promise<IssuedIdentity> {
  const notBefore = new Date(now.getTime() - dayMs);
  const notAfter = new Date(now.getTime() + days * dayMs);
  return issueIdentity(ca, { commonName: `${role} ${String(days)}`, role, notBefore, notAfter });
}

/** A revocation list of this CA that names the certificate, PEM. */
export async function revocationOf(ca: MemberCa, certificate: string, now: Date): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pkcs8 = ca.privateKey.export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const { serialNumber } = new x509.X509Certificate(certificate);
  const crl = await x509.X509CrlGenerator.create(
    {
      issuer: new x509.X509Certificate(ca.certificate).subject,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + dayMs),
      entries: [{ serialNumber, revocationDate: now }],
      signingAlgorithm: algorithm,
      signingKey,
    },
    webcrypto,
  );
  return crl.toString('pem');
}

/** What a made configuration says. */
export interface MadeConfiguration {
  readonly consensus: 'BFT' | 'etcdraft';
  readonly sequence: number;
  readonly members: readonly MadeMember[];
  /** Consenters by id, BFT only; absent: the members' orderers from 1 on. */
  readonly consenters?: readonly (readonly [number, IssuedIdentity])[];
  /** PEM by MSP id. */
  readonly revoked?: Readonly<Record<string, readonly string[]>>;
  readonly capabilities?: readonly string[];
  readonly channel?: string;
  readonly hashing?: string;
}

export function madeConfiguration(made: MadeConfiguration): common.ConfigEnvelope {
  const channel = new common.ConfigGroup();
  const hashing = new common.HashingAlgorithm();
  hashing.setName(made.hashing ?? 'SHA256');
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(0xffffffff);
  setValue(channel, 'HashingAlgorithm', hashing);
  setValue(channel, 'BlockDataHashingStructure', structure);
  const capabilities = new common.Capabilities();
  for (const name of made.capabilities ?? ['V3_0']) {
    (capabilities.getCapabilitiesMap() as ProtoMap<common.Capability>).set(name, new common.Capability());
  }
  setValue(channel, 'Capabilities', capabilities);

  const ordering = new common.ConfigGroup();
  const application = new common.ConfigGroup();
  const type = new orderer.ConsensusType();
  type.setType(made.consensus);
  setValue(ordering, 'ConsensusType', type);
  if (made.consensus === 'BFT') {
    const mapping = new common.Orderers();
    const named = made.consenters ?? made.members.map((member, at) => [at + 1, member.orderer] as const);
    for (const [id, identity] of named) {
      const consenter = new common.Consenter();
      consenter.setId(id);
      consenter.setMspId(identity.mspId);
      consenter.setIdentity(Buffer.from(identity.certificate));
      mapping.addConsenterMapping(consenter);
    }
    setValue(ordering, 'Orderers', mapping);
  }
  const any = new common.ImplicitMetaPolicy();
  any.setSubPolicy('Writers');
  any.setRule(common.ImplicitMetaPolicy.Rule.ANY);
  setPolicy(ordering, 'BlockValidation', common.Policy.PolicyType.IMPLICIT_META, any);
  for (const { ca } of made.members) {
    for (const group of [ordering, application]) {
      const organisation = new common.ConfigGroup();
      setValue(organisation, 'MSP', madeMsp(ca, made.revoked?.[ca.mspId] ?? []));
      setPolicy(organisation, 'Writers', common.Policy.PolicyType.SIGNATURE, roleOf(ca.mspId));
      (group.getGroupsMap() as ProtoMap<common.ConfigGroup>).set(ca.mspId, organisation);
    }
  }
  const groups = channel.getGroupsMap() as ProtoMap<common.ConfigGroup>;
  groups.set('Orderer', ordering);
  groups.set('Application', application);
  const config = new common.Config();
  config.setSequence(made.sequence);
  config.setChannelGroup(channel);
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);
  return envelope;
}

interface Message {
  serializeBinary(): Uint8Array;
}

function setValue(group: common.ConfigGroup, name: string, message: Message): void {
  const value = new common.ConfigValue();
  value.setValue(message.serializeBinary());
  (group.getValuesMap() as ProtoMap<common.ConfigValue>).set(name, value);
}

function setPolicy(
  group: common.ConfigGroup,
  name: string,
  type: common.Policy.PolicyTypeMap[keyof common.Policy.PolicyTypeMap],
  message: Message,
): void {
  const policy = new common.Policy();
  policy.setType(type);
  policy.setValue(message.serializeBinary());
  const wrapped = new common.ConfigPolicy();
  wrapped.setPolicy(policy);
  (group.getPoliciesMap() as ProtoMap<common.ConfigPolicy>).set(name, wrapped);
}

/** One signature by an orderer of the member. */
function roleOf(mspId: string): common.SignaturePolicyEnvelope {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.ORDERER);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  const signed = new common.SignaturePolicy();
  signed.setSignedBy(0);
  const one = new common.SignaturePolicy.NOutOf();
  one.setN(1);
  one.setRulesList([signed]);
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(one);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList([principal]);
  return envelope;
}

function madeMsp(ca: MemberCa, revoked: readonly string[]): msp.MSPConfig {
  const unit = (name: string): msp.FabricOUIdentifier => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
    return identifier;
  };
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(unit('client'));
  units.setPeerOuIdentifier(unit('peer'));
  units.setAdminOuIdentifier(unit('admin'));
  units.setOrdererOuIdentifier(unit('orderer'));
  const config = new msp.FabricMSPConfig();
  config.setName(ca.mspId);
  config.setRootCertsList([Buffer.from(ca.certificate)]);
  config.setTlsRootCertsList([Buffer.from(ca.certificate)]);
  config.setRevocationListList(revoked.map((pem) => Buffer.from(pem)));
  config.setFabricNodeOus(units);
  const wrapped = new msp.MSPConfig();
  wrapped.setConfig(config.serializeBinary());
  return wrapped;
}

/** An envelope with this content; `at` is the time that it claims. */
export function madeEnvelope(
  kind: common.HeaderTypeMap[keyof common.HeaderTypeMap],
  content: Uint8Array,
  options: {
    readonly id?: string;
    readonly at?: number;
    readonly channel?: string;
    readonly signed?: boolean;
  } = {},
): Uint8Array {
  const channel = channelHeader(kind, options.channel ?? channelId);
  channel.setTxId(options.id ?? '');
  if (options.at !== undefined) {
    const time = channel.getTimestamp() as unknown as Record<
      'setSeconds' | 'setNanos',
      (value: number) => void
    >;
    time.setSeconds(Math.floor(options.at / 1000));
    time.setNanos(0);
  }
  const signature = new common.SignatureHeader();
  signature.setCreator(creatorOf({ mspId: 'Huren230200MSP', certificate: 'a client' }));
  const header = new common.Header();
  header.setChannelHeader(channel.serializeBinary());
  header.setSignatureHeader(signature.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(content);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  if (options.signed !== false) envelope.setSignature(Buffer.from('the client’s signature'));
  return envelope.serializeBinary();
}

/** A transaction of the chaincode that writes one key. */
export function madeTransaction(key: string, at?: number): Uint8Array {
  const write = new ledger.rwset.kvrwset.KVWrite();
  write.setKey(key);
  write.setValue(Buffer.from(`"${key}"`));
  const writes = new ledger.rwset.kvrwset.KVRWSet();
  writes.setWritesList([write]);
  const set = new ledger.rwset.NsReadWriteSet();
  set.setNamespace(chaincode);
  set.setRwset(writes.serializeBinary());
  const sets = new ledger.rwset.TxReadWriteSet();
  sets.setNsRwsetList([set]);
  const result = new peer.ChaincodeAction();
  result.setResults(sets.serializeBinary());
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(result.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  const action = new peer.ChaincodeActionPayload();
  action.setAction(endorsed);
  const wrapped = new peer.TransactionAction();
  wrapped.setPayload(action.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([wrapped]);
  const options = { id: `id of ${key}`, ...(at === undefined ? {} : { at }) };
  return madeEnvelope(common.HeaderType.ENDORSER_TRANSACTION, transaction.serializeBinary(), options);
}

/** Who signs a made block, and how. */
export interface MadeSignature {
  readonly identity: Pick<IssuedIdentity, 'mspId' | 'certificate' | 'privateKey'>;
  /** BFT: the id that the signature gives; Raft names the certificate. */
  readonly id?: number;
  /** What is signed in place of the block's own metadata. */
  readonly value?: Uint8Array;
}

export interface MadeBlock {
  readonly number: number;
  readonly previousHash: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
  readonly lastConfiguration: number;
  readonly signatures: readonly MadeSignature[];
  readonly flags?: readonly number[];
}

export function madeBlock(made: MadeBlock): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(made.number);
  header.setPreviousHash(made.previousHash);
  header.setDataHash(sha256(Buffer.concat(made.envelopes)));
  const data = new common.BlockData();
  data.setDataList([...made.envelopes]);
  const last = new common.LastConfig();
  last.setIndex(made.lastConfiguration);
  const value = new common.OrdererBlockMetadata();
  value.setLastConfig(last);
  value.setConsenterMetadata(Buffer.from(`round ${String(made.number)}`));
  const signed = new common.Metadata();
  signed.setValue(value.serializeBinary());
  for (const one of made.signatures) signed.addSignatures(signatureBy(one, signed.getValue_asU8(), header));
  const metadata = new common.BlockMetadata();
  const flags = Uint8Array.from(made.flags ?? made.envelopes.map(() => peer.TxValidationCode.VALID));
  metadata.setMetadataList([
    signed.serializeBinary(),
    new Uint8Array(),
    flags,
    new Uint8Array(),
    new Uint8Array(),
  ]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block;
}

function signatureBy(
  { identity, id, value }: MadeSignature,
  own: Uint8Array,
  header: common.BlockHeader,
): common.MetadataSignature {
  const signature = new common.MetadataSignature();
  let named: Uint8Array;
  if (id === undefined) {
    const by = new common.SignatureHeader();
    by.setCreator(creatorOf(identity));
    by.setNonce(Buffer.from('nonce'));
    named = by.serializeBinary();
    signature.setSignatureHeader(named);
  } else {
    const by = new common.IdentifierHeader();
    by.setIdentifier(id);
    by.setNonce(Buffer.from('nonce'));
    named = by.serializeBinary();
    signature.setIdentifierHeader(named);
  }
  signature.setSignature(
    signed(Buffer.concat([value ?? own, named, headerBytes(header)]), identity.privateKey),
  );
  return signature;
}

function signed(bytes: Uint8Array, key: KeyObject): Uint8Array {
  return toLowS(sign('sha256', bytes, createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }))));
}
