'use strict';
/**
 * Builds the WebAssembly kernel from the sources beside this file and embeds it in the domain as base64.
 * `node chaincode/kernel/build.js` writes it; with --print it only prints the base64.
 */
const { execFileSync } = require('node:child_process');
const { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { fieldSource, sm3Source } = require('./unrolled');

const SOURCES = ['index', 'layout', 'field', 'inverse', 'scalar', 'sums', 'table', 'verify', 'sm3'];
const TARGET = join(__dirname, '../src/domain/crypto/sm2-kernel-wasm.ts');

function build() {
  const folder = mkdtempSync(join(tmpdir(), 'huren-kernel-'));
  try {
    for (const name of SOURCES) cpSync(join(__dirname, `${name}.ts`), join(folder, `${name}.ts`));
    writeFileSync(join(folder, 'product.ts'), fieldSource());
    writeFileSync(join(folder, 'compress.ts'), sm3Source());
    const asc = require.resolve('assemblyscript/bin/asc.js');
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '16'];
    execFileSync(process.execPath, [asc, 'index.ts', ...options, '-o', 'kernel.wasm'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return readFileSync(join(folder, 'kernel.wasm'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const base64 = build().toString('base64');
if (process.argv.includes('--print')) process.stdout.write(base64);
else {
  writeFileSync(
    TARGET,
    `/** Built from chaincode/kernel by \`npm run kernel\`; a test rebuilds it and compares. */\nexport const SM2_KERNEL_WASM =\n  '${base64}';\n`,
  );
}
