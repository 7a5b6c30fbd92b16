import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './project-root.mjs';

const inFolder = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

/** Electron's package names its binary in path.txt once it is there; ELECTRON_OVERRIDE_DIST_PATH names a folder of one's own. */
export function electronBinary() {
  const own = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = join(projectRoot, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  const candidates = [own === undefined ? undefined : join(own, inFolder), existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8').trim()) : undefined, join(folder, 'dist', inFolder)];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

/** The folder of that binary, as a package takes it whole. */
export function electronFolder() {
  const binary = electronBinary();
  return binary === undefined ? undefined : inFolder.split('/').reduce((path) => dirname(path), binary);
}
