import type { CryptoProvider } from '../crypto/provider';
import { type Certificate, isInForce, isSameCertificate } from './certificate';
import { KEY_USAGE } from './extensions';
import { verifyIssued } from './issued';

/** Certificates between a leaf and its anchor. */
export const MAX_INTERMEDIATES = 4;
/** Signatures that one search may check, so that a heap of namesakes costs a bounded time. */
export const MAX_CHAIN_SIGNATURES = 16;

export interface ChainQuestion {
  /** Certificates that the asker trusts: each vouches for itself and for what it issued. */
  readonly anchors: readonly Certificate[];
  /** Certificates that came along and vouch for nothing by themselves. */
  readonly intermediates?: readonly Certificate[];
  /** Epoch milliseconds at which every issuer must be in force. The leaf's own validity is the caller's to judge. */
  readonly atMs: number;
}

/** Why no chain was found: the furthest that the search came. */
export type ChainFault = 'no-issuer' | 'issuer-not-in-force' | 'issuer-may-not-issue' | 'bad-signature';

export type ChainResult =
  | { readonly trusted: true; readonly chain: readonly Certificate[] }
  | { readonly trusted: false; readonly fault: ChainFault };

const RANK: readonly ChainFault[] = [
  'no-issuer',
  'issuer-not-in-force',
  'issuer-may-not-issue',
  'bad-signature',
];

/** An anchor's keyUsage is not read: RFC 5280 §6.1.1 takes of an anchor its name and key alone. */
function mayIssue(issuer: Certificate, isAnchor: boolean, below: number): boolean {
  if (isAnchor ? issuer.ca === false : issuer.ca !== true) return false;
  if (!isAnchor && issuer.keyUsage !== undefined && (issuer.keyUsage & KEY_USAGE.keyCertSign) === 0)
    return false;
  return issuer.pathLength === undefined || below <= issuer.pathLength;
}

/** Looks for a path from `leaf` to one of the anchors (RFC 5280 §6, without policies and name constraints). */
export function findChain(provider: CryptoProvider, leaf: Certificate, question: ChainQuestion): ChainResult {
  const { anchors, intermediates = [], atMs } = question;
  let fault: ChainFault = 'no-issuer';
  let signatures = 0;
  const note = (seen: ChainFault): void => {
    if (RANK.indexOf(seen) > RANK.indexOf(fault)) fault = seen;
  };
  const isAcceptable = (
    subject: Certificate,
    issuer: Certificate,
    isAnchor: boolean,
    below: number,
  ): boolean => {
    if (!isSameCertificate(subject.issuer.der, issuer.subject.der)) return false;
    if (!isInForce(issuer, atMs)) note('issuer-not-in-force');
    else if (!mayIssue(issuer, isAnchor, below)) note('issuer-may-not-issue');
    else if (signatures++ >= MAX_CHAIN_SIGNATURES || !verifyIssued(provider, subject, issuer))
      note('bad-signature');
    else return true;
    return false;
  };
  const search = (path: readonly Certificate[]): readonly Certificate[] | undefined => {
    const subject = path[path.length - 1] as Certificate;
    const below = path.length - 1;
    for (const anchor of anchors) {
      if (isSameCertificate(subject.der, anchor.der)) return path;
      if (isAcceptable(subject, anchor, true, below)) return [...path, anchor];
    }
    if (below >= MAX_INTERMEDIATES) return undefined;
    for (const issuer of intermediates) {
      if (path.some((one) => isSameCertificate(one.der, issuer.der))) continue;
      const found = isAcceptable(subject, issuer, false, below) ? search([...path, issuer]) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const chain = search([leaf]);
  return chain === undefined ? { trusted: false, fault } : { trusted: true, chain };
}
