/**
 * multipart/form-data (RFC 7578) over bytes that are all there already: every part has one name and one meaning, and
 * whatever two readers could take differently is refused.
 */
import { MalformedError } from '@huren/chaincode/domain';
import { PAGE_LIMITS } from './page-limits';

const FORM_TYPE = /^multipart\/form-data\s*;\s*boundary=(?:"([^"\\\r\n]{1,70})"|([^\s";,]{1,70}))\s*$/i;
const BOUNDARY = /^[0-9A-Za-z'()+_,./:=? -]*[0-9A-Za-z'()+_,./:=?-]$/;
/** Filenames are not used; a name of ours needs no escapes. */
const DISPOSITION = /^form-data\s*;\s*name="([A-Za-z][A-Za-z0-9]{0,31})"\s*(?:;.*)?$/is;
/** A name of a file that would lead somewhere, for whoever stores it one day. */
const PATH_IN_NAME = /filename\*?\s*=[^;]*([/\\\0]|%2f|%5c)/i;
const CRLF = '\r\n';

function refuse(code: string): never {
  throw new MalformedError(code, 'The form does not follow RFC 7578.');
}

/** The boundary of a content type; undefined when it is no form. */
export function formBoundary(contentType: string | undefined): string | undefined {
  const match = FORM_TYPE.exec(contentType?.trim() ?? '');
  const boundary = match?.[1] ?? match?.[2];
  return boundary !== undefined && BOUNDARY.test(boundary) ? boundary : undefined;
}

function nameOf(head: Buffer): string {
  if (head.length > PAGE_LIMITS.partHeaderBytes) refuse('bad-form');
  let name: string | undefined;
  for (const line of head.toString('latin1').split(CRLF)) {
    const colon = line.indexOf(':');
    if (colon <= 0) refuse('bad-form');
    const field = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    // Another encoding of the content would be a second reading of it.
    if (field === 'content-transfer-encoding' && !/^(binary|8bit|7bit)$/i.test(value)) refuse('bad-form');
    if (field !== 'content-disposition') continue;
    if (name !== undefined || PATH_IN_NAME.test(value)) refuse('bad-form');
    name = DISPOSITION.exec(value)?.[1] ?? refuse('bad-form');
  }
  return name ?? refuse('bad-form');
}

/**
 * The parts of a form by their names, as views into `bytes`.
 * @throws MalformedError `bad-form`, `duplicate-key`, `too-many-items`
 */
export function readForm(bytes: Buffer, boundary: string): ReadonlyMap<string, Buffer> {
  const opening = Buffer.from(`--${boundary}`, 'latin1');
  const delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1');
  const parts = new Map<string, Buffer>();
  // No preamble: nothing stands before the first delimiter.
  if (!bytes.subarray(0, opening.length).equals(opening)) refuse('bad-form');
  let at = opening.length;
  for (;;) {
    const mark = bytes.subarray(at, at + 2).toString('latin1');
    if (mark === '--') break;
    if (mark !== CRLF) refuse('bad-form');
    const end = bytes.indexOf(delimiter, at);
    const headEnd = bytes.indexOf(CRLF + CRLF, at);
    if (end < 0 || headEnd < 0 || headEnd > end) refuse('bad-form');
    const name = nameOf(bytes.subarray(at + 2, headEnd));
    if (parts.has(name)) refuse('duplicate-key');
    if (parts.size === PAGE_LIMITS.formParts) refuse('too-many-items');
    parts.set(name, bytes.subarray(Math.min(headEnd + 4, end), end));
    at = end + delimiter.length;
  }
  const rest = bytes.subarray(at + 2);
  if (rest.length > 0 && rest.toString('latin1') !== CRLF) refuse('bad-form');
  return parts;
}
