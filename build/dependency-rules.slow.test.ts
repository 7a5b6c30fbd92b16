import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const sound = {
  'electron/contract/a.ts': "import 'zod';",
  'electron/engine/base/a.ts': "import '../../contract/a.ts';",
  'electron/engine/sql/a.ts': "import '../base/a.ts';",
  'electron/engine/expr/a.ts': "import '../sql/a.ts';",
  'electron/engine/onnx/a.ts': "import '../expr/a.ts';",
  'electron/engine/nodes/node.ts': "import '../onnx/a.ts'; import '../../contract/a.ts';",
  'electron/engine/nodes/registry.ts': "import './scaler/scaler.ts'; import './imputer/imputer.ts';",
  'electron/engine/nodes/scaler/scaler.ts': "import '../node.ts'; import './rule.ts';",
  'electron/engine/nodes/scaler/rule.ts': "import '../../expr/a.ts';",
  'electron/engine/nodes/imputer/imputer.ts': "import '../node.ts';",
  'electron/engine/models/model.ts': "import '../onnx/a.ts';",
  'electron/engine/models/tree/tree.ts': "import '../model.ts';",
  'electron/engine/models/forest/forest.ts': "import '../model.ts';",
  'electron/engine/graph/a.ts': "import '../nodes/registry.ts'; import '../models/tree/tree.ts';",
  'electron/engine/db/a.ts': "import '@duckdb/node-api'; import 'node:fs'; import '../graph/a.ts';",
  'electron/engine/ort/a.ts': "await import('onnxruntime-node');",
  'electron/engine/kernels/a.ts': "import '../graph/a.ts';",
  'electron/engine/load/a.ts': "import '../db/a.ts';",
  'electron/engine/rows/a.ts': "import '../load/a.ts';",
  'electron/engine/run/a.ts': "import '../load/a.ts'; import '../ort/a.ts'; import '../kernels/a.ts';",
  'electron/engine/eda/a.ts': "import '../run/a.ts';",
  'electron/engine/train/a.ts': "import '../run/a.ts';",
  'electron/engine/project/a.ts': "import '../graph/a.ts';",
  'electron/engine/export/a.ts': "import '../train/a.ts'; import '../project/a.ts'; import '../eda/a.ts';",
  'electron/engine/fleet/a.ts': "import '../export/a.ts';",
  'electron/engine/commands/a.ts': "import '../fleet/a.ts';",
  'electron/cli/main.ts': "import '../engine/commands/a.ts';",
  'electron/server/main.ts': "import '../engine/commands/a.ts'; import '../main/window-files.ts'; import 'ws';",
  'electron/worker/main.ts': "import '../engine/commands/a.ts';",
  'electron/main/main.ts': "import 'electron'; import '../contract/a.ts'; import '../preload/channels.ts';",
  'electron/main/window-files.ts': "import 'node:path';",
  'electron/preload/channels.ts': 'export {};',
  'electron/preload/preload.ts': "import 'electron'; import './channels.ts';",
  'renderer/main.ts': "import '../electron/contract/a.ts'; import 'svelte';",
  'electron/engine/expr/a.test.ts': "import '../db/a.ts'; import '../ort/a.ts';",
};

/** A file, what it must not import, and the rule that says so. */
const planted: [rule: string, file: string, imports: string][] = [
  ['order-base', 'electron/engine/base/bad.ts', '../sql/a.ts'],
  ['order-sql', 'electron/engine/sql/bad.ts', '../expr/a.ts'],
  ['order-expr', 'electron/engine/expr/bad.ts', '../onnx/a.ts'],
  ['order-onnx', 'electron/engine/onnx/bad.ts', '../nodes/node.ts'],
  ['order-nodes', 'electron/engine/nodes/bad.ts', '../graph/a.ts'],
  ['order-models', 'electron/engine/models/bad.ts', '../graph/a.ts'],
  ['order-graph', 'electron/engine/graph/bad.ts', '../db/a.ts'],
  ['order-db', 'electron/engine/db/bad.ts', '../load/a.ts'],
  ['order-ort', 'electron/engine/ort/bad.ts', '../run/a.ts'],
  ['order-kernels', 'electron/engine/kernels/bad.ts', '../train/a.ts'],
  ['order-load', 'electron/engine/load/bad.ts', '../rows/a.ts'],
  ['order-rows', 'electron/engine/rows/bad.ts', '../run/a.ts'],
  ['order-run', 'electron/engine/run/bad.ts', '../train/a.ts'],
  ['order-eda', 'electron/engine/eda/bad.ts', '../export/a.ts'],
  ['order-train', 'electron/engine/train/bad.ts', '../export/a.ts'],
  ['order-project', 'electron/engine/project/bad.ts', '../commands/a.ts'],
  ['order-export', 'electron/engine/export/bad.ts', '../fleet/a.ts'],
  ['order-fleet', 'electron/engine/fleet/bad.ts', '../commands/a.ts'],
  ['order-commands', 'electron/engine/commands/bad.ts', '../../cli/main.ts'],
  ['unknown-engine-folder', 'electron/engine/tools/bad.ts', '../base/a.ts'],
  ['contract-is-a-leaf', 'electron/contract/bad.ts', '../engine/base/a.ts'],
  ['node-stands-alone', 'electron/engine/nodes/scaler/bad.ts', '../imputer/imputer.ts'],
  ['node-stands-alone', 'electron/engine/nodes/imputer/bad.ts', '../registry.ts'],
  ['model-stands-alone', 'electron/engine/models/forest/bad.ts', '../tree/tree.ts'],
  ['pure-up-to-graph', 'electron/engine/graph/bad-file.ts', 'node:fs/promises'],
  ['pure-up-to-graph', 'electron/engine/models/bad-thread.ts', 'worker_threads'],
  ['duckdb-in-db', 'electron/engine/run/bad-duckdb.ts', '@duckdb/node-api'],
  ['onnxruntime-in-ort', 'electron/engine/train/bad-ort.ts', 'onnxruntime-node'],
  ['electron-in-shell', 'electron/engine/commands/bad-electron.ts', 'electron'],
  ['engine-without-electron', 'electron/server/bad.ts', '../main/main.ts'],
  ['shell-without-engine', 'electron/main/bad.ts', '../engine/base/a.ts'],
  ['preload-alone', 'electron/preload/bad.ts', '../main/window-files.ts'],
  ['hosts-apart', 'electron/cli/bad.ts', '../server/main.ts'],
  ['window-knows-contract', 'renderer/bad.ts', '../electron/engine/base/a.ts'],
  ['window-without-node', 'renderer/bad-node.ts', 'node:path'],
  ['no-test-in-product', 'electron/engine/run/bad-test.ts', '../expr/a.test.ts'],
  ['resolvable', 'electron/engine/run/bad-path.ts', './nowhere.ts'],
  ['no-dev-package-in-product', 'electron/engine/run/bad-dev.ts', 'fast-check'],
  ['no-cycles', 'electron/engine/run/bad-cycle-a.ts', './bad-cycle-b.ts'],
];

const packages = { dependencies: ['zod', '@duckdb/node-api', 'onnxruntime-node', 'ws', 'svelte'], devDependencies: ['electron', 'fast-check'] };

let folder: string;
let found: Map<string, Set<string>>;

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The rules that each file breaks. */
async function cruise(): Promise<Map<string, Set<string>>> {
  const args = [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', join(root, 'build/dependency-cruiser.cjs'), '--output-type', 'json', 'electron', 'renderer'];
  const text = await new Promise<string>((resolve) => execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout) => resolve(stdout)));
  const { summary } = JSON.parse(text) as { summary: { violations: { from: string; rule: { name: string; severity: string } }[] } };
  const broken = new Map<string, Set<string>>();
  for (const { from, rule } of summary.violations) {
    expect(rule.severity).toBe('error');
    broken.set(from, (broken.get(from) ?? new Set()).add(rule.name));
  }
  return broken;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-rules-'));
  const entries = (names: string[]) => Object.fromEntries(names.map((name) => [name, '*']));
  await write({
    'package.json': JSON.stringify({ type: 'module', dependencies: entries(packages.dependencies), devDependencies: entries(packages.devDependencies) }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', allowImportingTsExtensions: true, noEmit: true } }),
    ...sound,
  });
  for (const name of [...packages.dependencies, ...packages.devDependencies])
    await write({ [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }), [`node_modules/${name}/index.js`]: '' });
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the dependency rules', () => {
  it('let through what the design allows', async () => {
    expect(Object.fromEntries(await cruise())).toEqual({});
  }, 60_000);

  it('stop each thing that it forbids', async () => {
    await write(Object.fromEntries(planted.map(([, file, imports]) => [file, `import '${imports}';`])));
    await write({ 'electron/engine/run/bad-cycle-b.ts': "import './bad-cycle-a.ts';" });
    found = await cruise();
    const missed = planted.filter(([rule, file]) => found.get(file)?.has(rule) !== true);
    expect(missed).toEqual([]);
    const innocent = [...found.keys()].filter((file) => !file.includes('bad'));
    expect(innocent).toEqual([]);
  }, 60_000);

  it('are all tried here', async () => {
    const { default: config } = (await import(join(root, 'build/dependency-cruiser.cjs'))) as { default: { forbidden: { name: string }[] } };
    expect(config.forbidden.map(({ name }) => name).filter((name) => !planted.some(([rule]) => rule === name))).toEqual([]);
  });
});
