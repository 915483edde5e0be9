import type { ProviderOptions, StaffRole } from '../index';
import { startIdentityProvider, type DemoPerson, type DemoProvider } from './identity-provider';
import { cityOf, departmentOf, type OfficeName } from './world';

/** Who may sign in at each served gateway of the demo: one made-up person for each kind of work. */
const WORK: readonly (readonly [
  id: string,
  office: OfficeName,
  roles: readonly StaffRole[],
  zh: string,
  en: string,
])[] = [
  ['clerk', 'hall', ['clerk'], '窗口人员', 'clerk'],
  ['issuer', 'market', ['issuer', 'clerk'], '发证人员', 'issuer'],
  ['supervisor', 'hall', ['supervisor'], '监督人员', 'supervisor'],
  ['operator', 'hall', ['operator'], '运维人员', 'operator'],
  ['auditor', 'hall', ['auditor'], '审计人员', 'auditor'],
];

export function demoPeople(members: readonly string[]): readonly DemoPerson[] {
  return members.flatMap((member) => {
    const { place } = cityOf(member);
    return WORK.map(([work, office, roles, zh, en]) => ({
      id: `${work}-${member}`,
      name: { zh: `演示 ${place.zh}${zh}`, en: `Demo ${en} of ${place.en}` },
      authority: departmentOf(member, office).code,
      roles,
    }));
  });
}

export interface DemoSignIn {
  /** How a served gateway asks the provider. */
  of(member: string): ProviderOptions | undefined;
  close(): Promise<void>;
}

/**
 * The demo's sign-in for gateways at known addresses. It always stays on this machine: whoever reaches it may be anybody.
 */
export async function startDemoSignIn(
  gateways: readonly { readonly member: string; readonly url: string }[],
): Promise<DemoSignIn> {
  const people = demoPeople(gateways.map(({ member }) => member));
  const provider: DemoProvider = await startIdentityProvider({ host: '127.0.0.1', port: 0, people });
  const clientOf = (member: string): string => `huren-${member}`;
  provider.serve(gateways.map(({ member, url }) => ({ clientId: clientOf(member), url })));
  return {
    of: (member) => {
      const gateway = gateways.find((each) => each.member === member);
      return gateway && { issuer: provider.issuer, clientId: clientOf(member), publicUrl: gateway.url };
    },
    close: () => provider.close(),
  };
}
