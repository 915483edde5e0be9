import type { Certificate } from '../x509/certificate';
import { isSameCertificate } from '../x509/certificate';

/** Who is trusted, by the asker's list or by the ledger. */
export interface SealTrust {
  /** Each vouches for itself and for the certificates that it issued. */
  readonly anchors: readonly Certificate[];
  /** Registered makers of seals: the exact certificates. A chain alone makes no maker. */
  readonly makers: readonly Certificate[];
  /** Now, in epoch milliseconds, when the asker wants signatures of the future refused. */
  readonly atMs?: number;
}

export const NOBODY: SealTrust = { anchors: [], makers: [] };

export function isRegisteredMaker(trust: SealTrust, maker: Uint8Array): boolean {
  return trust.makers.some(({ der }) => isSameCertificate(der, maker));
}
