import 'reflect-metadata';
import { X509Certificate, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { msp } from '@hyperledger/fabric-protos';

/** What an identity of a member may be in a policy. */
export type Role = 'member' | 'client' | 'peer' | 'admin' | 'orderer';

/** An identity that its member's MSP stands for. */
export interface ChannelIdentity {
  readonly mspId: string;
  /** DER, hex: what makes two identities one. */
  readonly certificate: string;
  readonly publicKey: KeyObject;
  readonly roles: ReadonlySet<Role>;
  /** Milliseconds since 1970: the first end among its certificate and those of its CAs. */
  readonly notAfter: number;
}

interface RoleUnit {
  readonly role: Role;
  readonly unit: string;
  /** DER, hex, of the one CA whose certificates may carry the unit; empty: any of the member's. */
  readonly ca: string;
}

/** A leaf, intermediates, a root: no member has more. */
const deepestChain = 4;
const keptIdentities = 256;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pemOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** One member as the channel's configuration knows it: its CAs, its revocations, its roles. */
export class ChannelMsp {
  readonly id: string;
  /** PEM of the CAs that the TLS certificates of its nodes come from. */
  readonly tlsCas: readonly string[];
  readonly #roots: readonly X509Certificate[];
  readonly #intermediates: readonly X509Certificate[];
  /** `issuer serial`. */
  readonly #revoked = new Set<string>();
  /** Undefined where the MSP has no node OUs: then its identities are members and nothing else. */
  readonly #units: readonly RoleUnit[] | undefined;
  readonly #known = new Map<string, ChannelIdentity | undefined>();

  /** @throws Error when the configuration cannot be read. */
  constructor(value: Uint8Array) {
    const wrapped = msp.MSPConfig.deserializeBinary(value);
    if (wrapped.getType() !== 0) throw new Error('a member has an MSP that is not of X.509 kind');
    const config = msp.FabricMSPConfig.deserializeBinary(wrapped.getConfig_asU8());
    this.id = config.getName();
    this.#roots = config.getRootCertsList_asU8().map((pem) => new X509Certificate(pem));
    this.#intermediates = config.getIntermediateCertsList_asU8().map((pem) => new X509Certificate(pem));
    this.tlsCas = [...config.getTlsRootCertsList_asU8(), ...config.getTlsIntermediateCertsList_asU8()].map(
      pemOf,
    );
    for (const list of config.getRevocationListList_asU8()) {
      const crl = new x509.X509Crl(pemOf(list));
      for (const { serialNumber } of crl.entries) this.#revoked.add(revocation(crl.issuer, serialNumber));
    }
    const ous = config.getFabricNodeOus();
    this.#units = ous?.getEnable() === true ? roleUnits(ous) : undefined;
  }

  /** The identity, if the member's CAs issued it, none revoked it, and it has exactly one role. Time is not looked at. */
  identity(pem: Uint8Array): ChannelIdentity | undefined {
    const key = hex(pem);
    if (!this.#known.has(key)) {
      if (this.#known.size >= keptIdentities) this.#known.clear();
      this.#known.set(key, this.#read(pem));
    }
    return this.#known.get(key);
  }

  #read(pem: Uint8Array): ChannelIdentity | undefined {
    let chain: readonly X509Certificate[] | undefined;
    let leaf: X509Certificate;
    try {
      leaf = new X509Certificate(pem);
      chain = leaf.ca ? undefined : this.#chain(leaf, deepestChain);
    } catch {
      return undefined;
    }
    if (chain === undefined || leaf.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
      return undefined;
    }
    const fields = chain.map((certificate) => new x509.X509Certificate(certificate.raw));
    if (fields.some(({ issuer, serialNumber }) => this.#revoked.has(revocation(issuer, serialNumber)))) {
      return undefined;
    }
    const roles = this.#roles(fields[0]?.subjectName.getField('OU') ?? [], chain);
    if (roles === undefined) return undefined;
    return {
      mspId: this.id,
      certificate: hex(leaf.raw),
      publicKey: leaf.publicKey,
      roles,
      notAfter: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))),
    };
  }

  /** From the certificate to a root of the member, through its intermediates. */
  #chain(certificate: X509Certificate, depth: number): readonly X509Certificate[] | undefined {
    if (depth < 2) return undefined;
    const issued = (ca: X509Certificate): boolean =>
      ca.ca && certificate.checkIssued(ca) && certificate.verify(ca.publicKey);
    const root = this.#roots.find(issued);
    if (root !== undefined) return [certificate, root];
    for (const ca of this.#intermediates.filter(issued)) {
      const rest = this.#chain(ca, depth - 1);
      if (rest !== undefined) return [certificate, ...rest];
    }
    return undefined;
  }

  #roles(units: readonly string[], chain: readonly X509Certificate[]): ReadonlySet<Role> | undefined {
    if (this.#units === undefined) return new Set(['member']);
    const cas = chain.slice(1).map(({ raw }) => hex(raw));
    const held = this.#units.filter(
      ({ unit, ca }) => units.includes(unit) && (ca === '' || cas.includes(ca)),
    );
    const [one, ...others] = held;
    return one === undefined || others.length > 0 ? undefined : new Set(['member', one.role]);
  }
}

function roleUnits(ous: msp.FabricNodeOUs): readonly RoleUnit[] {
  const named = [
    ['client', ous.getClientOuIdentifier()],
    ['peer', ous.getPeerOuIdentifier()],
    ['admin', ous.getAdminOuIdentifier()],
    ['orderer', ous.getOrdererOuIdentifier()],
  ] as const;
  return named.flatMap(([role, identifier]) => {
    if (identifier === undefined) return [];
    const certificate = identifier.getCertificate_asU8();
    const ca = certificate.length === 0 ? '' : hex(new X509Certificate(certificate).raw);
    return [{ role, unit: identifier.getOrganizationalUnitIdentifier(), ca }];
  });
}

function revocation(issuer: string, serial: string): string {
  return `${issuer} ${serial.toLowerCase().replace(/^0+/, '')}`;
}
