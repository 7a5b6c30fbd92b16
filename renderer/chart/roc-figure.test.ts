import { describe, expect, it } from 'vitest';
import { readTokens } from './figure.ts';
import { rocFigure } from './roc-figure.ts';

const tokens = readTokens({ getPropertyValue: (name) => (name.startsWith('--category') ? `colour${name.slice(-1)}` : name) });
const curve = (name: string) => ({ name, label: name, falsePositiveRate: [0, 0.2, 1], truePositiveRate: [0, 0.9, 1], thresholds: [null, 0.5, 0], auc: 0.85 });

describe('rocFigure', () => {
  it('draws the diagonal and each curve, with its area in the legend', () => {
    const { data, layout } = rocFigure([curve('y = a'), curve('y = b')], tokens);
    expect(data).toHaveLength(3);
    expect(data[1]).toMatchObject({ name: 'y = a (area 0.850)', x: [0, 0.2, 1], y: [0, 0.9, 1], customdata: ['above all', '≥ 0.5', '≥ 0'] });
    expect(layout).toMatchObject({ xaxis: { title: { text: 'False positive rate' } }, yaxis: { title: { text: 'True positive rate' } } });
  });

  it('marks the point of a threshold', () => {
    expect(rocFigure([curve('a')], tokens, { x: 0.2, y: 0.9, name: 'at 0.5' }).data.at(-1)).toMatchObject({ x: [0.2], y: [0.9], name: 'at 0.5' });
  });

  it('tells more classes than colours apart by the dash', () => {
    const { data } = rocFigure(Array.from({ length: 8 }, (_, index) => curve(`c${index}`)), tokens);
    const looks = data.slice(1).map(({ line }) => JSON.stringify(line));
    expect(new Set(looks).size).toBe(8);
  });

  it('takes a hostile name as text', () => {
    const { data } = rocFigure([curve('<a href="x">x</a> & <b>')], tokens);
    expect(data[1]?.['name']).toBe('&lt;a href="x"&gt;x&lt;/a&gt; &amp; &lt;b&gt; (area 0.850)');
  });
});
