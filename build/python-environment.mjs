import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.mjs';
import { ask, run, SetupError } from './run.mjs';
import { onceFor, sourceHash } from './source-hash.mjs';

const environment = join(projectRoot, '.venv');
const requirements = 'build/python/requirements.txt';

/** The interpreter of the repository's own environment, whether or not it exists yet. */
export const pythonPath =
  process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');

/** Makes .venv with the pinned packages, unless it holds them already. */
export async function preparePython(say) {
  if (!existsSync(pythonPath)) rmSync(environment, { recursive: true, force: true });
  await onceFor(join(environment, '.millwright-stamp'), sourceHash([requirements]), async () => {
    if (!existsSync(pythonPath)) {
      say('Making the Python environment for the tests (.venv) …');
      await make(findPython());
    }
    say('Installing Python packages …');
    // Python compiles what it imports; most of what is installed here never is.
    const arguments_ = ['-m', 'pip', 'install', '--no-compile', '--quiet', '--disable-pip-version-check', '--no-input', '--only-binary=:all:'];
    const { code } = await run(pythonPath, [...arguments_, '-r', join(projectRoot, requirements)]);
    if (code !== 0) throw new SetupError(`pip could not install ${requirements} (exit ${code}): the lines above say why; run "npm run setup" again when it is mended.`);
  });
}

async function make([program, ...args]) {
  const { code, text } = await run(program, [...args, '-m', 'venv', environment], { output: 'pipe' });
  if (code === 0) return;
  rmSync(environment, { recursive: true, force: true });
  throw new SetupError(`${program} cannot make a virtual environment (on Debian: apt-get install python3-venv): ${text.trim().split('\n').at(-1)}`);
}

/** The first Python that is new enough and can make environments. */
function findPython() {
  const candidates = [['python3.13'], ['python3.12'], ['python3.11'], ['python3'], ['python'], ['py', '-3']];
  const suits = 'import sys, venv; print(sys.version_info >= (3, 11))';
  const found = candidates.find(([program, ...args]) => ask(program, [...args, '-c', suits]) === 'True');
  if (found === undefined) throw new SetupError('Python 3.11 or later (with venv) was not found: install it, or put it on the PATH, and run "npm run setup" again.');
  return found;
}
