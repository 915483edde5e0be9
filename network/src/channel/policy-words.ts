import { common, msp } from '@hyperledger/fabric-protos';
import { certificatePrint } from './consenter-words';

/** A policy in a line: `MAJORITY Admins`, `1 of (X.admin)`, `3 of (identities 1–4)`. */
export function policyText({ type, value }: { readonly type: number; readonly value: Uint8Array }): string {
  if (type === common.Policy.PolicyType.IMPLICIT_META) {
    const meta = common.ImplicitMetaPolicy.deserializeBinary(value);
    return `${['ANY', 'ALL', 'MAJORITY'][meta.getRule()] ?? '?'} ${meta.getSubPolicy()}`;
  }
  if (type !== common.Policy.PolicyType.SIGNATURE) return `type ${String(type)}`;
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(value);
  const principals = envelope.getIdentitiesList().map(principalText);
  return ruleText(envelope.getRule(), principals);
}

function ruleText(rule: common.SignaturePolicy | undefined, principals: readonly string[]): string {
  const some = rule?.getNOutOf();
  if (some === undefined) return principals[rule?.getSignedBy() ?? 0] ?? '?';
  const parts = some.getRulesList().map((one) => ruleText(one, principals));
  return `${String(some.getN())} of (${parts.join(', ')})`;
}

const roleNames = ['member', 'admin', 'client', 'peer', 'orderer'];

function principalText(principal: msp.MSPPrincipal): string {
  const bytes = principal.getPrincipal_asU8();
  if (principal.getPrincipalClassification() === msp.MSPPrincipal.Classification.ROLE) {
    const role = msp.MSPRole.deserializeBinary(bytes);
    return `${role.getMspIdentifier()}.${roleNames[role.getRole()] ?? '?'}`;
  }
  const identity = msp.SerializedIdentity.deserializeBinary(bytes);
  return `identity ${identity.getMspid()} [${certificatePrint(identity.getIdBytes_asU8())}]`;
}
