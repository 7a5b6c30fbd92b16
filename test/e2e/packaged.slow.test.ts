import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineChild } from '../../electron/server/engine-child.ts';
import type { Response } from '../../electron/contract/wire.ts';
import { createApi, type Api } from '../../renderer/api.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const { platform, arch } = process;
let folder: string;
let resources: string;
let unpacked: string;

/**
 * Packs with the real electron-builder and no network. Electron itself is a stand-in: a folder with a file of its name
 * that has the mark by which the fuses are found. It cannot start; the packed engine, which is not of it, does.
 */
beforeAll(async () => {
  await run(process.execPath, ['--input-type=module', '-e', "const { buildAll } = await import('./build/bundle.mjs'); await buildAll(() => {})"], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'millwright-packaged-'));
  const electron = join(folder, 'electron');
  await mkdir(join(electron, 'resources'), { recursive: true });
  await writeFile(join(electron, 'electron'), Buffer.concat([Buffer.from('stand-in dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('000000000')]));
  await chmod(join(electron, 'electron'), 0o755);
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html']) await writeFile(join(electron, name), '');
  await run(process.execPath, [join(root, 'build/package.mjs'), '--dir', `-c.directories.output=${join(folder, 'out')}`], { cwd: root, env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron } });
  resources = join(folder, 'out', arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`, 'resources');
  unpacked = join(resources, 'app.asar.unpacked');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly hash: string };
  /** Where it begins, behind the head. */
  readonly offset?: string;
}

/** What lies in the archive itself, by path: its head is JSON behind four lengths. */
async function archived(): Promise<Map<string, Entry>> {
  const file = await open(join(resources, 'app.asar'));
  const lengths = Buffer.alloc(16);
  await file.read(lengths, 0, 16, 0);
  const head = Buffer.alloc(lengths.readUInt32LE(12));
  await file.read(head, 0, head.length, 16);
  await file.close();
  const found = new Map<string, Entry>();
  const walk = (entry: Entry, path: string): void => {
    for (const [name, inner] of Object.entries(entry.files ?? {})) {
      if (inner.files) walk(inner, `${path}${name}/`);
      else if (inner.unpacked !== true) found.set(path + name, inner);
    }
  };
  walk(JSON.parse(head.toString('utf8')) as Entry, '');
  return found;
}

const isNative = (path: string): boolean => /\.(node|wasm|so(\.\d+)*|dll|dylib)$/.test(path);

describe.skipIf(platform !== 'linux')('the packaged application', () => {
  it('has shell and window in its archive, byte for byte, and nothing else', async () => {
    const files = await archived();
    const renderer = (await filesOf(join(root, 'dist/renderer'))).map((path) => `dist/renderer/${path}`);
    expect(renderer.length).toBeGreaterThan(20);
    expect([...files.keys()].sort()).toEqual(['dist/main/main.cjs', 'dist/preload/preload.cjs', ...renderer, 'package.json'].sort());
    for (const [path, { integrity }] of files) if (path !== 'package.json') expect(integrity?.hash, path).toBe(createHash('sha256').update(await readFile(join(root, path))).digest('hex'));
  });

  it('names in the archive what a Debian package and the desktops of Linux ask for', async () => {
    const { offset, size = 0 } = (await archived()).get('package.json') ?? {};
    const archive = await readFile(join(resources, 'app.asar'));
    const from = 8 + archive.readUInt32LE(4) + Number(offset);
    const told = JSON.parse(archive.subarray(from, from + size).toString('utf8')) as Record<string, unknown>;
    expect(told).toMatchObject({ homepage: expect.stringMatching(/^https:/), author: expect.stringMatching(/\w/), desktopName: 'millwright.desktop' });
  });

  it('has the engine beside it on the disk: programs, kernels, every template, the natives of this system alone', async () => {
    const files = await filesOf(unpacked);
    expect(files.filter((path) => path.startsWith('dist/'))).toEqual(['dist/kernels/kernels.wasm', 'dist/worker/kernel-thread.mjs', 'dist/worker/main.mjs', 'dist/worker/score-thread.mjs']);
    const { stdout } = await run('git', ['ls-files', 'templates/project'], { cwd: root });
    const templates = stdout.trim().split('\n').sort();
    expect(templates).toContain('templates/project/.github/workflows/ci.yml');
    expect(files.filter((path) => path.startsWith('templates/'))).toEqual(templates);
    expect(files.filter((path) => path.startsWith('node_modules/') && isNative(path))).toEqual([
      'node_modules/@astral-sh/ruff-wasm-nodejs/ruff_wasm_bg.wasm',
      `node_modules/@duckdb/node-bindings-linux-${arch}/duckdb.node`,
      `node_modules/@duckdb/node-bindings-linux-${arch}/libduckdb.so`,
      `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/libonnxruntime.so.1`,
      `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/onnxruntime_binding.node`,
    ]);
    const packages = new Set(files.filter((path) => path.startsWith('node_modules/')).map((path) => path.split('/').slice(1, path.includes('/@') ? 3 : 2).join('/')));
    expect([...packages].sort()).toEqual(['@astral-sh/ruff-wasm-nodejs', '@duckdb/node-api', '@duckdb/node-bindings', `@duckdb/node-bindings-linux-${arch}`, 'onnxruntime-common', 'onnxruntime-node']);
    expect(files.filter((path) => !/^(dist|templates|node_modules)\//.test(path))).toEqual([]);
  });

  it('has its icon: for the window beside the archive, large enough for every system, and in the page', async () => {
    const icon = await readFile(join(resources, 'icon.png'));
    expect(icon).toEqual(await readFile(join(root, 'resources/icon.png')));
    expect(icon.subarray(1, 4).toString()).toBe('PNG');
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024]);
    const page = await readFile(join(root, 'dist/renderer/index.html'), 'utf8');
    const address = /<link rel="icon" href="\.\/([^"]+\.svg)"/.exec(page)?.[1] ?? '';
    expect([...(await archived()).keys()]).toContain(`dist/renderer/${address}`);
    expect(await readFile(join(root, 'dist/renderer', address), 'utf8')).toBe(await readFile(join(root, 'resources/icon.svg'), 'utf8'));
  });

  it('has its fuses burnt: no Node mode, no inspector, nothing but the archive', async () => {
    const binary = await readFile(join(resources, '..', 'millwright'), 'latin1');
    const wire = /dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX..([01r]+)/s.exec(binary)?.[1] ?? '';
    // runAsNode, cookies, NODE_OPTIONS, inspector, integrity, only from the archive, own snapshot, file privileges
    expect(wire.slice(0, 8)).toBe('01001100');
  });

  it('trains and exports from where it lies, with nothing of the sources in reach', async () => {
    const elsewhere = join(folder, 'installed');
    await cp(unpacked, elsewhere, { recursive: true });
    const data = join(folder, 'data.csv');
    const project = join(folder, 'project');
    const engine = new EngineChild(join(elsewhere, 'dist/worker/main.mjs'));
    try {
      const api = apiOf(engine);
      await api.call('sample', { kind: 'telemetry', rows: 800, seed: 3, out: data });
      await api.call('new', { project, data, target: 'failure', task: 'classification', models: ['random-forest'] });
      const { chosen, models } = await api.call('train', { project, models: ['random-forest'] });
      expect(Object.keys(models)).toEqual([chosen]);
      const { files } = await api.call('export', { project, out: join(folder, 'exported') });
      expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['.github/workflows/ci.yml', '.gitignore', 'pyproject.toml']));
      expect(await filesOf(join(folder, 'exported'))).toContain('.gitignore');
    } finally {
      await engine.close();
    }
  });
});

/** The window's own end of the wire, on the engine's process. */
function apiOf(engine: EngineChild): Api {
  let receive: (message: unknown) => void = () => undefined;
  let gone: () => void = () => undefined;
  const wire = engine.connect((response: Response) => receive(response), () => gone());
  return createApi({ send: (request) => wire.receive(request), onMessage: (listener) => (receive = listener), onClose: (listener) => (gone = listener) });
}
