import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The window: relative addresses, no inline script, nothing fetched from elsewhere. */
export default defineConfig({
  root: `${root}renderer`,
  base: './',
  plugins: [svelte({ configFile: `${root}build/svelte.config.js` })],
  build: {
    outDir: `${root}dist/renderer`,
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    // Zod is told in its own chunk, which runs before any other that makes a schema, to make no code of text.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|renderer\/without-eval\.ts/ }] } } },
  },
});
