import type { IncomingMessage } from 'node:http';
import { decodeUtf8, type JsonObject, MalformedError } from '@huren/chaincode/domain';

const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?$/i;
const MAX_FIELDS = 16;

export function isForm({ headers }: IncomingMessage): boolean {
  return FORM_TYPE.test((headers['content-type'] ?? '').trim());
}

/** A form as a flat object of texts; no name twice. @throws MalformedError */
export function readForm(bytes: Uint8Array): JsonObject {
  const fields = [...new URLSearchParams(decodeUtf8(bytes))];
  if (fields.length > MAX_FIELDS) throw new MalformedError('too-many', 'The form has too many fields.');
  const form = Object.fromEntries(fields);
  if (Object.keys(form).length !== fields.length) {
    throw new MalformedError('duplicate-key', 'The form names a field twice.');
  }
  return form;
}
