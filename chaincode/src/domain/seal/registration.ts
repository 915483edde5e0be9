import type { Authority } from '../authority/authority';
import { hasMandate, requireSelfOrCustodian } from '../authority/right';
import type { CryptoProvider, SuiteName } from '../crypto/provider';
import { type Infer, object, oneOf, optional, type Shape } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { KeyClaim, Network } from '../member/member';
import { checked, digest, name, provenKey, reference, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { keyIdOfArgument, requireProof, sealPossessionStatement, withPublicKey } from './possession';
import { SealEngravingShape } from './engraving';
import { requireSesSeal, sesProof, type SesProof } from './ses-proof';
import type { Seal } from './seal';
import { requireHolder } from './state-change';

const description = {
  ...provenKey,
  kind: oneOf(['seal', 'issuing-key']),
  name,
  filing: optional(reference),
  role: optional(name),
  engraving: optional(SealEngravingShape),
  ses: optional(sesProof),
  custodian: optional(uscc),
} as const;

interface Stated {
  readonly kind: Seal['kind'];
  readonly suite: SuiteName;
  readonly engraving?: Seal['engraving'];
  readonly ses?: SesProof;
}

/**
 * An SES seal is an electronic seal with an SM2 key; a 签发密钥 is outside the national system, has none, and nobody
 * engraved it. The seal of a person holds a name, which no transaction carries.
 */
function withSes<T extends Stated>(of: Shape<T>): Shape<T> {
  return checked(of, ({ kind, suite, ses, engraving }) => {
    if (kind !== 'seal' && engraving !== undefined) return ['engraving-not-of-seal', '/engraving'];
    if (ses === undefined) return null;
    if (kind !== 'seal' || suite !== 'SM2SM3') return ['ses-not-of-seal', '/ses'];
    return engraving?.category === 'personal' ? ['seal-of-person', '/ses'] : null;
  });
}

const successorArgument = withPublicKey(withSes(object(description)));

/**
 * `{authority?, suite, publicKey, kind, name, filing?, role?, engraving?: {issuedBy, madeBy, category, mongolianName?},
 * ses?: {seal, signer?}, replaces?, custodian?, proof}`; authority: the caller's.
 */
export const registerSealArgument = withPublicKey(
  withSes(object({ ...description, authority: optional(uscc), replaces: optional(digest) })),
);
/** `{keyId, next: {suite, publicKey, kind, name, filing?, role?, engraving?, ses?, custodian?, proof}}` */
export const rotateArgument = object({ keyId: digest, next: successorArgument });

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  /** Record of the authority that answers for the seal. */
  readonly authority: Authority | undefined;
  /** Who holds the new public key already. */
  readonly claim: KeyClaim | undefined;
}

/** The record and the claim of a new seal. @throws Rejection PROOF_INVALID | SES_SEAL_INVALID */
function sealWrites(
  command: Infer<typeof successorArgument>,
  authority: string,
  holder: { readonly custodian?: string; readonly replaces?: string },
  provider: CryptoProvider,
): readonly Write[] {
  const { proof, custodian: _named, ses, ...stated } = command;
  requireProof(
    provider,
    { ...stated, proof },
    sealPossessionStatement(authority, stated.suite, stated.publicKey),
  );
  const keyId = keyIdOfArgument(stated);
  const identity = ses && { ses: requireSesSeal(provider, keyId, ses) };
  const seal: Seal = { ...stated, ...identity, ...holder, keyId, authority, state: 'active' };
  return [write('seal', [keyId], seal), write('key', [keyId], { use: 'seal', owner: authority })];
}

/**
 * Who holds the key: the custodian that calls, or the mandated one that the authority names.
 * @throws Rejection NOT_ENTITLED
 */
function holderOf(
  caller: { readonly authority: Authority; readonly day: string },
  authority: Authority,
  named: string | undefined,
): { readonly custodian?: string } {
  const isOwn = caller.authority.code === authority.code;
  const custodian = named ?? (isOwn ? undefined : caller.authority.code);
  // A custodian that passed its key off as the authority's own would keep it beyond its mandate.
  if (isOwn && (custodian === undefined || custodian === authority.code)) return {};
  const isFitting = isOwn || caller.authority.code === custodian;
  if (custodian === undefined || !isFitting || !hasMandate(authority, custodian, 'seal', caller.day)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'custodian mandated to seal' });
  }
  return { custodian };
}

/**
 * @throws Rejection (open, authority) | NOT_ENTITLED | KEY_EXISTS | SEAL_UNKNOWN (replaces) | AUTHORITY_STATE |
 * SEAL_OF_ANOTHER (replaces) | PROOF_INVALID | SES_SEAL_INVALID
 */
export function decideSeal(
  facts: Facts & { readonly replaced: Seal | undefined },
  command: Infer<typeof registerSealArgument>,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { authority: named, replaces, ...stated } = command;
  const code = named ?? caller.authority.code;
  const authority = requireSelfOrCustodian(caller, code, facts.authority, 'seal');
  const holder = holderOf(caller, authority, command.custodian);
  if (facts.claim !== undefined) throw new Rejection('KEY_EXISTS');
  if (replaces !== undefined && facts.replaced === undefined)
    throw new Rejection('SEAL_UNKNOWN', { keyId: replaces });
  if (authority.state !== 'active') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  if (facts.replaced !== undefined && facts.replaced.authority !== code)
    throw new Rejection('SEAL_OF_ANOTHER');
  const chain = replaces === undefined ? holder : { ...holder, replaces };
  return sealWrites(stated, code, chain, provider);
}

/**
 * A new seal takes the place of the old one in a single transaction (重新制发).
 * @throws Rejection (open, authority) | NOT_ENTITLED | KEY_EXISTS | SEAL_UNKNOWN | SEAL_RETIRED | AUTHORITY_STATE |
 * PROOF_INVALID | SES_SEAL_INVALID
 */
export function decideRotation(
  facts: Facts & { readonly seal: Seal | undefined },
  command: Infer<typeof rotateArgument>,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { seal } = facts;
  if (seal !== undefined) requireHolder(caller, seal, facts.authority);
  const authority = facts.authority;
  const holder = authority === undefined ? {} : holderOf(caller, authority, command.next.custodian);
  if (facts.claim !== undefined) throw new Rejection('KEY_EXISTS');
  if (seal === undefined || authority === undefined)
    throw new Rejection('SEAL_UNKNOWN', { keyId: command.keyId });
  if (authority.state !== 'active') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  if (seal.state === 'retired') throw new Rejection('SEAL_RETIRED');
  return [
    write('seal', [seal.keyId], { ...seal, state: 'retired' }),
    ...sealWrites(command.next, seal.authority, { ...holder, replaces: seal.keyId }, provider),
  ];
}
