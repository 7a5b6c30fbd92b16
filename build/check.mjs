/** The part under a minute: types, lint, dependency rules, unit, contract and property tests. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conclude, runParts, tool, vitest } from './suite.mjs';

export function checkParts() {
  return [
    vitest('fast tests', ['fast', 'window']),
    tool('lint', 'eslint/bin/eslint.js', ['--config', 'build/eslint.config.js', '--cache', '--cache-location', 'dist/.eslintcache', '--max-warnings', '0', '.']),
    tool('types', 'typescript/bin/tsc', ['--project', '.', '--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo']),
    tool('window types', 'svelte-check/bin/svelte-check', ['--tsconfig', 'build/tsconfig.window.json', '--config', 'build/svelte.config.js', '--fail-on-warnings', '--output', 'human']),
    tool('dependency rules', 'dependency-cruiser/bin/dependency-cruise.mjs', ['--config', 'build/dependency-cruiser.cjs', 'electron', 'renderer', 'test', 'build']),
  ];
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) conclude(await runParts(checkParts(), { atOnce: 2 }));
