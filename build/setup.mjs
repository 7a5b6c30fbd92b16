/** Makes a clone ready to work: npm packages, Python for the tests, kernels, bundles. Fast when nothing changed. */
import { installNodePackages } from './node-packages.mjs';
import { preparePython } from './python-environment.mjs';
import { SetupError } from './run.mjs';

const options = process.argv.slice(2);
const quiet = options.includes('--quiet');
const say = (line) => console.error(line);

try {
  checkNode();
  const done = await Promise.allSettled([prepareNode(), options.includes('--without-python') ? null : preparePython(say)]);
  for (const { reason } of done) if (reason !== undefined) throw reason;
  if (!quiet) say('Ready: npm run demo, npm test, npm start, npx millwright --help.');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function prepareNode() {
  await installNodePackages(say);
  const { buildAll } = await import('./bundle.mjs');
  await buildAll(say);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Millwright needs Node 20.19 or later; this is ${process.versions.node}.`);
}
