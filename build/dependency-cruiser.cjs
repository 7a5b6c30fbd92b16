/**
 * The order of DESIGN: a folder knows what stands before it. Folders of one line are peers; a peer may know the ones
 * to its left. Tests beside a module may look at everything, and nothing may look at a test.
 */
const layers = [
  ['base'],
  ['sql'],
  ['expr'],
  ['onnx'],
  ['nodes', 'models'],
  ['graph'],
  ['db', 'ort', 'kernels'],
  ['load'],
  ['rows'],
  ['run', 'eda', 'train', 'project'],
  ['export'],
  ['fleet'],
  ['commands'],
].flat();

const test = '\\.test\\.ts$';
const engine = (names) => `^electron/engine/(${names.join('|')})/`;
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const pure = layers.slice(0, layers.indexOf('graph') + 1);
const outsideWorld = '^(node:)?(fs|fs/promises|os|net|tls|dns|dgram|http|http2|https|child_process|cluster|worker_threads|readline|repl|inspector|process|perf_hooks|timers|timers/promises)$';

const order = layers.map((layer, index) =>
  error(
    `order-${layer}`,
    `${layer} knows the contract, itself and what stands before it.`,
    { path: engine([layer]), pathNot: test },
    { path: '^(electron|renderer|build)/', pathNot: ['^electron/contract/', engine(layers.slice(0, index + 1))] },
  ),
);

module.exports = {
  forbidden: [
    ...order,
    error('no-cycles', 'Two modules that need each other are one module.', {}, { circular: true }),
    error('unknown-engine-folder', 'A new folder takes its place in the order first.', { path: '^electron/engine/', pathNot: [engine(layers), test] }, { path: '.' }),
    error('contract-is-a-leaf', 'The contract knows zod and itself.', { path: '^electron/contract/', pathNot: test }, { pathNot: ['^electron/contract/', '^node_modules/zod/'] }),
    error('node-stands-alone', 'A node knows the languages, the kit (the files of nodes/ itself, not the registry) and its own folder.', { path: '^electron/engine/nodes/([^/]+)/', pathNot: test }, {
      path: '^(electron|renderer)/',
      pathNot: ['^electron/contract/', engine(['base', 'sql', 'expr', 'onnx']), '^electron/engine/nodes/(?!registry\\.ts$)[^/]+\\.ts$', '^electron/engine/nodes/$1/'],
    }),
    error('model-stands-alone', 'A model never knows another model; what two share lies in models/ itself, in binned-trees/ or in averaged-trees/.', { path: '^electron/engine/models/([^/]+)/', pathNot: test }, {
      path: '^electron/engine/models/[^/]+/',
      pathNot: '^electron/engine/models/($1|binned-trees|averaged-trees)/',
    }),
    error('pure-up-to-graph', 'Up to graph nothing reads a file, a clock, the network or another process.', { path: ['^electron/contract/', engine(pure)], pathNot: test }, { path: outsideWorld }),
    error('duckdb-in-db', 'DuckDB has one owner.', { path: '^(electron|renderer)/', pathNot: '^electron/engine/db/' }, { path: '@duckdb/' }),
    error('onnxruntime-in-ort', 'ONNX Runtime has one owner.', { path: '^(electron|renderer)/', pathNot: '^electron/engine/ort/' }, { path: 'onnxruntime-node' }),
    error('electron-in-shell', 'The shell alone knows Electron.', { pathNot: '^electron/(main|preload)/' }, { path: '(^|/)node_modules/electron/|^electron$' }),
    error('engine-without-electron', 'The engine runs in the command line and in tests too.', { path: '^electron/(engine|cli|server|worker|contract)/' }, { path: '(^|/)node_modules/electron/|^electron$', reachable: true }),
    error('shell-without-engine', 'The shell hosts the engine in another process and never loads it.', { path: '^electron/(main|preload)/', pathNot: test }, { path: '^(electron|renderer)/', pathNot: '^electron/(main|preload|contract)/' }),
    error('preload-alone', 'The preload script hands over a port and nothing else.', { path: '^electron/preload/', pathNot: test }, { path: '^electron/', pathNot: '^electron/(preload|contract)/' }),
    error('hosts-apart', 'Command line, server and worker are ends of their own; the server shares the files of the window with the shell.', { path: '^electron/(cli|server|worker)/', pathNot: test }, {
      path: '^(electron|renderer)/',
      pathNot: ['^electron/(engine|contract)/', '^electron/$1/', '^electron/main/window-files\\.ts$'],
    }),
    error('window-knows-contract', 'The window knows the contract alone.', { path: '^renderer/', pathNot: test }, { path: '^electron/', pathNot: '^electron/contract/' }),
    error('window-without-node', 'The window runs without Node.', { path: '^renderer/', pathNot: test }, { dependencyTypes: ['core'] }),
    error('no-test-in-product', 'Nothing that ships knows a test.', { path: '^(electron|renderer)/', pathNot: test }, { path: ['^test/', test] }),
    error('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    error('no-dev-package-in-product', 'What ships is a dependency.', { path: '^electron/', pathNot: [test, '^electron/(main|preload)/'] }, { dependencyTypes: ['npm-dev', 'npm-no-pkg'] }),
  ],
  options: {
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'svelte', 'types', 'default'], extensions: ['.ts', '.mjs', '.js', '.svelte'] },
  },
};
