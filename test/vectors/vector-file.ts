import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { MalformedError } from '@huren/chaincode/domain';

/** One file of a folder of vectors. */
export interface VectorFile {
  /** Inside the folder, with slashes. */
  readonly path: string;
  readonly name: string;
  /** Where it lies. */
  readonly at: string;
  readonly bytes: Buffer;
  /** Its content when it is a JSON file that the engine reads; hostile texts are none. */
  readonly json: unknown;
}

/**
 * Runs the file and answers its wrong rows, so that an empty list is a pass; undefined for a file of another kind. A
 * file is known by its shape, then by its name, so that other folders of the same format run too.
 */
export type VectorRunner = (file: VectorFile) => readonly string[] | undefined;

/** A folder that holds vectors itself, or in `vectors`, with OFD files in `ofd` beside them. */
export function vectorFiles(folder: string): readonly VectorFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((at) => statSync(at).isFile())
    .sort()
    .map((at) => {
      const path = relative(folder, at).replaceAll('\\', '/');
      const bytes = readFileSync(at);
      return { path, name: path.slice(path.lastIndexOf('/') + 1), at, bytes, json: jsonOf(path, bytes) };
    });
}

function jsonOf(path: string, bytes: Buffer): unknown {
  if (!path.endsWith('.json')) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export const bytesOfHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rows under `member`, of the shape that the caller names, when the first of them has all of these keys. */
export function rowsOf<Row extends object>(
  json: unknown,
  member: string,
  keys: readonly (keyof Row & string)[],
): readonly Row[] | undefined {
  const rows = isRecord(json) ? json[member] : undefined;
  if (!Array.isArray(rows) || !isRecord(rows[0])) return undefined;
  const [first] = rows as readonly Readonly<Record<string, unknown>>[];
  return keys.every((key) => first !== undefined && key in first) ? (rows as Row[]) : undefined;
}

/** What is refused as malformed is false; anything else that is thrown is a defect and surfaces. */
export function holds(act: () => boolean): boolean {
  try {
    return act();
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** The nearest `certs` folder above a file, inside the folder of vectors. */
export function certificatesNear({ at, path }: VectorFile): string | undefined {
  let folder = dirname(at);
  for (let up = path.split('/').length; up > 0; up--) {
    if (existsSync(join(folder, 'certs/ROOT.der'))) return join(folder, 'certs');
    folder = dirname(folder);
  }
  return undefined;
}
