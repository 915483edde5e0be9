import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { existsSync } from 'node:fs';

const root = join(__dirname, '../..');
const workspaces: Readonly<Record<string, string>> = {
  '@huren/chaincode/domain': 'chaincode/src/domain/index.ts',
};
const importPattern = /(?:from|import|require\()\s*['"]([^'"\s]+)['"]/g;

/** Every module that a bundler would take in from `entry`, with who asked for it; type-only imports vanish. */
function walk(entry: string): {
  readonly files: readonly string[];
  readonly outside: ReadonlyMap<string, string>;
} {
  const files = new Set<string>();
  const outside = new Map<string, string>();
  const waiting = [join(root, entry)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const code = readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/(?:import|export) type [^;]*;/g, '');
    for (const [, name = ''] of code.matchAll(importPattern)) {
      const workspace = workspaces[name];
      if (workspace !== undefined) waiting.push(join(root, workspace));
      else if (name.startsWith('.')) waiting.push(resolve(join(dirname(file), name)));
      else outside.set(name, relative(root, file));
    }
  }
  return { files: [...files], outside };
}

function resolve(path: string): string {
  const found = [`${path}.ts`, join(path, 'index.ts')].find(existsSync);
  if (found === undefined) throw new Error(`nothing is at ${path}`);
  return found;
}

test('the walk sees what there is: the SDK reaches the domain’s verifier', () => {
  const files = walk('clients/sdk/index.ts').files.map((file) => relative(root, file));
  expect(files).toContain('clients/sdk/client.ts');
  expect(files).toContain('chaincode/src/domain/verification/verify.ts');
});

test('the walk would see Node: the command line reaches it', () => {
  const names = [...walk('clients/cli/input-file.ts').outside.keys()];
  expect(names).toContain('node:fs/promises');
});

test('the SDK runs in a browser: nothing that it reaches imports Node, the network or a gateway', () => {
  const { outside } = walk('clients/sdk/index.ts');
  const forbidden = [...outside].filter(
    ([name]) => name.startsWith('node:') || builtinModules.includes(name) || name.startsWith('@huren/'),
  );
  expect(forbidden).toEqual([]);
  expect([...outside].filter(([name]) => !name.startsWith('@noble/'))).toEqual([]);
});
