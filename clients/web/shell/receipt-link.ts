import {
  decodeBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  MalformedError,
  parseReceipt,
  readJson,
  type Receipt,
} from '@huren/chaincode/domain';

/** A receipt is some 3 KB; what unpacks to more is none. */
const unpackedBytes = 64 * 1024;
const key = 'r';

async function throughStream(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const reader = new Blob([bytes as BlobPart]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > unpackedBytes) {
      await reader.cancel();
      throw new MalformedError('too-long', 'the packed receipt unpacks to more than a receipt holds');
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * The address that shows a receipt to anyone: `<origin>/verify/#r=<base64url of raw DEFLATE of its JSON>`. The receipt
 * stands behind the `#`, which no browser sends, so it appears in no server's log.
 */
export async function receiptLink(origin: string, receipt: Receipt): Promise<string> {
  const packed = await throughStream(
    encodeUtf8(JSON.stringify(receipt)),
    new CompressionStream('deflate-raw'),
  );
  return `${origin}/verify/#${key}=${encodeBase64url(packed)}`;
}

/** The receipt of such an address, or undefined where the fragment names none. @throws MalformedError */
export async function receiptOfLink(fragment: string): Promise<Receipt | undefined> {
  const value = new URLSearchParams(fragment.replace(/^#/, '')).get(key);
  if (value === null) return undefined;
  const packed = decodeBase64url(value);
  let bytes: Uint8Array;
  try {
    bytes = await throughStream(packed, new DecompressionStream('deflate-raw'));
  } catch (error) {
    throw error instanceof MalformedError
      ? error
      : new MalformedError('not-deflate', 'the address holds no packed receipt');
  }
  return parseReceipt(readJson(decodeUtf8(bytes)));
}
