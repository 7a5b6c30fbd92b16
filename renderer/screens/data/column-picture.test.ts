import { describe, expect, it } from 'vitest';
import type { ColumnProfile } from '../../../electron/contract/profile.ts';
import { columnFacts, histogramEnds, missingShare, pictureOf, topShares } from './column-picture.ts';

const text: ColumnProfile = { name: 'a', type: 'text', count: 8, missing: 2, distinct: 2, min: 'x', max: 'y', median: null, mean: null, numeric: null, histogram: null, top: [{ value: 'x', count: 6 }, { value: 'y', count: 2 }] };
const time: ColumnProfile = { ...text, type: 'timestamp', min: 0, max: 86_400_000_000, median: 0, mean: 0, top: [], histogram: { edges: [0, 43_200_000_000, 86_400_000_000], counts: [3, 5] } };

describe('a column', () => {
  it('of text is pictured by its most frequent values', () => {
    expect(pictureOf(text)).toEqual([6, 2]);
    expect(topShares(text)).toEqual([{ value: 'x', rows: 6, part: 0.75 }, { value: 'y', rows: 2, part: 0.25 }]);
    expect(missingShare(text)).toBe(0.2);
    expect(histogramEnds(text)).toBeUndefined();
  });

  it('of instants shows instants, and no spread in microseconds', () => {
    expect(histogramEnds(time)).toEqual(['1970-01-01 00:00:00', '1970-01-02 00:00:00']);
    expect(columnFacts(time).map(([name]) => name)).toEqual(['Different values', 'Smallest', 'Median', 'Largest', 'Mean']);
  });

  it('without a row has no share of missing', () => {
    expect(missingShare({ ...text, count: 0, missing: 0 })).toBe(0);
  });
});
