import { common, msp } from '@hyperledger/fabric-protos';
import { createMemberCa, type MemberCa } from '@huren/network/identity';
import { ChannelMsp, type ChannelIdentity, type Role } from '../../network/src/fabric/channel-msp';
import { policyOf } from '../../network/src/fabric/signature-policy';
import { madeIdentity, madeMember, revocationOf } from './made-channel';

const now = new Date();

interface ProtoMap<T> {
  set(key: string, value: T): void;
}

/** An identity that has signed, as a policy sees it. */
const signer = (mspId: string, role: Role, certificate = `${mspId} ${role}`): ChannelIdentity =>
  ({ mspId, certificate, roles: new Set<Role>(['member', role]), notAfter: 0 }) as unknown as ChannelIdentity;

const { ORDERER, MEMBER, ADMIN } = msp.MSPRole.MSPRoleType;

function principal(mspId: string, role: msp.MSPRole.MSPRoleTypeMap[keyof msp.MSPRole.MSPRoleTypeMap]) {
  const named = new msp.MSPRole();
  named.setMspIdentifier(mspId);
  named.setRole(role);
  const made = new msp.MSPPrincipal();
  made.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  made.setPrincipal(named.serializeBinary());
  return made;
}
function by(index: number): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(index);
  return rule;
}
function outOf(n: number, ...rules: common.SignaturePolicy[]): common.SignaturePolicy {
  const some = new common.SignaturePolicy.NOutOf();
  some.setN(n);
  some.setRulesList(rules);
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(some);
  return rule;
}
function groupWith(
  name: string,
  type: 1 | 3,
  message: { serializeBinary(): Uint8Array },
): common.ConfigGroup {
  const policy = new common.Policy();
  policy.setType(type);
  policy.setValue(message.serializeBinary());
  const wrapped = new common.ConfigPolicy();
  wrapped.setPolicy(policy);
  const group = new common.ConfigGroup();
  (group.getPoliciesMap() as ProtoMap<common.ConfigPolicy>).set(name, wrapped);
  return group;
}
function signatures(rule: common.SignaturePolicy, ...principals: msp.MSPPrincipal[]): common.ConfigGroup {
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(principals);
  return groupWith('Writers', 1, envelope);
}
function implicit(rule: 0 | 1 | 2, members: readonly string[]): common.ConfigGroup {
  const meta = new common.ImplicitMetaPolicy();
  meta.setSubPolicy('Writers');
  meta.setRule(rule);
  const group = groupWith('BlockValidation', 3, meta);
  for (const member of members) {
    const below = signatures(outOf(1, by(0)), principal(member, ORDERER));
    (group.getGroupsMap() as ProtoMap<common.ConfigGroup>).set(member, below);
  }
  return group;
}

describe('a signature policy', () => {
  const [a, b] = [principal('A', ORDERER), principal('B', ORDERER)];
  it.each<readonly [string, boolean, common.ConfigGroup, readonly ChannelIdentity[]]>([
    ['one of two, and one signed', true, signatures(outOf(1, by(0), by(1)), a, b), [signer('B', 'orderer')]],
    ['two of two, and one signed', false, signatures(outOf(2, by(0), by(1)), a, b), [signer('B', 'orderer')]],
    [
      'two of one role, and one signed',
      false,
      signatures(outOf(2, by(0), by(0)), a),
      [signer('A', 'orderer')],
    ],
    [
      'two of one role, and two signed',
      true,
      signatures(outOf(2, by(0), by(0)), a),
      [signer('A', 'orderer', '1'), signer('A', 'orderer', '2')],
    ],
    ['an orderer, and a peer signed', false, signatures(outOf(1, by(0)), a), [signer('A', 'peer')]],
    [
      'a member, and a peer signed',
      true,
      signatures(outOf(1, by(0)), principal('A', MEMBER)),
      [signer('A', 'peer')],
    ],
    [
      'an admin, and an orderer signed',
      false,
      signatures(outOf(1, by(0)), principal('A', ADMIN)),
      [signer('A', 'orderer')],
    ],
    ['nobody, and nobody signed', false, signatures(outOf(0), a), []],
    ['one whom it does not name', false, signatures(outOf(1, by(7)), a), [signer('A', 'orderer')]],
    ['nothing at all', false, signatures(new common.SignaturePolicy(), a), [signer('A', 'orderer')]],
  ])('that asks for %s: %s', (_reason, met, group, signers) => {
    expect(policyOf(group, 'Writers')(signers)).toBe(met);
  });

  it('that is not there is never met', () => {
    expect(policyOf(new common.ConfigGroup(), 'Writers')([signer('A', 'orderer')])).toBe(false);
  });
});

describe('an implicit policy', () => {
  const signed = (...members: string[]) => members.map((member) => signer(member, 'orderer'));
  it.each<readonly [string, boolean, 0 | 1 | 2, readonly string[], readonly ChannelIdentity[]]>([
    ['any of three', true, 0, ['A', 'B', 'C'], signed('C')],
    ['any of none', false, 0, [], signed('A')],
    ['all of three', false, 1, ['A', 'B', 'C'], signed('A', 'B')],
    ['all of three', true, 1, ['A', 'B', 'C'], signed('A', 'B', 'C')],
    ['a majority of four', false, 2, ['A', 'B', 'C', 'D'], signed('A', 'B')],
    ['a majority of four', true, 2, ['A', 'B', 'C', 'D'], signed('A', 'B', 'D')],
    ['a majority of none', false, 2, [], []],
  ])('%s: %s', (_reason, met, rule, members, signers) => {
    expect(policyOf(implicit(rule, members), 'BlockValidation')(signers)).toBe(met);
  });
});

describe('a member’s MSP', () => {
  const unit = (name: string, ca?: string): msp.FabricOUIdentifier => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
    if (ca !== undefined) identifier.setCertificate(Buffer.from(ca));
    return identifier;
  };
  const mspOf = (
    ca: MemberCa,
    options: { units?: boolean; ordererCa?: string; revoked?: string; type?: number } = {},
  ): ChannelMsp => {
    const config = new msp.FabricMSPConfig();
    config.setName(ca.mspId);
    config.setRootCertsList([Buffer.from(ca.certificate)]);
    if (options.revoked !== undefined) config.setRevocationListList([Buffer.from(options.revoked)]);
    const units = new msp.FabricNodeOUs();
    units.setEnable(options.units ?? true);
    units.setPeerOuIdentifier(unit('peer'));
    units.setOrdererOuIdentifier(unit('orderer', options.ordererCa));
    config.setFabricNodeOus(units);
    const wrapped = new msp.MSPConfig();
    wrapped.setType(options.type ?? 0);
    wrapped.setConfig(config.serializeBinary());
    return new ChannelMsp(wrapped.serializeBinary());
  };
  const pem = (text: string): Uint8Array => Buffer.from(text);

  it('stands for an orderer of its own CA, with that role', async () => {
    const { ca, orderer } = await madeMember('230200', now);
    expect([...(mspOf(ca).identity(pem(orderer.certificate))?.roles ?? [])]).toEqual(['member', 'orderer']);
  });

  it('knows no roles where it has no node OUs', async () => {
    const { ca, orderer } = await madeMember('230200', now);
    const identity = mspOf(ca, { units: false }).identity(pem(orderer.certificate));
    expect([...(identity?.roles ?? [])]).toEqual(['member']);
  });

  it('does not stand for others', async () => {
    const { ca, orderer } = await madeMember('230200', now);
    const other = await createMemberCa({ id: '230200', name: 'x', now, validDays: 9 });
    const client = await madeIdentity(ca, 'client', now);
    const refused: readonly (readonly [string, ChannelMsp, string])[] = [
      ['a certificate of another CA of the same name', mspOf(other), orderer.certificate],
      ['the CA itself', mspOf(ca), ca.certificate],
      ['a role that the MSP does not know', mspOf(ca), client.certificate],
      [
        'a role under another CA than the one that may give it',
        mspOf(ca, { ordererCa: other.certificate }),
        orderer.certificate,
      ],
      [
        'a revoked certificate',
        mspOf(ca, { revoked: await revocationOf(ca, orderer.certificate, now) }),
        orderer.certificate,
      ],
      ['no certificate', mspOf(ca), 'text'],
    ];
    for (const [reason, judged, certificate] of refused) {
      expect([reason, judged.identity(pem(certificate))]).toEqual([reason, undefined]);
    }
    const others = mspOf(ca, { revoked: await revocationOf(ca, client.certificate, now) });
    expect(others.identity(pem(orderer.certificate))?.mspId).toBe(ca.mspId);
  });

  it('is refused where it is not of X.509 kind', async () => {
    const { ca } = await madeMember('230200', now);
    expect(() => mspOf(ca, { type: 1 })).toThrow('X.509');
  });
});
