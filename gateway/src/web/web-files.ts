import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** One file of the built pages, held in memory. */
export interface WebFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same, compressed with Brotli (RFC 7932), where the build made it. */
  readonly brotli?: Buffer;
  /** RFC 9110 §8.8.3, strong. */
  readonly etag: string;
  /** Its name holds a digest of its content, so it may be kept for good. */
  readonly immutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Where the build of `clients/web` stands beside this workspace. */
export const WEB_FOLDER = join(__dirname, '../../../clients/web/dist');

/**
 * The built pages by address, read once: a request never reaches the disk, and no address reaches another folder. Files
 * of a kind that is not listed here are not served.
 */
export class WebFiles {
  private constructor(private readonly files: ReadonlyMap<string, WebFile>) {}

  /** The pages of a folder; none where it does not exist, as in a gateway that serves machines only. */
  static async load(folder: string): Promise<WebFiles> {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const known = new Set(names);
    const files = new Map<string, WebFile>();
    for (const name of names) {
      const type = types[extname(name)];
      if (type === undefined) continue;
      const bytes = await readFile(join(folder, name));
      const address = `/${name.replaceAll('\\', '/')}`;
      files.set(address, {
        type,
        bytes,
        etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
        immutable: address.startsWith('/assets/'),
        ...(known.has(`${name}.br`) ? { brotli: await readFile(join(folder, `${name}.br`)) } : {}),
      });
    }
    return new WebFiles(files);
  }

  /** The file of an address; a folder's own page is its index.html. */
  at(path: string): WebFile | undefined {
    return this.files.get(path.endsWith('/') ? `${path}index.html` : path);
  }

  /** Whether `path` is a folder with a page, asked for without its last slash. */
  isFolder(path: string): boolean {
    return !path.endsWith('/') && this.files.has(`${path}/index.html`);
  }
}
