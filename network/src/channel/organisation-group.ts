import { X509Certificate } from 'node:crypto';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import type { Endpoint } from '../topology/topology';
import { type ConfigGroup, type ConfigPolicy, emptyGroup } from './config-tree';

/** What a member is to the channel. */
export interface Organisation {
  readonly mspId: string;
  /** PEM of the CA of its identities. */
  readonly ca: string;
  /** PEM of the CA of its TLS certificates. */
  readonly tlsCa: string;
}

/** Roles that may write: clients in the application group, orderers in the orderer group; admins in the first only. */
export type Writers = 'application' | 'orderer';

const type = common.Policy.PolicyType.SIGNATURE;

/**
 * A member's group as configtxgen would make it from the profile of `channel-file.ts`: its MSP with node OUs, and its
 * four policies. The first peer is the anchor that the others' peers call.
 */
export function applicationGroup(organisation: Organisation, anchors: readonly Endpoint[]): ConfigGroup {
  const group = memberGroup(organisation, ['client', 'admin']);
  if (anchors.length === 0) return group;
  const list = new peer.AnchorPeers();
  list.setAnchorPeersList(
    anchors.map(({ host, port }) => {
      const one = new peer.AnchorPeer();
      one.setHost(host);
      one.setPort(port);
      return one;
    }),
  );
  return withNew(group, 'AnchorPeers', list.serializeBinary());
}

/** A member's group among the orderers; `endpoints` are where peers and clients reach them. */
export function ordererGroup(organisation: Organisation, endpoints: readonly Endpoint[]): ConfigGroup {
  const addresses = new common.OrdererAddresses();
  addresses.setAddressesList(endpoints.map(({ host, port }) => `${host}:${String(port)}`));
  return withNew(memberGroup(organisation, ['orderer']), 'Endpoints', addresses.serializeBinary());
}

function memberGroup(organisation: Organisation, writers: readonly Role[]): ConfigGroup {
  const { mspId } = organisation;
  const policies: Readonly<Record<string, readonly Role[]>> = {
    Admins: ['admin'],
    Endorsement: ['peer'],
    Readers: ['member'],
    Writers: writers,
  };
  const group: ConfigGroup = {
    ...emptyGroup,
    modPolicy: 'Admins',
    policies: new Map(
      Object.entries(policies).map(([name, roles]): [string, ConfigPolicy] => [
        name,
        { version: 0, modPolicy: 'Admins', policy: { type, value: anyRole(mspId, roles) } },
      ]),
    ),
  };
  return withNew(group, 'MSP', mspValue(organisation));
}

function withNew(group: ConfigGroup, name: string, value: Uint8Array): ConfigGroup {
  const values = new Map(group.values).set(name, { version: 0, modPolicy: 'Admins', value });
  return { ...group, values };
}

const roleTypes = {
  member: msp.MSPRole.MSPRoleType.MEMBER,
  admin: msp.MSPRole.MSPRoleType.ADMIN,
  client: msp.MSPRole.MSPRoleType.CLIENT,
  peer: msp.MSPRole.MSPRoleType.PEER,
  orderer: msp.MSPRole.MSPRoleType.ORDERER,
} as const;
type Role = keyof typeof roleTypes;

/** `OR('X.role', …)` as `common.SignaturePolicyEnvelope`. */
function anyRole(mspId: string, roles: readonly Role[]): Uint8Array {
  const some = new common.SignaturePolicy.NOutOf();
  some.setN(1);
  some.setRulesList(
    roles.map((_role, at) => {
      const one = new common.SignaturePolicy();
      one.setSignedBy(at);
      return one;
    }),
  );
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(some);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(
    roles.map((role) => {
      const named = new msp.MSPRole();
      named.setMspIdentifier(mspId);
      named.setRole(roleTypes[role]);
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
      principal.setPrincipal(named.serializeBinary());
      return principal;
    }),
  );
  return envelope.serializeBinary();
}

/** `msp.MSPConfig` of a member whose MSP has one CA, one TLS CA and node OUs. */
export function mspValue({ mspId, ca, tlsCa }: Organisation): Uint8Array {
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const config = new msp.FabricMSPConfig();
  config.setName(mspId);
  config.setRootCertsList([Buffer.from(ca)]);
  config.setTlsRootCertsList([Buffer.from(tlsCa)]);
  config.setCryptoConfig(crypto);
  config.setFabricNodeOus(nodeOus());
  const value = new msp.MSPConfig();
  value.setType(0);
  value.setConfig(config.serializeBinary());
  return value.serializeBinary();
}

function nodeOus(): msp.FabricNodeOUs {
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
  return units;
}

/** What an organisation's group holds, read. */
export interface OrganisationView {
  readonly mspId: string;
  /** PEM. */
  readonly cas: readonly string[];
  readonly tlsCas: readonly string[];
  readonly anchors: readonly Endpoint[];
  readonly ordererEndpoints: readonly Endpoint[];
}

export function readOrganisation(name: string, group: ConfigGroup): OrganisationView {
  const config = msp.FabricMSPConfig.deserializeBinary(
    msp.MSPConfig.deserializeBinary(valueOf(group, 'MSP')).getConfig_asU8(),
  );
  const texts = (list: readonly Uint8Array[]): readonly string[] =>
    list.map((bytes) => Buffer.from(bytes).toString('utf8'));
  return {
    mspId: config.getName() === '' ? name : config.getName(),
    cas: texts(config.getRootCertsList_asU8()),
    tlsCas: texts(config.getTlsRootCertsList_asU8()),
    anchors: peer.AnchorPeers.deserializeBinary(valueOf(group, 'AnchorPeers'))
      .getAnchorPeersList()
      .map((anchor) => ({ host: anchor.getHost(), port: anchor.getPort() })),
    ordererEndpoints: common.OrdererAddresses.deserializeBinary(valueOf(group, 'Endpoints'))
      .getAddressesList()
      .map(endpointOf),
  };
}

/** `host:port`. */
export function endpointOf(address: string): Endpoint {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

/** The value's bytes; empty where the group has none. */
export function valueOf(group: ConfigGroup, name: string): Uint8Array {
  return group.values.get(name)?.value ?? new Uint8Array();
}

/** SHA-256 of the certificate, as people compare it. */
export function fingerprint(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    return '?';
  }
}
