import { Rejection } from '../rejection';
import type { Authority } from '../authority/authority';
import type { Member, Network } from './member';

/** What the transaction's own certificate says, and the claimed day of the transaction; nothing comes from arguments. */
export interface Identity {
  readonly msp: string;
  /** Attribute `huren.authority`; absent: the member's operator. */
  readonly authority?: string;
  /** base64url SHA-256 of the certificate (DER). */
  readonly kid: string;
  /** The certificate's P-256 key, base64url of the uncompressed point; absent for other certificates. */
  readonly publicKey?: string;
  /** The transaction's day in Asia/Shanghai. */
  readonly day: string;
}

/** The records behind an identity, as far as the ledger holds them. */
export interface Caller {
  readonly identity: Identity;
  readonly member: Member | undefined;
  readonly authority: Authority | undefined;
  /** Every authority that it continues, and itself, by code; absent: it continues nobody. */
  readonly continued?: ReadonlyMap<string, Authority>;
}

/** An identity whose member is admitted and, if it speaks for an authority, whose certificate is registered there. */
export interface AdmittedCaller {
  readonly day: string;
  readonly member: Member;
  readonly authority?: Authority;
  readonly continued?: ReadonlyMap<string, Authority>;
}

/** @throws Rejection NETWORK_NOT_FOUNDED | NETWORK_NOT_OPEN */
export function requireOpen(network: Network | undefined): Network {
  if (network === undefined) throw new Rejection('NETWORK_NOT_FOUNDED');
  if (network.state !== 'open') throw new Rejection('NETWORK_NOT_OPEN');
  return network;
}

/**
 * @throws Rejection UNKNOWN_MEMBER | MEMBER_NOT_ACTIVE | UNKNOWN_IDENTITY | AUTHORITY_OF_ANOTHER_MEMBER |
 * AUTHORITY_NOT_ACTIVE
 */
export function requireAdmitted({ identity, member, authority, continued }: Caller): AdmittedCaller {
  if (member === undefined) throw new Rejection('UNKNOWN_MEMBER');
  if (member.state !== 'admitted') throw new Rejection('MEMBER_NOT_ACTIVE', { state: member.state });
  if (identity.authority === undefined) return { day: identity.day, member };
  // Both must fit: a motion may name any digest beside an approver's key, and voters do not see the certificate.
  const registered =
    authority?.keys.some(
      (key) => key.kid === identity.kid && key.publicKey === identity.publicKey && key.state === 'active',
    ) ?? false;
  if (authority === undefined || !registered) throw new Rejection('UNKNOWN_IDENTITY');
  if (authority.member !== member.id) throw new Rejection('AUTHORITY_OF_ANOTHER_MEMBER');
  if (authority.state !== 'active') throw new Rejection('AUTHORITY_NOT_ACTIVE', { state: authority.state });
  return { day: identity.day, member, authority, ...(continued && { continued }) };
}

/** The operator of an admitted member. @throws Rejection as requireAdmitted, NOT_ENTITLED */
export function requireOperator(caller: Caller): AdmittedCaller {
  const admitted = requireAdmitted(caller);
  if (admitted.authority !== undefined) throw new Rejection('NOT_ENTITLED', { needs: 'operator' });
  return admitted;
}

/** Someone who speaks for an active authority. @throws Rejection as requireAdmitted, NOT_ENTITLED */
export function requireAuthority(caller: Caller): AdmittedCaller & { readonly authority: Authority } {
  const { authority, ...rest } = requireAdmitted(caller);
  if (authority === undefined) throw new Rejection('NOT_ENTITLED', { needs: 'authority' });
  return { ...rest, authority };
}
