import { describe, expect, it } from 'vitest';
import type { ColumnProfile } from '../../electron/contract/profile.ts';
import type { ChartTokens } from './figure.ts';
import { predictionFigure, predictionWords } from './prediction-figure.ts';

const tokens: ChartTokens = { text: '#000', quiet: '#333', line: '#ccc', stage: '#fff', font: 'x', categories: ['#111'] };
const column: ColumnProfile = { name: 'prediction', type: 'text', count: 8, missing: 0, distinct: 2, min: 'a', max: 'b', median: null, mean: null, numeric: null, top: [{ value: '<b>a</b>', count: 6 }, { value: 'b', count: 2 }], histogram: null };

describe('predictionFigure', () => {
  it('has a bar for each label, the most frequent on top, with shares; a label is only text', () => {
    const [bars] = predictionFigure(column, 'failure', tokens).data;
    expect(bars).toMatchObject({ orientation: 'h', x: [2, 6], y: ['b', '&lt;b&gt;a&lt;/b&gt;'], text: ['2 (25.0%)', '6 (75.0%)'] });
    expect(predictionWords(column, 'failure')).toBe('Predicted failure: <b>a</b> 6 rows, b 2 rows');
  });

  it('has the bins of numbers where they are', () => {
    const numbers: ColumnProfile = { ...column, type: 'number', min: 1, max: 5, median: 2, histogram: { edges: [1, 3, 5], counts: [6, 2] } };
    const [bars] = predictionFigure(numbers, 'wear', tokens).data;
    expect(bars).toMatchObject({ x: [2, 4], width: [2, 2], y: [6, 2], customdata: ['1 to 3', '3 to 5'] });
    expect(predictionWords(numbers, 'wear')).toContain('from 1 to 5, median 2');
  });
});
