import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Planted files are not on disk, so the rules that need types are left to the real run. */
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: fileURLToPath(new URL('eslint.config.js', import.meta.url)),
  ruleFilter: ({ ruleId }) => !/await-thenable|promises|only-throw-error|switch-exhaustiveness-check/.test(ruleId),
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
});

async function rulesBroken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: `${root}${filePath}` });
  return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
}

describe('the lint rules', { timeout: 60_000 }, () => {
  it.each(['export const t = Date.now();', 'export const t = new Date();', 'export const t = performance.now();', 'export const t = process.env.HOME;', 'export const t = crypto.randomUUID();', 'export const t = Math.random();', "export const t = 'a'.localeCompare('b');"])(
    'let no clock, chance or machine decide up to graph: %s',
    async (text) => {
      for (const layer of ['contract/bad.ts', 'engine/base/bad.ts', 'engine/nodes/scaler/bad.ts', 'engine/graph/bad.ts']) expect(await rulesBroken(`electron/${layer}`, text)).toEqual(['no-restricted-syntax']);
    },
  );

  it('let a date be made from a value', async () => {
    expect(await rulesBroken('electron/engine/expr/good.ts', 'export const t = new Date(0);')).toEqual([]);
  });

  it('let a job take the time, but no chance', async () => {
    expect(await rulesBroken('electron/engine/train/good.ts', 'export const t = performance.now();')).toEqual([]);
    expect(await rulesBroken('electron/engine/train/bad.ts', 'export const t = Math.random();')).toEqual(['no-restricted-syntax']);
  });

  it('let nothing up to graph call the network', async () => {
    expect(await rulesBroken('electron/engine/models/bad.ts', "export const t = fetch('x');")).toEqual(['no-restricted-globals']);
  });

  it('allow no any', async () => {
    expect(await rulesBroken('electron/engine/run/bad.ts', 'export const t = (x: any): unknown => x;')).toEqual(['@typescript-eslint/no-explicit-any']);
  });

  it('see the imports of a component, types too', async () => {
    const component = (from: string) => `<script lang="ts">\n  import type { X } from '${from}';\n  const { x }: { x: X } = $props();\n</script>\n\n<p>{x}</p>`;
    expect(await rulesBroken('renderer/screens/Bad.svelte', component('../../electron/engine/base/hash.ts'))).toEqual(['no-restricted-imports']);
    expect(await rulesBroken('renderer/screens/Bad.svelte', component('node:fs'))).toEqual(['no-restricted-imports']);
    expect(await rulesBroken('renderer/screens/Good.svelte', component('../../electron/contract/column.ts'))).toEqual([]);
  });
});
