import { type Bilingual, MalformedError } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '@huren/clients';
import { words } from './words';

/** What went wrong, in words; a bug stays a bug. */
export function troubleOf(error: unknown): Bilingual {
  if (error instanceof HurenProblem || error instanceof HurenUnreachable) return error.messages;
  if (error instanceof DOMException) return words.noStore;
  if (error instanceof MalformedError) {
    return {
      zh: `链接不完整或有误（${error.code}）；请核对，或请受理部门重新发送。`,
      en: `The link is incomplete or wrong (${error.code}); check it, or ask the authority to send it again.`,
    };
  }
  throw error;
}
