import { common, msp } from '@hyperledger/fabric-protos';
import type { ChannelIdentity, Role } from './channel-msp';
import { groupsOf, writtenPolicy } from './configuration-group';

/** Says whether these identities, each of which has signed, are those that a policy asks for. */
export type Policy = (signers: readonly ChannelIdentity[]) => boolean;

const never: Policy = () => false;
const roleNames: Readonly<Record<number, Role>> = {
  [msp.MSPRole.MSPRoleType.MEMBER]: 'member',
  [msp.MSPRole.MSPRoleType.ADMIN]: 'admin',
  [msp.MSPRole.MSPRoleType.CLIENT]: 'client',
  [msp.MSPRole.MSPRoleType.PEER]: 'peer',
  [msp.MSPRole.MSPRoleType.ORDERER]: 'orderer',
};

/**
 * The policy of this name in a group of the channel's configuration, as Fabric evaluates it: signature policies, and
 * implicit ones over the policies of the groups below. Anything else is never met.
 */
export function policyOf(group: common.ConfigGroup, name: string): Policy {
  const policy = writtenPolicy(group, name);
  switch (policy?.getType()) {
    case common.Policy.PolicyType.SIGNATURE:
      return signaturePolicy(common.SignaturePolicyEnvelope.deserializeBinary(policy.getValue_asU8()));
    case common.Policy.PolicyType.IMPLICIT_META:
      return implicitPolicy(group, common.ImplicitMetaPolicy.deserializeBinary(policy.getValue_asU8()));
    default:
      return never;
  }
}

function implicitPolicy(group: common.ConfigGroup, implicit: common.ImplicitMetaPolicy): Policy {
  const below = [...groupsOf(group).values()].map((child) => policyOf(child, implicit.getSubPolicy()));
  const { ALL, MAJORITY } = common.ImplicitMetaPolicy.Rule;
  const rule = implicit.getRule();
  const needed = rule === ALL ? below.length : rule === MAJORITY ? Math.floor(below.length / 2) + 1 : 1;
  return (signers) => below.length > 0 && below.filter((policy) => policy(signers)).length >= needed;
}

function signaturePolicy(envelope: common.SignaturePolicyEnvelope): Policy {
  const rule = envelope.getRule();
  if (rule === undefined || envelope.getVersion() !== 0) return never;
  const principals = envelope.getIdentitiesList().map(principalOf);
  return (signers) => satisfied(rule, principals, signers, new Set()) !== undefined;
}

type Principal = (signer: ChannelIdentity) => boolean;

/** Who has been counted, the rule met; undefined when it is not. A signer counts for one principal only. */
function satisfied(
  rule: common.SignaturePolicy,
  principals: readonly Principal[],
  signers: readonly ChannelIdentity[],
  used: ReadonlySet<ChannelIdentity>,
): ReadonlySet<ChannelIdentity> | undefined {
  const nOutOf = rule.getNOutOf();
  if (nOutOf === undefined) {
    const principal = rule.hasSignedBy() ? principals[rule.getSignedBy()] : undefined;
    const signer = signers.find((one) => !used.has(one) && principal?.(one) === true);
    return signer === undefined ? undefined : new Set([...used, signer]);
  }
  let counted = used;
  let met = 0;
  for (const part of nOutOf.getRulesList()) {
    const more = satisfied(part, principals, signers, counted);
    if (more === undefined) continue;
    counted = more;
    met += 1;
  }
  // A rule that asks for nobody would be met by a block that nobody signed.
  return met >= Math.max(1, nOutOf.getN()) ? counted : undefined;
}

function principalOf(principal: msp.MSPPrincipal): Principal {
  const { ROLE, IDENTITY } = msp.MSPPrincipal.Classification;
  switch (principal.getPrincipalClassification()) {
    case ROLE: {
      const named = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
      const role = roleNames[named.getRole()];
      const mspId = named.getMspIdentifier();
      return (signer) => signer.mspId === mspId && role !== undefined && signer.roles.has(role);
    }
    case IDENTITY: {
      const named = msp.SerializedIdentity.deserializeBinary(principal.getPrincipal_asU8());
      const pem = Buffer.from(named.getIdBytes_asU8());
      return (signer) => signer.mspId === named.getMspid() && signer.certificate === derOf(pem);
    }
    default:
      return () => false;
  }
}

function derOf(pem: Buffer): string {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem.toString('utf8'))?.[1] ?? '';
  return Buffer.from(body, 'base64').toString('hex');
}
