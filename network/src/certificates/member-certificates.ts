import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createMemberCa, issueIdentity, keySigner, memberMspId, type IdentityRole } from '../identity';
import type { Signer } from '../ledger';
import { CertificateFault, FaultList } from './certificate-fault';
import { certificateRequest } from './certificate-request';
import {
  identityNames,
  keepOrMake,
  plainNames,
  readCertifiedKey,
  writeCertifiedKey,
  writeWhole,
  type KeyFileNames,
} from './certified-key-file';
import { checkCa, checkCertificate } from './check-certificate';
import { createTlsCa, issueTlsCertificate, type CertifiedKey } from './tls';

/** A node that is to have certificates: peers and orderers an identity and TLS, chaincode servers and people one. */
export interface CertifiedNode {
  readonly name: string;
  readonly role?: IdentityRole;
  /** Host names and addresses of its TLS certificate; absent: it has none. */
  readonly hosts?: readonly string[];
}

/** Which of a node's two certificates. */
export type CertificatePart = 'identity' | 'tls';

const caDays = 3650;
const leafDays = 365;
const dayMs = 86_400_000;
/** Clocks of members differ by minutes; a certificate made now is in force on all of them. */
const earlierMs = 3_600_000;

const caFolders = { identity: 'ca', tls: 'tls-ca' } as const;
const trustFolders = { identity: 'cacerts', tls: 'tlscacerts' } as const;

/**
 * The certificates of one member in a folder of their own. What is there is kept and checked, whether it was made here
 * or brought from the member's own CA; what is missing is made, if the CA's key is here.
 *
 *     ca/ tls-ca/                    cert.pem, key.pem (absent: the CA is elsewhere), earlier-N.pem (still trusted)
 *     msp/                           the member's MSP as the channel knows it (no keys)
 *     NODE/msp/ NODE/tls/            what a node runs with
 *     NODE/{msp,tls}/request.csr     where an own CA is to issue
 *     NODE/next/                     renewed, not yet in use
 */
export class MemberCertificates {
  /** config.yaml of every MSP folder. */
  static readonly nodeOus = `NodeOUs:
  Enable: true
  ClientOUIdentifier: {OrganizationalUnitIdentifier: client}
  PeerOUIdentifier: {OrganizationalUnitIdentifier: peer}
  AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}
  OrdererOUIdentifier: {OrganizationalUnitIdentifier: orderer}
`;

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

  /**
   * @param ownCa the member's CA is elsewhere: none is made here.
   * @throws CertificateFault with all faults of those that are there and cannot be used.
   */
  async ensure(nodes: readonly CertifiedNode[], now: Date, ownCa = false): Promise<void> {
    const faults = new FaultList();
    const identity = await faults.take(() => this.#ensureCa('identity', now, ownCa));
    const tls = await faults.take(() => this.#ensureCa('tls', now, ownCa));
    if (identity !== undefined && identity.certificate === tls?.certificate) {
      throw new CertificateFault(this.#caPath('tls'), 'SAME_CA');
    }
    // Nothing can be said of leaves whose CA is not known.
    if (identity === undefined || tls === undefined) {
      faults.close();
      return;
    }
    this.#writeMsp('msp');
    for (const node of nodes) {
      for (const part of partsOf(node)) {
        await faults.take(async () => {
          const ca = part === 'tls' ? tls : identity;
          this.#checkLeaf(node, part, await this.#ensureLeaf(node, part, ca, now), now);
        });
      }
      this.#writeTrust(node);
    }
    faults.close();
  }

  /** What of another member must be here: its MSP and its orderers' certificates, no keys. @throws CertificateFault */
  async checkPublic(nodes: readonly CertifiedNode[], now: Date): Promise<void> {
    const faults = new FaultList();
    for (const part of ['identity', 'tls'] as const) {
      const folder = this.path('msp', trustFolders[part]);
      if (!existsSync(folder)) throw new CertificateFault(folder, 'ABSENT');
      for (const name of readdirSync(folder)) {
        await faults.take(() => {
          checkCa(join(folder, name), readFileSync(join(folder, name), 'utf8'), now);
        });
      }
    }
    for (const node of nodes) {
      for (const part of partsOf(node)) {
        await faults.take(() => {
          const path = this.leaf(node.name, part);
          if (!existsSync(path)) throw new CertificateFault(path, 'ABSENT');
          this.#checkLeaf(node, part, readFileSync(path, 'utf8'), now);
        });
      }
    }
    faults.close();
  }

  /** Path of a node's certificate. */
  leaf(name: string, part: CertificatePart): string {
    return this.path(name, ...folderOf(part), namesOf(part).certificate);
  }

  /** The CAs of this kind that the member's MSP trusts, as parts of paths below this folder. */
  trustFiles(part: CertificatePart): readonly (readonly string[])[] {
    const names = readdirSync(this.path('msp', trustFolders[part]));
    return names.sort().map((name) => ['msp', trustFolders[part], name]);
  }

  /** PEM of every CA of this kind that the member's MSP trusts. */
  trusted(part: CertificatePart): string {
    return this.trustFiles(part)
      .map((parts) => `${readFileSync(this.path(...parts), 'utf8').trimEnd()}\n`)
      .join('');
  }

  /** A signer with the identity of this node or person. @throws CertificateFault */
  signer(name: string): Signer {
    const { certificate, privateKey } = this.identity(name);
    return keySigner({ mspId: this.mspId, certificate, privateKey });
  }

  /** @throws CertificateFault */
  identity(name: string): CertifiedKey {
    return readCertifiedKey(this.leaf(name, 'identity'), this.path(name, 'msp', identityNames.key));
  }

  /**
   * Keys and requests for every certificate that is missing, so that the member's own CA can issue it.
   * @returns the requests' paths.
   */
  async writeRequests(nodes: readonly CertifiedNode[]): Promise<readonly string[]> {
    const written: string[] = [];
    for (const node of nodes) {
      for (const part of partsOf(node)) {
        if (existsSync(this.leaf(node.name, part))) continue;
        const folder = this.path(node.name, ...folderOf(part));
        const request = join(folder, 'request.csr');
        written.push(request);
        // A key whose request was sent must not be replaced by another.
        if (existsSync(request)) continue;
        const commonName = this.#commonName(node);
        const use = part === 'tls' ? { hosts: node.hosts ?? [] } : { role: node.role ?? ('client' as const) };
        const made = await certificateRequest({ commonName, use });
        const key = made.privateKey.export({ type: 'pkcs8', format: 'pem' });
        writeWhole(join(folder, namesOf(part).key), key, 0o600);
        writeWhole(request, made.request);
      }
    }
    return written;
  }

  /**
   * Makes the node's next certificate of this kind, with a new key, beside the one in use. One that lies there already
   * from an earlier attempt is kept. @throws CertificateFault `ABSENT` when the CA's key is elsewhere.
   */
  async prepareNext(node: CertifiedNode, part: CertificatePart, now: Date): Promise<CertifiedKey> {
    const folder = this.path(node.name, 'next', part);
    return keepOrMake(folder, async () => {
      const ca = this.#readCa(part);
      return this.#issue(node, part, ca, now, join(folder, 'cert.pem'));
    });
  }

  /** The prepared certificate; undefined when there is none. @throws CertificateFault */
  next(name: string, part: CertificatePart): CertifiedKey | undefined {
    const folder = this.path(name, 'next', part);
    if (!existsSync(join(folder, 'cert.pem'))) return undefined;
    return readCertifiedKey(join(folder, 'cert.pem'), join(folder, 'key.pem'));
  }

  /** Puts the prepared certificate into use; the one before it is kept in `NODE/previous`. Can be repeated. */
  promoteNext(name: string, part: CertificatePart): void {
    const made = this.next(name, part);
    if (made === undefined) return;
    const current = this.leaf(name, part);
    const kept = this.path(name, 'previous', `${part}.pem`);
    mkdirSync(dirname(kept), { recursive: true });
    if (existsSync(current)) copyFileSync(current, kept);
    writeCertifiedKey(this.path(name, ...folderOf(part)), made, namesOf(part));
    rmSync(this.path(name, 'next', part), { recursive: true });
  }

  /** A new CA of this kind, made beside the present one; kept when it is there. */
  prepareNextCa(part: CertificatePart, now: Date): Promise<CertifiedKey> {
    return keepOrMake(this.path(caFolders[part], 'next'), () => this.#makeCa(part, now));
  }

  /** Issues from the new CA from now on; the MSP trusts the present one beside it. Can be repeated. */
  promoteNextCa(part: CertificatePart): void {
    const folder = this.path(caFolders[part]);
    const next = join(folder, 'next');
    if (!existsSync(join(next, 'cert.pem'))) return;
    const made = readCertifiedKey(join(next, 'cert.pem'), join(next, 'key.pem'));
    const present = readFileSync(join(folder, 'cert.pem'), 'utf8');
    if (present !== made.certificate) {
      const earlier = readdirSync(folder).filter((name) => name.startsWith('earlier-')).length;
      writeWhole(join(folder, `earlier-${String(earlier + 1)}.pem`), present);
      writeCertifiedKey(folder, made);
    }
    this.#writeMsp('msp');
    rmSync(next, { recursive: true });
  }

  #caPath(part: CertificatePart): string {
    return this.path(caFolders[part], 'cert.pem');
  }

  async #ensureCa(part: CertificatePart, now: Date, ownCa: boolean): Promise<Ca> {
    const path = this.#caPath(part);
    // An MSP without its CA is what another member sent: its CA is never made here.
    const foreign = !existsSync(this.path(caFolders.identity)) && existsSync(this.path('msp'));
    if (!existsSync(path) && (ownCa || foreign)) throw new CertificateFault(path, 'ABSENT');
    const ca = existsSync(path)
      ? this.#readCa(part)
      : await keepOrMake(this.path(caFolders[part]), () => this.#makeCa(part, now));
    checkCa(path, ca.certificate, now);
    return ca;
  }

  #makeCa(part: CertificatePart, now: Date): Promise<CertifiedKey> {
    const from = new Date(now.getTime() - earlierMs);
    const options = { ...this.member, now: from, validDays: caDays };
    return part === 'tls' ? createTlsCa(options) : createMemberCa(options);
  }

  /** The CA's certificate, and its key where that is here. */
  #readCa(part: CertificatePart): Ca {
    const path = this.#caPath(part);
    const key = this.path(caFolders[part], plainNames.key);
    return existsSync(key) ? readCertifiedKey(path, key) : { certificate: readFileSync(path, 'utf8') };
  }

  async #ensureLeaf(node: CertifiedNode, part: CertificatePart, ca: Ca, now: Date): Promise<string> {
    const path = this.leaf(node.name, part);
    const folder = this.path(node.name, ...folderOf(part));
    const make = (): Promise<CertifiedKey> => this.#issue(node, part, ca, now, path);
    return (await keepOrMake(folder, make, namesOf(part))).certificate;
  }

  async #issue(
    node: CertifiedNode,
    part: CertificatePart,
    { certificate, privateKey }: Ca,
    now: Date,
    path: string,
  ): Promise<CertifiedKey> {
    if (privateKey === undefined) throw new CertificateFault(path, 'ABSENT');
    const commonName = this.#commonName(node);
    const notBefore = new Date(now.getTime() - earlierMs);
    const notAfter = new Date(now.getTime() + leafDays * dayMs);
    const ca = { mspId: this.mspId, certificate, privateKey };
    const { role = 'client', hosts = [] } = node;
    return part === 'tls'
      ? issueTlsCertificate(ca, { commonName, hosts, notBefore, notAfter })
      : issueIdentity(ca, { commonName, role, notBefore, notAfter });
  }

  #checkLeaf(node: CertifiedNode, part: CertificatePart, certificate: string, now: Date): void {
    const path = this.leaf(node.name, part);
    const wanted = { path, certificate, ca: this.trusted(part), now };
    if (part === 'identity') checkCertificate({ ...wanted, use: { role: node.role ?? 'client' } });
    else checkCertificate({ ...wanted, use: { hosts: node.hosts ?? [] } });
  }

  #commonName(node: CertifiedNode): string {
    return `${node.name}.${this.member.id}`;
  }

  /** The trust that a node runs with follows the member's. */
  #writeTrust(node: CertifiedNode): void {
    if (node.role !== undefined) this.#writeMsp(join(node.name, 'msp'));
    if (node.hosts !== undefined) writeWhole(this.path(node.name, 'tls', 'ca.pem'), this.trusted('tls'));
  }

  #writeMsp(folder: string): void {
    for (const part of ['identity', 'tls'] as const) {
      const ca = this.path(caFolders[part]);
      for (const name of readdirSync(ca)) {
        const kept =
          name === 'cert.pem' ? `${caFolders[part]}.pem` : name.startsWith('earlier-') ? name : undefined;
        if (kept === undefined || !name.endsWith('.pem')) continue;
        writeWhole(this.path(folder, trustFolders[part], kept), readFileSync(join(ca, name), 'utf8'));
      }
    }
    writeWhole(this.path(folder, 'config.yaml'), MemberCertificates.nodeOus);
  }
}

interface Ca {
  readonly certificate: string;
  /** Absent where the member's CA is elsewhere. */
  readonly privateKey?: KeyObject;
}

const namesOf = (part: CertificatePart): KeyFileNames => (part === 'tls' ? plainNames : identityNames);
const folderOf = (part: CertificatePart): readonly string[] => [part === 'tls' ? 'tls' : 'msp'];

function partsOf(node: CertifiedNode): readonly CertificatePart[] {
  return [
    ...(node.role === undefined ? [] : (['identity'] as const)),
    ...(node.hosts === undefined ? [] : (['tls'] as const)),
  ];
}
