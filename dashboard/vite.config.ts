import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// Relative addresses and hash routes: the pages run under any prefix.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would need a policy of its own.
    assetsInlineLimit: 0,
    // React's packages mark what runs in browsers only, which all of this does.
    rolldownOptions: {
      onwarn: (warning, tell) => (warning.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(warning)),
    },
    modulePreload: { polyfill: false },
  },
});
