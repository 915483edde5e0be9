/** Bodies that may hold a page form: JSON with `credential.ofd` in base64, or multipart/form-data with `file`. */
import type { IncomingMessage } from 'node:http';
import { decodeUtf8, type JsonValue, MalformedError, readJson, readJsonBytes } from '@huren/chaincode/domain';
import { readBytes, readShared, requireJson } from '../http/body';
import type { Turns } from '../http/turns';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { formBoundary, readForm } from './form-data';
import type { PageDesk } from './page-desk';
import { PAGE_LIMITS } from './page-limits';

/** A body read strictly; the OFD file stands apart, and the text in its place is empty. */
export interface PageBody {
  readonly body: JsonValue;
  readonly ofd?: Uint8Array;
}

const NAME = Buffer.from('"ofd"', 'latin1');
const QUOTE = 0x22;
/** What may stand between the name and its text. */
const BEFORE_TEXT = /^[ \t\r\n]{0,64}:[ \t\r\n]{0,64}"/;

function malformed(fault: string): Problem {
  return new Problem('malformed-credential', { path: '/credential/ofd', details: { fault } });
}

/** Characters that are decoded at a turn of the event loop: some milliseconds of work. */
const PIECE = 4 * 1024 * 1024;

/**
 * RFC 4648 §4 with padding, in its one spelling; native, because a file has up to 28 million characters, and piece by
 * piece into memory that the inspection's worker reads without a copy.
 */
async function decodeFile(text: Buffer): Promise<Uint8Array> {
  if (text.length === 0 || text.length % 4 !== 0) throw malformed('bad-base64');
  const padding = text[text.length - 1] !== 0x3d ? 0 : text[text.length - 2] !== 0x3d ? 1 : 2;
  const length = (text.length / 4) * 3 - padding;
  if (length > PAGE_LIMITS.fileBytes) throw new Problem('too-large');
  const bytes = Buffer.from(new SharedArrayBuffer(length));
  let at = 0;
  for (let from = 0; from < text.length; from += PIECE) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    const piece = text.subarray(from, from + PIECE);
    // Node also reads the other alphabet and passes over what is in neither.
    if (piece.includes(0x2d) || piece.includes(0x5f)) throw malformed('bad-base64');
    const written = bytes.write(piece.toString('latin1'), at, 'base64');
    at += written;
    if (at !== Math.min(length, ((from + piece.length) / 4) * 3)) throw malformed('bad-base64');
  }
  const tail = bytes.subarray(length - (length % 3 || 3));
  if (text.subarray(-4).toString('latin1') !== tail.toString('base64')) throw malformed('bad-base64');
  return bytes;
}

/**
 * Cuts the text of the first `"ofd"` member out before the strict reader sees the rest. Inside a JSON string a quote is
 * always escaped, so what is cut is either that member's whole text or the rest no longer has `credential.ofd` empty;
 * a data form, which has no such member, is never changed.
 */
async function readJsonPage(bytes: Buffer): Promise<PageBody> {
  const named = bytes.indexOf(NAME);
  const head =
    named < 0
      ? null
      : BEFORE_TEXT.exec(bytes.toString('latin1', named + NAME.length, named + NAME.length + 130));
  if (head === null) {
    if (bytes.length > LIMITS.singleBodyBytes) throw new Problem('too-large');
    return { body: readJsonBytes(bytes, { maxLength: LIMITS.singleBodyBytes }) };
  }
  const from = named + NAME.length + head[0].length;
  const to = bytes.indexOf(QUOTE, from);
  if (to < 0 || bytes.length - (to - from) > LIMITS.singleBodyBytes) throw new Problem('too-large');
  const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  const body = readJsonBytes(rest, { maxLength: LIMITS.singleBodyBytes });
  return isEmptyPage(body) ? { body, ofd: await decodeFile(bytes.subarray(from, to)) } : { body };
}

function isEmptyPage(body: JsonValue): boolean {
  if (typeof body !== 'object' || body === null || !('credential' in body)) return false;
  const { credential } = body;
  return (
    typeof credential === 'object' && credential !== null && 'ofd' in credential && credential.ofd === ''
  );
}

const TEXT_FIELDS = ['matter', 'list', 'nonce', 'asOf'] as const;
const JSON_FIELDS = ['knownAt', 'anchor'] as const;
const FIELDS: readonly string[] = ['file', ...TEXT_FIELDS, ...JSON_FIELDS];

/** `file`, `matter`, `nonce`?, `asOf`?, `knownAt`? and `anchor`? (JSON) as the JSON form has them. */
function readFormPage(bytes: Buffer, boundary: string): PageBody {
  const parts = readForm(bytes, boundary);
  for (const [name, part] of parts) {
    if (!FIELDS.includes(name)) {
      throw new MalformedError('unknown-field', 'The form has a field that is not known here.');
    }
    if (name !== 'file' && part.length > PAGE_LIMITS.fieldBytes)
      throw new MalformedError('too-long', 'A field is too long.');
  }
  const ofd = parts.get('file');
  if (ofd === undefined) throw new MalformedError('missing-field', 'The form has no file.', '/file');
  if (ofd.length > PAGE_LIMITS.fileBytes) throw new Problem('too-large');
  const body: Record<string, JsonValue> = {};
  for (const name of TEXT_FIELDS) {
    const part = parts.get(name);
    if (part !== undefined) body[name] = decodeUtf8(part);
  }
  const knownAt = parts.get('knownAt');
  if (knownAt !== undefined) body['knownAt'] = readJson(decodeUtf8(knownAt));
  const anchor = parts.get('anchor');
  body['credential'] = { ofd: '', ...(anchor && { anchor: readJson(decodeUtf8(anchor)) }) };
  return { body, ofd };
}

/**
 * Reads a body that may hold a page form. What is larger than a data form takes a place at the desk, which the caller
 * leaves when it is done.
 * @throws Problem unsupported-media-type, too-large, too-busy, empty-body, request-timeout, malformed-credential
 * @throws MalformedError
 */
export async function readPageBody(
  request: IncomingMessage,
  desk: PageDesk,
  turns: Turns,
): Promise<PageBody & { readonly leave: () => void }> {
  const boundary = formBoundary(request.headers['content-type']);
  if (boundary === undefined) requireJson(request);
  // A body of unknown length may be as long as a data form: large files say how large they are.
  const announced = Number(request.headers['content-length'] ?? 0);
  const isLarge = announced > LIMITS.singleBodyBytes;
  const leave = isLarge ? desk.enter() : () => undefined;
  try {
    const bytes = await (isLarge
      ? readShared(request, PAGE_LIMITS.bodyBytes)
      : readBytes(request, LIMITS.singleBodyBytes));
    await turns.take();
    const page = boundary === undefined ? await readJsonPage(bytes) : readFormPage(bytes, boundary);
    return { ...page, leave };
  } catch (error) {
    leave();
    throw error;
  }
}
