import { describe, expect, it } from 'vitest';
import { plainName } from './uploads.ts';

describe('plainName', () => {
  it.each([
    ['pumps.csv', 'pumps.csv'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\data\\pumps.csv', 'pumps.csv'],
    ['a"b\n.csv', 'a_b_.csv'],
    ['Größe 1.csv', 'Größe 1.csv'],
    ['..', 'upload'],
    ['', 'upload'],
  ])('%j becomes %j', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });
});
