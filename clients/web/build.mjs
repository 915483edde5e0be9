/**
 * Builds the pages into `dist`, with a Brotli copy beside each text file, unless `dist` is already the build of these very
 * sources.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'vite';

const { resolve } = createRequire(import.meta.url);

const root = dirname(fileURLToPath(import.meta.url));
const repository = join(root, '../..');
const dist = join(root, 'dist');
const stamp = join(dist, '.sources');
const sources = [
  root,
  join(root, '../sdk'),
  join(repository, 'chaincode/src/domain'),
  join(repository, 'package-lock.json'),
];

/** Every file under a folder, or the file itself, in the order of names. */
function* filesOf(path) {
  const entries = path.endsWith('.json') ? undefined : readdirSync(path, { withFileTypes: true });
  if (entries === undefined) yield path;
  else {
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(path, entry.name);
      if (inner === dist) continue;
      if (entry.isDirectory()) yield* filesOf(inner);
      else yield inner;
    }
  }
}

function digestOfSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((each) => [...filesOf(each)])) {
    const bytes = readFileSync(path);
    hash.update(`${relative(repository, path)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

const compressible = /\.(?:html|js|css|svg|json|webmanifest)$/;
const digest = digestOfSources();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  await build({ configFile: join(root, 'vite.config.mjs'), logLevel: 'warn' });
  // The font's licence goes wherever the font goes.
  copyFileSync(
    resolve('@fontsource/noto-sans-mongolian/LICENSE'),
    join(dist, 'noto-sans-mongolian-licence.txt'),
  );
  for (const path of [...filesOf(dist)]) {
    if (!compressible.test(path)) continue;
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), { params: quality }));
  }
  writeFileSync(stamp, digest);
}
