import { describe, expect, it } from 'vitest';
import { isAllowedRequest, isOwnFrame, isWindowAddress } from './app-origin.ts';

describe('isAllowedRequest', () => {
  it.each(['millwright://app/', 'millwright://app/assets/a.js', 'blob:millwright://app/3f', 'data:image/png;base64,AA=='])('lets %s through', (address) => {
    expect(isAllowedRequest(address)).toBe(true);
  });

  it.each(['https://example.com/', 'http://127.0.0.1:80/', 'ws://localhost/', 'wss://app/', 'file:///etc/passwd', 'millwright://other/', 'millwright://app.example.com/', 'blob:https://example.com/1', 'devtools://devtools/x', 'chrome-extension://a/', 'about:blank', ''])(
    'stops %s',
    (address) => {
      expect(isAllowedRequest(address)).toBe(false);
    },
  );
});

describe('isWindowAddress', () => {
  it('reads scheme and host, not the beginning of the text', () => {
    expect(isWindowAddress('millwright://app/index.html')).toBe(true);
    expect(isWindowAddress('millwright://app@evil/')).toBe(false);
    expect(isWindowAddress('millwright://appx/')).toBe(false);
  });
});

describe('isOwnFrame', () => {
  const main = { url: 'millwright://app/' };

  it('takes the main frame of the window alone', () => {
    expect(isOwnFrame(main, main)).toBe(true);
    expect(isOwnFrame({ url: 'millwright://app/' }, main)).toBe(false);
    expect(isOwnFrame(null, main)).toBe(false);
    const elsewhere = { url: 'https://example.com/' };
    expect(isOwnFrame(elsewhere, elsewhere)).toBe(false);
  });
});
