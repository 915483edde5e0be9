import { createHash } from 'node:crypto';

/** base64url SHA-256 of a text in UTF-8: stands for the filed text of a document that the demo only pretends to file. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}
