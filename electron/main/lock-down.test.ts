import { EventEmitter } from 'node:events';
import type { App, Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { lockDownContents, lockDownProcess, lockDownSession, privilegedScheme } from './lock-down.ts';

type Decide<T> = (answer: T) => void;

/** A session that keeps what it is told. */
class TestSession extends EventEmitter {
  asked: ((contents: unknown, permission: string, decide: Decide<boolean>) => void) | undefined;
  checked: (() => boolean) | undefined;
  device: (() => boolean) | undefined;
  spelling = true;
  request: ((details: { url: string }, decide: Decide<{ cancel: boolean }>) => void) | undefined;
  readonly webRequest = { onBeforeRequest: (listener: TestSession['request']) => (this.request = listener) };
  setPermissionRequestHandler = (handler: TestSession['asked']) => (this.asked = handler);
  setPermissionCheckHandler = (handler: TestSession['checked']) => (this.checked = handler);
  setDevicePermissionHandler = (handler: TestSession['device']) => (this.device = handler);
  setSpellCheckerEnabled = (on: boolean) => (this.spelling = on);
}

describe('lockDownSession', () => {
  const session = new TestSession();
  lockDownSession(session as unknown as Session);

  it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'fullscreen', 'openExternal', 'usb'])('grants no %s', (permission) => {
    const answers: boolean[] = [];
    session.asked?.(null, permission, (answer) => answers.push(answer));
    expect([...answers, session.checked?.(), session.device?.(), session.spelling]).toEqual([false, false, false, false]);
  });

  it('lets nothing out but what the window itself has', () => {
    const cancelled = (url: string) => {
      const answers: boolean[] = [];
      session.request?.({ url }, ({ cancel }) => answers.push(cancel));
      return answers[0];
    };
    expect(['https://example.com/', 'http://127.0.0.1/', 'ws://x/', 'file:///etc/passwd'].map(cancelled)).toEqual([true, true, true, true]);
    expect(['millwright://app/', 'blob:millwright://app/1'].map(cancelled)).toEqual([false, false]);
  });

  it('downloads nothing but what the window made', () => {
    const stopped = (url: string) => {
      let prevented = false;
      session.emit('will-download', { preventDefault: () => (prevented = true) }, { getURL: () => url });
      return prevented;
    };
    expect([stopped('https://example.com/a.exe'), stopped('blob:millwright://app/plot')]).toEqual([true, false]);
  });
});

describe('lockDownContents', () => {
  it('goes nowhere, opens nothing, embeds nothing', () => {
    const contents = Object.assign(new EventEmitter(), { open: undefined as (() => unknown) | undefined, setWindowOpenHandler: (handler: () => unknown) => void (contents.open = handler) });
    lockDownContents(contents as unknown as WebContents);
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      let prevented = false;
      contents.emit(event, { preventDefault: () => (prevented = true) });
      expect(prevented, event).toBe(true);
    }
    expect(contents.open?.()).toEqual({ action: 'deny' });
  });
});

describe('lockDownProcess', () => {
  const lockedDown = (given: string[] = []) => {
    const switches = new Map<string, string | undefined>(given.map((name) => [name, undefined]));
    let sandboxed = false;
    const commandLine = { appendSwitch: (name: string, value?: string) => switches.set(name, value), hasSwitch: (name: string) => switches.has(name) };
    lockDownProcess({ enableSandbox: () => (sandboxed = true), commandLine } as unknown as App);
    return { switches, sandboxed };
  };

  it('asks for no sandbox where root has started it without one', () => {
    expect(lockedDown(['no-sandbox']).sandboxed).toBe(false);
  });

  it('sandboxes everything and has no name resolved', () => {
    const { switches, sandboxed } = lockedDown();
    expect(sandboxed).toBe(true);
    expect(switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    expect([...switches.keys()]).toEqual(expect.arrayContaining(['no-proxy-server', 'disable-background-networking', 'disable-component-update']));
    expect(privilegedScheme.privileges).not.toHaveProperty('bypassCSP');
  });
});
