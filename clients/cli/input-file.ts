import { open } from 'node:fs/promises';
import {
  decodeUtf8,
  readJson,
  type JsonLimits,
  type JsonValue,
  JSON_LIMITS,
  MalformedError,
} from '@huren/chaincode/domain';
import type { Terminal } from './terminal';
import { malformed, usage } from './trouble';

/** Longest file that a command reads, where it names no other limit: 8 MiB, as much as a gateway takes at once. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** UTF-8 text of a file, or of stdin for `-`. @throws Trouble when it cannot be read, is too long or not UTF-8 */
export async function readText(terminal: Terminal, path: string, maxBytes = MAX_FILE_BYTES): Promise<string> {
  try {
    return decodeUtf8(await readInput(terminal, path, maxBytes));
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, path, path) : error;
  }
}

/** JSON read by the strict reader: no duplicate keys, nothing that two programs could read differently. */
export async function readJsonFile(
  terminal: Terminal,
  path: string,
  limits: Partial<JsonLimits> = {},
): Promise<JsonValue> {
  const text = await readText(terminal, path);
  return strictJson(text, path, limits);
}

export function strictJson(text: string, path: string, limits: Partial<JsonLimits> = {}): JsonValue {
  try {
    return readJson(text, { ...JSON_LIMITS, maxLength: MAX_FILE_BYTES, ...limits });
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, path, path) : error;
  }
}

/** Bytes of a file, or of stdin for `-`. @throws Trouble when it cannot be read or is too long */
export async function readInput(
  terminal: Terminal,
  path: string,
  maxBytes = MAX_FILE_BYTES,
): Promise<Uint8Array> {
  const bytes = path === '-' ? await terminal.readStdin(maxBytes) : await readBytes(path, maxBytes);
  return requireShort(bytes, path, maxBytes);
}

/** @throws Trouble `file-too-long` */
export function requireShort(bytes: Uint8Array, path: string, maxBytes: number): Uint8Array {
  if (bytes.length <= maxBytes) return bytes;
  throw usage(
    'file-too-long',
    `${path} 超过 ${maxBytes} 字节，未读取；请核对文件或分开办理。`,
    `${path} is longer than ${maxBytes} bytes and was not read; check the file or split it.`,
  );
}

async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  let file;
  try {
    file = await open(path, 'r');
    const buffer = Buffer.alloc(Math.min((await file.stat()).size, maxBytes + 1));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw usage(
      'file-unreadable',
      `读不到文件 ${path}（${code}），未作任何办理；请核对路径和权限。`,
      `The file ${path} cannot be read (${code}), so nothing was done; check its path and permissions.`,
    );
  } finally {
    await file?.close();
  }
}
