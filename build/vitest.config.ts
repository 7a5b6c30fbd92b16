import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const slow = ['**/*.slow.test.ts', 'test/export/**/*.test.ts', 'test/e2e/**/*.test.ts'];
const never = ['**/node_modules/**', 'dist/**', '.venv/**'];

/** `--project fast` and `--project window` are the part under a minute, so their files share what they import; `--project slow` exports, installs and opens browsers. */
export default defineConfig({
  root,
  test: {
    reporters: ['default'],
    maxWorkers: 2,
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
      {
        root,
        test: {
          name: 'slow',
          include: slow,
          exclude: never,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 10_000 } },
          fileParallelism: true,
        },
      },
    ],
  },
});
