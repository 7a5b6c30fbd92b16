import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, shell, type IpcMainEvent, type MessagePortMain } from 'electron';
import { CONNECT_CHANNEL, PORT_CHANNEL } from '../preload/channels.ts';
import type { Menus } from '../contract/shell.ts';
import { readMessage, writeMessage } from '../contract/wire.ts';
import { answerShell, type ShellParts } from './answer-shell.ts';
import { APP_ORIGIN, isOwnFrame } from './app-origin.ts';
import type { EngineHost } from './engine-host.ts';
import { menuTemplate } from './menu.ts';

const DIALOGS: Omit<ShellParts, 'setMenus'> = {
  showOpenDialog: (window, options) => dialog.showOpenDialog(window, options),
  showSaveDialog: (window, options) => dialog.showSaveDialog(window, options),
  showItemInFolder: (path) => shell.showItemInFolder(path),
  editText: ({ webContents }, action) => webContents[action](),
};

/** A window on the app's own page, with nothing of Node in it. */
export function openWindow(preload: string, icon: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Millwright',
    icon,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, spellcheck: false, webviewTag: false, navigateOnDragDrop: false },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

/** Hands each page of ours that asks a port; a page that asks again, after a reload, loses the old one. */
export function connectWindows(engine: EngineHost): void {
  const wires = new Map<number, MessagePortMain>();
  ipcMain.on(CONNECT_CHANNEL, (event) => {
    const window = trustedWindow(event);
    if (window === undefined) return;
    const { port1, port2 } = new MessageChannelMain();
    wires.get(event.sender.id)?.close();
    wires.set(event.sender.id, port1);
    relay(window, port1, engine.connect());
    event.sender.postMessage(PORT_CHANNEL, null, [port2]);
  });
}

/** The window of a message that came from the main frame of the app's own page. */
function trustedWindow(event: IpcMainEvent): BrowserWindow | undefined {
  if (!isOwnFrame(event.senderFrame, event.sender.mainFrame)) return undefined;
  return BrowserWindow.fromWebContents(event.sender) ?? undefined;
}

/** The application's menu, made of what a window has told; a choice goes back to it as the command's id. */
export function setMenus(menus: Menus, choose: (command: string, byKey: boolean) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menus, { mac: process.platform === 'darwin', packaged: app.isPackaged, choose })));
}

/** Passes messages both ways; what is for the shell is answered here. */
function relay(window: BrowserWindow, page: MessagePortMain, engine: MessagePortMain): void {
  const parts: ShellParts = { ...DIALOGS, setMenus: (menus) => setMenus(menus, (chosen, byKey) => page.postMessage(writeMessage({ chosen, byKey }))) };
  page.on('message', ({ data }) => {
    void answerShell(window, parts, readMessage(data)).then((answer) => (answer === undefined ? engine.postMessage(data) : page.postMessage(writeMessage(answer))));
  });
  engine.on('message', ({ data }) => page.postMessage(data));
  page.on('close', () => engine.close());
  engine.on('close', () => page.close());
  page.start();
  engine.start();
}
