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
  },
});
