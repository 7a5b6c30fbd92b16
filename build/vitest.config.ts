import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const browser = ['test/e2e/**/*.test.ts'];
const slow = ['**/*.slow.test.ts', 'test/export/**/*.test.ts', ...browser];
const never = ['**/node_modules/**', 'dist/**', '.venv/**'];
const long = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 30_000 } }, fileParallelism: true };

/** `--project fast` and `--project window` are the part under a minute, so their files share what they import; `--project slow` exports and installs; `--project browser` uses the window as people do, and what a loaded machine spoils is tried once more and said. */
export default defineConfig({
  root,
  test: {
    reporters: ['default'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        root,
        test: {
          name: 'fast',
          include: ['electron/**/*.test.ts', 'build/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...never, ...slow],
          testTimeout: 60_000,
          isolate: false,
        },
      },
      {
        root,
        plugins: [svelte({ configFile: `${root}build/svelte.config.js` })],
        resolve: { conditions: ['browser', 'module', 'import', 'default'] },
        test: { name: 'window', include: ['renderer/**/*.test.ts'], exclude: [...never, ...slow], testTimeout: 60_000, isolate: false },
      },
      { root, test: { ...long, name: 'slow', include: slow, exclude: [...never, ...browser] } },
      { root, test: { ...long, name: 'browser', include: browser, exclude: never, retry: 1 } },
    ],
  },
});
