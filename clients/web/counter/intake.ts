import {
  decodeUtf8,
  encodeBase64,
  isJsonObject,
  MalformedError,
  readJson,
  type JsonObject,
  type JsonValue,
  type Receipt,
} from '@huren/chaincode/domain';
import { codeInPicture } from '../shell/scan-code';
import { receiptIn } from '../verify/receipt-text';

/** What somebody typed, scanned, pasted or dropped. */
export type Intake =
  /** The holder's code: only a meeting point. */
  | { readonly kind: 'rendezvous'; readonly code: string }
  | { readonly kind: 'data'; readonly credential: JsonValue; readonly sdJwt: string }
  | { readonly kind: 'page'; readonly credential: JsonObject; readonly ofd: Uint8Array }
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  /** A counter's own request: it is for phones. */
  | { readonly kind: 'request' }
  | { readonly kind: 'unknown' };

/** Member id (a region or a credit code) and six digits, alone or at the end of what a phone's code holds. */
const rendezvous = /(?:^|[^0-9A-Z])((?:\d{6}|[0-9A-HJ-NPQRTUWXY]{18})-\d{6})$/;
const sdJwt = /^[\w-]+\.[\w-]+\.[\w-]+~/;
const largestText = 256 * 1024;
export const largestOfd = 20 * 1024 * 1024;

/** Dashes and digits as input methods give them. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[‐-―−]/g, '-')
    .trim();
}

/** What a text is: a scanner's line, or something pasted. */
export async function readIntake(text: string): Promise<Intake> {
  const trimmed = text.trim();
  if (trimmed.length > largestText) return { kind: 'unknown' };
  const code = rendezvous.exec(plain(trimmed).toUpperCase())?.[1];
  if (code !== undefined && trimmed.length < 200) return { kind: 'rendezvous', code };
  if (/^openid4vp:/i.test(trimmed)) return { kind: 'request' };
  if (sdJwt.test(trimmed)) return { kind: 'data', credential: trimmed, sdJwt: trimmed };
  try {
    if (!/^https?:\/\//.test(trimmed)) {
      const value = readJson(trimmed);
      const found = isJsonObject(value) ? value['sdJwt'] : undefined;
      if (typeof found === 'string') return { kind: 'data', credential: value, sdJwt: found };
    }
    return { kind: 'receipt', receipt: await receiptIn(trimmed) };
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'unknown' };
    throw error;
  }
}

/** ZIP's first bytes: an OFD file is a ZIP. */
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** An anchor file, or a credential file of which the anchor is taken. */
function anchorIn(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value = readJson(decodeUtf8(bytes));
    if (!isJsonObject(value)) return undefined;
    const inner = value['anchor'];
    if (inner !== undefined && isJsonObject(inner) && !('sdJwt' in value)) return inner;
    return typeof value['batch'] === 'string' && Array.isArray(value['proof']) ? value : undefined;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** What files are, together: an OFD may have its anchor file beside it. */
export async function readFiles(files: readonly File[]): Promise<Intake> {
  if (files.some(({ size }) => size > largestOfd)) return { kind: 'unknown' };
  const picture = files.find(({ type }) => type.startsWith('image/'));
  if (picture !== undefined) {
    const found = await codeInPicture(picture);
    return found === undefined ? { kind: 'unknown' } : readIntake(found);
  }
  const read = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  const ofd = read.find(isZip);
  if (ofd !== undefined) {
    const anchor = read.filter((each) => each !== ofd).map(anchorIn)[0];
    const credential = { ofd: encodeBase64(ofd), ...(anchor === undefined ? {} : { anchor }) };
    return { kind: 'page', credential, ofd };
  }
  const [first] = read;
  if (first === undefined) return { kind: 'unknown' };
  try {
    return await readIntake(decodeUtf8(first));
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'unknown' };
    throw error;
  }
}
