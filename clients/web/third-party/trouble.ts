import { type Bilingual, MalformedError } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '@huren/clients';
import { words } from './words';

/** What went wrong, in words; a bug stays a bug. */
export function troubleOf(error: unknown): Bilingual {
  if (error instanceof HurenProblem || error instanceof HurenUnreachable) return error.messages;
  if (error instanceof DOMException) return words.noStore;
  if (error instanceof MalformedError) {
    return {
      zh: `链接不合格式（${error.code}）。`,
      en: `The link does not follow its grammar (${error.code}).`,
    };
  }
  throw error;
}
