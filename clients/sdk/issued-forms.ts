import { decodeBase64, type PageFile } from '@huren/chaincode/domain';
import type { Issuance, IssuedForms, PageAnswer } from './answers';

/** Both forms of the licences of an anchored issuance. @throws MalformedError when a gateway answers no base64 */
export function formsOf({ credentials = [], pages = [] }: Issuance): IssuedForms {
  return { credentials, pages: pages.map(pageFileOf) };
}

/** @throws MalformedError when a gateway answers no base64 */
export function pageFileOf({ ofd, anchor }: PageAnswer): PageFile {
  return { ofd: decodeBase64(ofd), anchor };
}
