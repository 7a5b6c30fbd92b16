import { describe, expect, it } from 'vitest';
import { isAllowedRequest, isWindowAddress } from './app-origin.ts';

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
