import type { CaseAnswer } from '@huren/clients';

/** What the authority called a third party when it was invited; undefined where it gave no name. */
export function labelOf({ invitations }: Pick<CaseAnswer, 'invitations'>, keyId: string): string | undefined {
  return invitations.find(({ party }) => party === keyId)?.label;
}
