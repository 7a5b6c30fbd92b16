import { describe, expect, it } from 'vitest';
import { canBeTarget, projectFolder, suggestTarget, taskOf, type Candidate } from './suggest-target.ts';

const column = (name: string, type: Candidate['type'], distinct: number, missing = 0): Candidate => ({ name, type, distinct, missing });

describe('suggestTarget', () => {
  it('prefers the outcome to the flags behind it', () => {
    const columns = [column('UDI', 'integer', 10_000), column('Type', 'text', 3), column('Torque [Nm]', 'number', 577), column('Machine failure', 'integer', 2), column('TWF', 'integer', 2), column('RNF', 'integer', 2)];
    expect(suggestTarget(columns, 10_000)?.column).toBe('Machine failure');
  });

  it('finds species in the first column and a count in the last', () => {
    expect(suggestTarget([column('species', 'text', 3), column('bill_length_mm', 'number', 160, 2), column('sex', 'text', 2, 10)], 344)?.column).toBe('species');
    expect(suggestTarget([column('instant', 'integer', 17_379), column('holiday', 'integer', 2), column('cnt', 'integer', 869)], 17_379)?.column).toBe('cnt');
  });

  it('says why, and gives none where there is none', () => {
    expect(suggestTarget([column('a', 'number', 90), column('target', 'integer', 2)], 100)?.reason).toBe('its name says so and it is the last column');
    expect(suggestTarget([column('constant', 'number', 1), column('id', 'text', 100)], 100)).toBeUndefined();
    expect(suggestTarget([], 0)).toBeUndefined();
  });
});

describe('a target', () => {
  it('is no identifier, constant or instant', () => {
    expect(canBeTarget(column('id', 'text', 99), 100)).toBe(false);
    expect(canBeTarget(column('at', 'timestamp', 99), 100)).toBe(false);
    expect(canBeTarget(column('x', 'number', 1), 100)).toBe(false);
    expect(canBeTarget(column('x', 'number', 99), 100)).toBe(true);
  });

  it('is a class if it is text, yes or no, or has two values', () => {
    expect([column('a', 'text', 9), column('a', 'boolean', 2), column('a', 'integer', 2)].map(taskOf)).toEqual(['classification', 'classification', 'classification']);
    expect(taskOf(column('a', 'integer', 3))).toBe('regression');
  });
});

describe('projectFolder', () => {
  it('lies beside the file, on either kind of system', () => {
    expect(projectFolder('/home/me/ai4i 2020.csv', 'Machine failure')).toBe('/home/me/ai4i 2020-machine-failure');
    expect(projectFolder('C:\\data\\x.parquet', 'y')).toBe('C:\\data\\x-y');
    expect(projectFolder('/home/me/x.csv', '温度')).toBe('/home/me/x');
    expect(projectFolder('/home/me/werk.csv', 'Störung Öl')).toBe('/home/me/werk-storung-ol');
  });
});
