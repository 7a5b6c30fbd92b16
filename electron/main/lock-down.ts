import type { App, Session, WebContents } from 'electron';
import { APP_SCHEME, isAllowedRequest } from './app-origin.ts';

/** Before the app is ready: everything sandboxed, and none of the browser's own errands. Chromium starts no sandbox for root, and tries for ever where one is asked for all the same. */
export function lockDownProcess(app: Pick<App, 'enableSandbox' | 'commandLine'>): void {
  const { commandLine } = app;
  if (!commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  commandLine.appendSwitch('no-proxy-server');
  commandLine.appendSwitch('no-pings');
  commandLine.appendSwitch('disable-background-networking');
  commandLine.appendSwitch('disable-component-update');
  commandLine.appendSwitch('disable-domain-reliability');
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}

/** No permission, no device, no download, no dictionary, no request but for the window's own files. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isAllowedRequest(details.url) }));
  session.on('will-download', (event, item) => {
    if (!isAllowedRequest(item.getURL())) event.preventDefault();
  });
}

/** The page stays where it is: it opens nothing and embeds nothing. */
export function lockDownContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** A scheme with an origin of its own, so that 'self' in the content policy means the window's files. */
export const privilegedScheme = { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } } as const;
