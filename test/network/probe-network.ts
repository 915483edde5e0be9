import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signer, TransactionRequest } from '@huren/network';
import { EmbeddedLedger, openEmbedded, type EmbeddedOptions } from '@huren/network/embedded';
import {
  createMemberCa,
  issueIdentity,
  keySigner,
  type IdentityRole,
  type MemberCa,
  type MspTrust,
} from '@huren/network/identity';
import { ProbeContract } from './probe-contract';

/** Noon of the first day of every test. */
export const start = Date.UTC(2026, 0, 5, 4);
export const dayMs = 86_400_000;

/** Two members, a clock that stands still unless it is moved, and folders that are removed at the end. */
export class ProbeNetwork {
  now = start;
  readonly #folders: string[] = [];
  readonly #ledgers: EmbeddedLedger[] = [];

  private constructor(
    readonly ca: MemberCa,
    readonly otherCa: MemberCa,
    readonly signer: Signer,
    readonly otherSigner: Signer,
  ) {}

  static async create(): Promise<ProbeNetwork> {
    const now = new Date(start - dayMs);
    const ca = await createMemberCa({ id: '230200', name: '齐齐哈尔 demo', now, validDays: 3650 });
    const otherCa = await createMemberCa({ id: '220800', name: '白城 demo', now, validDays: 3650 });
    return new ProbeNetwork(ca, otherCa, await signerOf(ca), await signerOf(otherCa));
  }

  get channel(): MspTrust[] {
    return [this.ca, this.otherCa].map(({ mspId, certificate }) => ({
      mspId,
      caCertificates: [certificate],
    }));
  }

  folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'huren-network-'));
    this.#folders.push(path);
    return path;
  }

  async open(path: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedLedger> {
    const ledger = await openEmbedded({
      path,
      channel: this.channel,
      contracts: [ProbeContract],
      clock: () => this.now,
      ...options,
    });
    this.#ledgers.push(ledger);
    return ledger;
  }

  async clean(): Promise<void> {
    for (const ledger of this.#ledgers) await ledger.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** A signer with a new identity of this CA. */
export async function signerOf(
  ca: MemberCa,
  options: { role?: IdentityRole; authority?: string; from?: number; days?: number } = {},
): Promise<Signer> {
  const { role = 'client', authority, from = start - dayMs, days = 365 } = options;
  const identity = await issueIdentity(ca, {
    commonName: `demo ${role}`,
    role,
    ...(authority === undefined ? {} : { attributes: { 'huren.authority': authority } }),
    notBefore: new Date(from),
    notAfter: new Date(from + days * dayMs),
  });
  return keySigner(identity);
}

/** A call of the probe contract. */
export function probe(fn: string, argument: object = {}): TransactionRequest {
  return { contract: 'probe', fn, argument: JSON.stringify(argument) };
}
