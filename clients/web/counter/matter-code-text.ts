import { MalformedError, parseMatterCode } from '@huren/chaincode/domain';

/** Whether a text is a whole matter code of 12, 31 or 33 characters. */
export function isMatterCode(text: string): boolean {
  try {
    parseMatterCode(text);
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}
