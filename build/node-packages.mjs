import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.mjs';
import { runNpm, SetupError } from './run.mjs';

/** Both packages would download a binary while they are installed: offline that fails, and neither is needed for it. */
const noDownloads = { ONNXRUNTIME_NODE_INSTALL: 'skip', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };

/** Installs what the lock file says, unless node_modules holds it already. */
export async function installNodePackages(say) {
  if (packagesAreFresh()) return;
  say('Installing npm packages …');
  const command = existsSync(join(projectRoot, 'package-lock.json')) ? 'ci' : 'install';
  const { code } = await runNpm([command, '--no-audit', '--no-fund', '--loglevel=error'], { env: noDownloads });
  if (code !== 0) throw new SetupError(`npm ${command} failed (exit ${code}): the lines above say why; run "npm run setup" again when it is mended.`);
}

/** npm writes what it installed into node_modules/.package-lock.json. */
export function packagesAreFresh() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages(join('node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, extraneous, link }]) => {
    if (path === '' || extraneous === true || link === true) return true;
    const found = installed[path];
    return found === undefined ? optional === true || devOptional === true : found.version === version;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(projectRoot, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
