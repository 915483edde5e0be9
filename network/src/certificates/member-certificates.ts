import { join } from 'node:path';
import {
  createMemberCa,
  issueIdentity,
  keySigner,
  memberMspId,
  type IdentityRole,
  type MemberCa,
} from '../identity';
import type { Signer } from '../ledger';
import { keepOrMake, readCertifiedKey, writeWhole } from './certified-key-file';
import { checkCa, checkCertificate } from './check-certificate';
import { createTlsCa, issueTlsCertificate, type CertifiedKey } from './tls';

/** A node that is to have certificates: peers and orderers an identity and TLS, chaincode servers and people one. */
export interface CertifiedNode {
  readonly name: string;
  readonly role?: IdentityRole;
  /** Host names and addresses of its TLS certificate; absent: it has none. */
  readonly hosts?: readonly string[];
}

const caDays = 3650;
const leafDays = 365;
const dayMs = 86_400_000;
/** Clocks of members differ by minutes; a certificate made now is in force on all of them. */
const earlierMs = 3_600_000;

const nodeOus = `NodeOUs:
  Enable: true
  ClientOUIdentifier: {OrganizationalUnitIdentifier: client}
  PeerOUIdentifier: {OrganizationalUnitIdentifier: peer}
  AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}
  OrdererOUIdentifier: {OrganizationalUnitIdentifier: orderer}
`;

/**
 * The certificates of one member in a folder of their own. What is there is kept and checked, whether it was made here
 * or brought from the member's own CA; what is missing is made, if the CA's key is here.
 *
 *     ca/ tls-ca/                    cert.pem, key.pem
 *     msp/                           the member's MSP as the channel knows it (no keys)
 *     NODE/msp/ NODE/tls/            what a node runs with
 */
export class MemberCertificates {
  readonly mspId: string;

  constructor(
    readonly folder: string,
    private readonly member: { readonly id: string; readonly name: string },
  ) {
    this.mspId = memberMspId(member.id);
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** @throws CertificateFault when one that is there cannot be used. */
  async ensure(nodes: readonly CertifiedNode[], now: Date): Promise<void> {
    const from = new Date(now.getTime() - earlierMs);
    const options = { ...this.member, now: from, validDays: caDays };
    const ca = await keepOrMake(this.path('ca'), () => createMemberCa(options));
    const tlsCa = await keepOrMake(this.path('tls-ca'), () => createTlsCa(options));
    checkCa(this.path('ca', 'cert.pem'), ca.certificate, now);
    checkCa(this.path('tls-ca', 'cert.pem'), tlsCa.certificate, now);
    this.#writeMsp('msp', ca, tlsCa);
    for (const node of nodes) await this.#ensureNode(node, { ...ca, mspId: this.mspId }, tlsCa, now);
  }

  /** A signer with the identity of this node or person. @throws CertificateFault */
  signer(name: string): Signer {
    const { certificate, privateKey } = this.identity(name);
    return keySigner({ mspId: this.mspId, certificate, privateKey });
  }

  /** @throws CertificateFault */
  identity(name: string): CertifiedKey {
    const [certificate, key] = [
      ['signcerts', 'cert.pem'],
      ['keystore', 'key.pem'],
    ].map((parts) => this.path(name, 'msp', ...parts)) as [string, string];
    return readCertifiedKey(certificate, key);
  }

  async #ensureNode(node: CertifiedNode, ca: MemberCa, tlsCa: CertifiedKey, now: Date): Promise<void> {
    const { name, role, hosts } = node;
    const span = {
      notBefore: new Date(now.getTime() - earlierMs),
      notAfter: new Date(now.getTime() + leafDays * dayMs),
    };
    const commonName = `${name}.${this.member.id}`;
    if (role !== undefined) {
      const made = await keepOrMake(
        this.path(name, 'msp'),
        () => issueIdentity(ca, { commonName, role, ...span }),
        { certificate: 'signcerts/cert.pem', key: 'keystore/key.pem' },
      );
      const path = this.path(name, 'msp', 'signcerts', 'cert.pem');
      checkCertificate({ path, certificate: made.certificate, ca: ca.certificate, now, use: { role } });
      this.#writeMsp(join(name, 'msp'), ca, tlsCa);
    }
    if (hosts !== undefined) {
      const folder = this.path(name, 'tls');
      const made = await keepOrMake(folder, () => issueTlsCertificate(tlsCa, { commonName, hosts, ...span }));
      for (const host of hosts) {
        const path = join(folder, 'cert.pem');
        checkCertificate({ path, certificate: made.certificate, ca: tlsCa.certificate, now, use: { host } });
      }
      writeWhole(join(folder, 'ca.pem'), tlsCa.certificate);
    }
  }

  #writeMsp(folder: string, ca: { readonly certificate: string }, tlsCa: CertifiedKey): void {
    writeWhole(this.path(folder, 'cacerts', 'ca.pem'), ca.certificate);
    writeWhole(this.path(folder, 'tlscacerts', 'tls-ca.pem'), tlsCa.certificate);
    writeWhole(this.path(folder, 'config.yaml'), nodeOus);
  }
}
