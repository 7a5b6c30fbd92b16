import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, run, SetupError } from './run.mjs';

/** Chromium, Chrome or Edge: the one that CHROME_PATH names, or one of this machine's. */
export function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return candidates().find((path) => existsSync(path));
}

/** The same; on Debian, as root, it installs what is missing. */
export async function requireBrowser(say) {
  let browser = findBrowser();
  if (browser !== undefined) return browser;
  if (mayInstall()) {
    say('Installing chromium for the window tests (apt-get) …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
    browser = findBrowser();
    if (browser !== undefined) return browser;
  }
  throw new SetupError('No browser was found for the window tests: install Chromium, Chrome or Edge (on Debian: apt-get install chromium), or name one in CHROME_PATH.');
}

function candidates() {
  if (process.platform === 'darwin') {
    const inApplications = (name) => [`/Applications/${name}.app/Contents/MacOS/${name}`, join(process.env.HOME ?? '', `Applications/${name}.app/Contents/MacOS/${name}`)];
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap(inApplications);
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter((root) => root !== undefined);
    return ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((name) => roots.map((root) => join(root, name)));
  }
  const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map((name) => ask('sh', ['-c', `command -v ${name}`]));
  return ['/usr/bin/chromium', ...onPath].filter((path) => path !== undefined);
}

function mayInstall() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8')) && !/^ID="?ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'));
}
