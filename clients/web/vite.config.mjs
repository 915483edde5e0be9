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

export default defineConfig({
  root,
  plugins: [vue()],
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
