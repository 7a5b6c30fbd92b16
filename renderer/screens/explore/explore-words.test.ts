import { describe, expect, it } from 'vitest';
import type { TargetGroup } from '../../../electron/contract/exploration.ts';
import { groupLabel, strongestPairs } from './explore-words.ts';

const group: TargetGroup = { kind: 'level', value: null, least: null, greatest: null, levels: 1, rows: 1, hits: null, estimate: 0, low: null, high: null };

describe('groupLabel', () => {
  it('names bins, levels, what is left together and what is missing', () => {
    expect(groupLabel({ ...group, kind: 'bin', least: 1.5, greatest: 2000 }, 'number')).toBe('1.5 – 2,000');
    expect(groupLabel({ ...group, kind: 'bin', least: 3, greatest: 3 }, 'number')).toBe('3');
    expect(groupLabel({ ...group, value: 'steel' }, 'text')).toBe('steel');
    expect(groupLabel({ ...group, value: false }, 'boolean')).toBe('false');
    expect(groupLabel({ ...group, kind: 'other', levels: 12 }, 'text')).toBe('12 other values');
    expect(groupLabel({ ...group, kind: 'missing' }, 'text')).toBe('missing');
    expect(groupLabel({ ...group, kind: 'bin', least: 0, greatest: 6e7 }, 'timestamp')).toBe('1970-01-01 00:00:00 – 1970-01-01 00:01:00');
  });
});

describe('strongestPairs', () => {
  it('sorts by the size of r, each pair once, those without r left out', () => {
    const matrix = [[1, 0.2, -0.9], [0.2, 1, null], [-0.9, null, 1]];
    const pairs = strongestPairs({ rows: 5, columns: ['a', 'b', 'c'], matrix, pairRows: [[5, 4, 3], [4, 5, 2], [3, 2, 5]] });
    expect(pairs).toEqual([{ one: 'a', two: 'c', r: -0.9, rows: 3 }, { one: 'a', two: 'b', r: 0.2, rows: 4 }]);
  });
});
