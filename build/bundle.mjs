import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectRoot } from './project-root.mjs';
import { run, packageScript, SetupError } from './run.mjs';
import { onceFor, sourceHash } from './source-hash.mjs';

const dist = join(projectRoot, 'dist');
const isTest = (name) => /\.test\.ts$|\/fixtures?\//.test(name);

/** Loaded from node_modules at run time: native code, or files that are found beside the module. */
const external = ['@duckdb/node-api', 'onnxruntime-node', '@astral-sh/ruff-wasm-nodejs', 'electron'];

/** ES modules have no require; the CommonJS packages inside a bundle do ask for Node's own modules. */
const requireForBundle = `import { createRequire as createRequireForBundle } from 'node:module'\nconst require = createRequireForBundle(import.meta.url)`;

/** An ES module for Node, with everything in it but what has to stay outside. */
export const bundleOptions = { bundle: true, platform: 'node', target: 'node20', format: 'esm', external, sourcemap: true, logLevel: 'error', banner: { js: requireForBundle } };

/** Kernels, programs and window, each rebuilt only when its own sources changed. */
export async function buildAll(say) {
  await buildKernels(say);
  await buildPrograms(say);
  await buildWindow(say);
}

/** AssemblyScript to dist/kernels/kernels.wasm. */
export async function buildKernels(say) {
  const folder = 'electron/engine/kernels/assembly';
  if (!existsSync(join(projectRoot, folder, 'index.ts'))) return;
  await onceFor(join(dist, '.kernels'), sourceHash([folder, 'build/bundle.mjs']), async () => {
    say('Compiling the kernels …');
    mkdirSync(join(dist, 'kernels'), { recursive: true });
    const staged = join(dist, 'kernels', `kernels.${process.pid}.wasm`);
    const options = ['--outFile', staged, '--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory', '--maximumMemory', '65536', '--runtime', 'stub'];
    const { code, text } = await run(process.execPath, [packageScript('assemblyscript/bin/asc.js'), `${folder}/index.ts`, ...options], { output: 'pipe' });
    if (code !== 0) throw new SetupError(`The kernels do not compile:\n${text}`);
    renameSync(staged, join(dist, 'kernels', 'kernels.wasm'));
  });
}

/** Command line, server, engine process, its threads, and the Electron shell. */
export async function buildPrograms(say) {
  await onceFor(join(dist, '.programs'), programSources(), async () => {
    say('Bundling the engine …');
    const { build } = await import('esbuild');
    const modules = entries(['cli/main.ts', 'cli/demo.ts', 'server/main.ts', 'worker/main.ts', ...threads()]);
    const shell = entries(['main/main.ts', 'preload/preload.ts']);
    const common = { ...bundleOptions, write: false, outdir: dist, outbase: join(projectRoot, 'electron') };
    const bundling = Promise.all([
      build({ ...common, entryPoints: modules, outExtension: { '.js': '.mjs' } }),
      build({ ...common, entryPoints: shell, format: 'cjs', banner: {}, outExtension: { '.js': '.cjs' } }),
    ]);
    const results = await bundling.catch(() => {
      throw new SetupError('The engine cannot be bundled: the lines above say where.');
    });
    for (const { outputFiles } of results) for (const { path, contents } of outputFiles) place(path, contents);
  });
}

/** Svelte and Vite to dist/renderer. */
export async function buildWindow(say) {
  if (!existsSync(join(projectRoot, 'renderer/index.html'))) return;
  const sources = ['renderer', 'resources/icon.svg', 'electron/contract', 'build/vite.config.ts', 'build/svelte.config.js', 'package-lock.json'];
  await onceFor(join(dist, '.window'), sourceHash(sources, { except: isTest }), async () => {
    say('Building the window …');
    const { code, text } = await run(process.execPath, [packageScript('vite/bin/vite.js'), 'build', '--config', 'build/vite.config.ts', '--logLevel', 'warn'], { output: 'pipe', env: { NODE_ENV: 'production' } });
    if (code !== 0) throw new SetupError(`The window does not build:\n${text}`);
  });
}

export function programSources() {
  const inEngine = (name) => isTest(name) || name.startsWith('electron/engine/kernels/assembly/');
  return sourceHash(['electron', 'build/bundle.mjs', 'package-lock.json'], { except: inEngine });
}

const entries = (names) => names.map((name) => join(projectRoot, 'electron', name)).filter((path) => existsSync(path));

/** `worker/<name>-thread.ts` is an entry of its own: threads start from a file. */
function threads() {
  const folder = join(projectRoot, 'electron/worker');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('-thread.ts')).map((name) => `worker/${name}`) : [];
}

/** By rename, so that a program that starts meanwhile reads the old bundle or the new one, whole. */
function place(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const staged = join(dirname(path), `.${process.pid}.${basename(path)}`);
  writeFileSync(staged, contents);
  renameSync(staged, path);
}
