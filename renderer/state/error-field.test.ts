import { describe, expect, it } from 'vitest';
import { errorField } from './error-field.ts';

const given = { model: '', data: 'new.csv', out: '/d/out.csv' };

describe('errorField', () => {
  it('is the option that the error names', () => {
    expect(errorField({ field: 'out' }, given)).toBe('out');
    expect(errorField({ field: 'elsewhere' }, given)).toBeUndefined();
  });

  it('is the input whose path the error names, whole or as the engine completed it', () => {
    expect(errorField({ file: '/d/out.csv' }, given)).toBe('out');
    expect(errorField({ file: '/home/me/new.csv', column: 'speed' }, given)).toBe('data');
    expect(errorField({ file: 'C:\\me\\new.csv' }, given)).toBe('data');
    expect(errorField({ file: '/home/me/renew.csv' }, given)).toBeUndefined();
    expect(errorField({}, given)).toBeUndefined();
  });
});
