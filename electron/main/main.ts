import { join } from 'node:path';
import { app, BrowserWindow, protocol, session } from 'electron';
import { EngineHost } from './engine-host.ts';
import { lockDownContents, lockDownProcess, lockDownSession, privilegedScheme } from './lock-down.ts';
import { connectWindows, openWindow, setMenus } from './open-window.ts';
import { serveWindow } from './serve-window.ts';

const dist = join(__dirname, '..');
/** The engine lies beside the archive of a packaged application: native code and threads start from files of the disk. */
const onDisk = dist.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
const mac = process.platform === 'darwin';

lockDownProcess(app);
protocol.registerSchemesAsPrivileged([privilegedScheme]);
app.on('web-contents-created', (_event, contents) => lockDownContents(contents));

if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

function start(): void {
  const icon = app.isPackaged ? join(process.resourcesPath, 'icon.png') : join(dist, '..', 'resources', 'icon.png');
  const open = () => openWindow(join(dist, 'preload', 'preload.cjs'), icon);
  const engine = new EngineHost(join(onDisk, 'worker', 'main.mjs'), { ORT_DISABLE_TELEMETRY: '1', MILLWRIGHT_USER_DATA: app.getPath('userData') });

  lockDownSession(session.defaultSession);
  serveWindow(session.defaultSession, join(dist, 'renderer'));
  setMenus([], () => undefined);
  connectWindows(engine);
  open();

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    if (!mac) app.quit();
  });
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void engine.stop().then(() => {
      stopped = true;
      app.quit();
    });
  });
}
