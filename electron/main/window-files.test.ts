import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTENT_POLICY, windowFile, windowHeaders } from './window-files.ts';

const root = join('/', 'app', 'renderer');

describe('windowFile', () => {
  it('finds the page and what it loads', () => {
    expect(windowFile(root, '/')).toBe(join(root, 'index.html'));
    expect(windowFile(root, '/assets/index-1.js')).toBe(join(root, 'assets', 'index-1.js'));
    expect(windowFile(root, '/a%20b.svg')).toBe(join(root, 'a b.svg'));
  });

  it.each(['/../main/main.cjs', '/%2e%2e/main/main.cjs', '/..%2fmain.cjs', '/a/../../x', '/..\\x', '/%5c..%5cx', '/C:/x', '/x%00.js', '/%', 'x', '', '/../renderer-other/x'])('refuses %s', (path) => {
    expect(windowFile(root, path)).toBeUndefined();
  });
});

describe('windowHeaders', () => {
  it('sends the policy with everything, and a type that cannot be guessed over', () => {
    expect(windowHeaders('/a/b.js')).toMatchObject({ 'Content-Type': 'text/javascript; charset=utf-8', 'Content-Security-Policy': CONTENT_POLICY, 'X-Content-Type-Options': 'nosniff' });
    expect(windowHeaders('/a/b.exe')['Content-Type']).toBe('application/octet-stream');
  });

  it('lets no script in but the application\'s own', () => {
    expect(CONTENT_POLICY).toContain("script-src 'self';");
    expect(CONTENT_POLICY).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:|\*/);
  });
});
