/** Opens the desktop application; without an Electron binary, or with --browser, the same window in the browser. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { electronBinary } from './electron-binary.mjs';
import { findBrowser } from './find-browser.mjs';
import { projectRoot } from './project-root.mjs';

const downloadSeconds = 90;
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

if (!existsSync(join(projectRoot, 'dist', 'renderer', 'index.html'))) {
  console.error('The window is not built yet: run "npm run setup".');
  process.exit(1);
}
if (process.argv.includes('--browser')) await openInBrowser();
else if (!hasDisplay) {
  console.log('This machine has no display: the window is served for a browser instead.');
  await openInBrowser();
} else {
  const electron = electronBinary() ?? (await fetchElectron());
  if (electron !== undefined) openElectron(electron);
  else {
    console.log('No Electron binary is here and none could be fetched: opening the same application in the browser.');
    await openInBrowser();
  }
}

/** One attempt, with an end to it. */
function fetchElectron() {
  console.log('Fetching Electron, once …');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectRoot, 'node_modules', 'electron', 'install.js')], { stdio: 'ignore', env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '' } });
    const timer = setTimeout(() => child.kill(), downloadSeconds * 1000);
    const done = () => {
      clearTimeout(timer);
      resolve(electronBinary());
    };
    child.on('error', done);
    child.on('exit', done);
  });
}

function openElectron(binary) {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (asRoot) console.log('Electron runs without its sandbox as root: prefer an ordinary user.');
  follow(spawn(binary, [projectRoot, ...(asRoot ? ['--no-sandbox'] : [])], { stdio: 'inherit', env: withoutNodeMode() }));
}

function withoutNodeMode() {
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  return env;
}

/** Serves the window on loopback until Ctrl-C; opens it where there is something to open it with. */
async function openInBrowser() {
  const server = spawn(process.execPath, [join(projectRoot, 'dist', 'server', 'main.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  follow(server);
  for await (const line of createInterface({ input: server.stdout })) {
    const { url } = JSON.parse(line);
    console.log(`Millwright is at ${url}\nCtrl-C ends it.`);
    if (hasDisplay) openAddress(url);
  }
}

function openAddress(url) {
  const browser = findBrowser();
  const [program, args] = browser !== undefined ? [browser, [`--app=${url}`]] : { darwin: ['open', [url]], win32: ['explorer', [url]] }[process.platform] ?? ['xdg-open', [url]];
  spawn(program, args, { stdio: 'ignore', detached: true }).on('error', () => console.log('No browser could be opened: open the address yourself.')).unref();
}

/** Ends as the child ends, and ends it when this ends. */
function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
