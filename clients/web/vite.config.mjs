import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));

/** Every folder with an index.html is a page of its own, besides the one at the root. */
const pages = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
  .map(({ name }) => join(root, name, 'index.html'))
  .filter((path) => existsSync(path));

/** Files that a page's entry leads to: what it loads at once, or (`isLater`) only when it is needed. */
function filesFrom(bundle, entry, isLater) {
  const seen = new Set();
  const walk = (name) => {
    const chunk = bundle[name];
    if (chunk === undefined || seen.has(name)) return;
    seen.add(name);
    for (const css of chunk.viteMetadata?.importedCss ?? []) seen.add(css);
    for (const next of isLater ? [...chunk.imports, ...chunk.dynamicImports] : chunk.imports) walk(next);
  };
  walk(entry);
  return seen;
}

/** The wallet's page names what comes later as well, so that its service worker keeps all of it for when there is no network. */
const nameLater = {
  name: 'huren-name-later',
  transformIndexHtml: {
    order: 'post',
    handler(html, { filename, bundle, chunk }) {
      if (bundle === undefined || chunk === undefined || !/wallet[\\/]index\.html$/.test(filename))
        return html;
      const first = filesFrom(bundle, chunk.fileName, false);
      return [...filesFrom(bundle, chunk.fileName, true)]
        .filter((name) => !first.has(name))
        .map((name) => ({ tag: 'meta', attrs: { name: 'later', content: `/${name}` }, injectTo: 'head' }));
    },
  },
};

export default defineConfig({
  root,
  plugins: [vue(), nameLater],
  // The domain and the SDK are bundled from their sources, so that a page takes only what it uses.
  resolve: { conditions: ['huren-source', 'browser', 'module', 'import', 'default'] },
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: [join(root, 'index.html'), ...pages] },
  },
});
