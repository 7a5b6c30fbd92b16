import { describe, expect, it } from 'vitest';
import type { TargetGroup } from '../../electron/contract/exploration.ts';
import { axisTitle } from './escape-markup.ts';
import { correlationFigure } from './correlation-figure.ts';
import { histogramFigure, topValuesFigure } from './distribution-figure.ts';
import { readTokens } from './figure.ts';
import { missingFigure } from './missing-figure.ts';
import { mixColours } from './mix-colours.ts';
import { targetFigure } from './target-figure.ts';
import { timeFigure } from './time-figure.ts';

const tokens = readTokens({ getPropertyValue: (name) => name });
const HOSTILE = '<a href="x">&';
const SAFE = '&lt;a href="x"&gt;&amp;';

describe('histogramFigure', () => {
  it('puts a bar on the middle of each bin, with its ends on hover', () => {
    const { data, layout } = histogramFigure({ edges: [0, 2, 4], counts: [5, 1] }, { name: 'wear', instant: false }, String, tokens);
    expect(data[0]).toMatchObject({ x: [1, 3], y: [5, 1], customdata: ['0 to 2', '2 to 4'] });
    expect(layout).toMatchObject({ xaxis: { title: { text: 'wear' } }, yaxis: { title: { text: 'Rows' } } });
  });

  it('shows instants as dates, and a column of one value as one bar', () => {
    const day = 86_400_000_000;
    expect(histogramFigure({ edges: [0, day], counts: [5, 1] }, { name: 't', instant: true }, String, tokens).layout).toMatchObject({ xaxis: {} });
    const dates = histogramFigure({ edges: [0, day, 2 * day], counts: [5, 1] }, { name: 't', instant: true }, String, tokens);
    expect(dates.data[0]).toMatchObject({ x: [43_200_000, 129_600_000] });
    expect(dates.layout).toMatchObject({ xaxis: { type: 'date' } });
    expect(histogramFigure({ edges: [7, 7], counts: [9] }, { name: 'c', instant: false }, String, tokens).data[0]).toMatchObject({ x: ['7'], y: [9] });
  });
});

describe('topValuesFigure', () => {
  it('takes hostile names and values as text, and equal words as two bars', () => {
    const { data, layout } = topValuesFigure([{ value: HOSTILE, rows: 3 }, { value: 'same', rows: 2 }, { value: 'same', rows: 1 }], HOSTILE, tokens);
    expect(data[0]).toMatchObject({ x: [3, 2, 1], y: [0, 1, 2], customdata: [SAFE, 'same', 'same'] });
    expect(layout).toMatchObject({ yaxis: { title: { text: SAFE }, ticktext: [SAFE, 'same', 'same'] } });
  });
});

describe('targetFigure', () => {
  const group = (label: string, estimate: number, low: number | null, high: number | null): TargetGroup & { label: string } => ({ kind: 'level', value: label, least: null, greatest: null, levels: 1, rows: 10, hits: null, estimate, low, high, label });

  it('has a point with its interval and a bar of rows a group, and the line of all', () => {
    const { data, layout } = targetFigure({ groups: [group('a', 0.2, 0.1, 0.4), group('b', 0.5, null, null)], column: 'kind', measure: 'Share of y = 1', share: true, overall: 0.3 }, tokens);
    const [points, line, rows] = data;
    expect(points).toMatchObject({ y: [0.2, 0.5], error_y: { array: [0.2, 0], arrayminus: [0.1, 0] } });
    expect(line).toMatchObject({ x: [-0.5, 1.5], y: [0.3, 0.3] });
    expect(rows).toMatchObject({ y: [10, 10], yaxis: 'y2' });
    expect(layout).toMatchObject({ xaxis: { title: { text: 'kind' }, ticktext: ['a', 'b'] }, yaxis: { title: { text: 'Share of y = 1' } }, yaxis2: { title: { text: 'Rows' } } });
    expect((points?.['hovertemplate'] as string[])[1]).not.toContain('95');
  });
});

describe('axisTitle', () => {
  it('breaks between words, cuts what is too long, and takes names as text', () => {
    expect([axisTitle('Share of y = 1'), axisTitle('Share of Machine failure = 1'), axisTitle('Mean of a_name_that_has_no_end_at_all')]).toEqual(['Share of y = 1', 'Share of Machine<br>failure = 1', 'Mean of<br>a_name_that_has_no_en…']);
    expect(axisTitle(`Mean of ${HOSTILE}`)).toBe(`Mean of &lt;a href="x"&gt;&amp;`);
  });
});

describe('mixColours', () => {
  it('goes from the second to the first', () => {
    expect(mixColours('#ff8000', '#000', 0.5)).toBe('#804000');
    expect([mixColours('#ff8000', '#ffffff', 1), mixColours('red', '#ffffff', 0.5)]).toEqual(['#ff8000', 'red']);
  });
});

describe('correlationFigure', () => {
  it('says 0.00 of what is nearly 0, and names no more columns than find room', () => {
    const names = Array.from({ length: 45 }, (_, i) => `c${i}`);
    const { data, layout } = correlationFigure({ rows: 9, columns: names, matrix: names.map(() => names.map((_, j) => (j === 0 ? -0.001 : -0.5))), pairRows: names.map(() => names.map(() => 9)) }, tokens);
    expect((data[0]?.['text'] as string[][])[0]?.slice(0, 2)).toEqual(['0.00', '−0.50']);
    expect((layout['xaxis'] as { ticktext: string[] }).ticktext).toEqual(names.filter((_, i) => i % 3 === 0));
  });

  const found = { rows: 9, columns: [HOSTILE, 'b'], matrix: [[1, -0.25], [-0.25, 1]], pairRows: [[9, 8], [8, 9]] };

  it('has r and its rows on hover, and figures in the squares of a small matrix', () => {
    const { data } = correlationFigure(found, tokens);
    expect(data[0]).toMatchObject({ z: found.matrix, zmin: -1, zmax: 1, texttemplate: '%{text}' });
    expect((data[0]?.['customdata'] as unknown[][])[0]?.[1]).toEqual([SAFE, 'b', '-0.25', 8]);
    const columns = Array.from({ length: 30 }, (_, i) => `c${i}`);
    const square = <T>(value: T) => columns.map(() => columns.map(() => value));
    expect(correlationFigure({ rows: 9, columns, matrix: square(0.5), pairRows: square(9) }, tokens).data[0]).not.toHaveProperty('texttemplate');
  });
});

describe('missingFigure', () => {
  it('has the share of the line’s rows as colour, and the count in the squares of a small matrix', () => {
    const { data } = missingFigure({ rows: 9, columns: [HOSTILE, 'b'], others: 0, together: [[4, 1], [1, 2]], patterns: [], distinct: 1 }, tokens);
    expect(data[0]).toMatchObject({ z: [[1, 0.25], [0.5, 1]], text: [['4', '1'], ['1', '2']], texttemplate: '%{text}' });
    expect((data[0]?.['customdata'] as unknown[][])[0]?.[1]).toEqual([SAFE, 'b', 1]);
  });
});

describe('timeFigure', () => {
  const hour = 3.6e9;
  const starts = [0, hour, 2 * hour];
  const values = { count: [1, 0, 2], mean: [5, null, 7], min: [5, null, 6], max: [5, null, 8] };
  const all = { kind: 'all' as const, entity: null, name: 'all rows', rows: [1, 0, 2], values };
  const view = { time: 't', interval: 'hour' as const, starts, gaps: [{ from: hour, to: 2 * hour, intervals: 1 }], say: String };

  it('has the mean with its range above the rows, and shades what has none', () => {
    const { data, layout } = timeFigure({ ...view, value: HOSTILE, series: [all] }, tokens);
    expect(data.map(({ type, fill }) => [type, fill])).toEqual([['scatter', 'toself'], ['scatter', undefined], ['bar', undefined]]);
    expect(data[0]).toMatchObject({ x: [0, 0, null, 7.2e6, 7.2e6, null], y: [5, 5, null, 8, 6, null] });
    expect(data[1]).toMatchObject({ x: [0, 3.6e6, 7.2e6], y: [5, null, 7], connectgaps: false });
    expect(data[2]).toMatchObject({ y: [1, 0, 2], yaxis: 'y2' });
    expect(layout).toMatchObject({ showlegend: false, shapes: [{ x0: 3.6e6, x1: 7.2e6, fillcolor: tokens.line }], yaxis: { title: { text: `Mean of ${SAFE}` } }, yaxis2: { title: { text: 'Rows' } } });
  });

  it('has a line for each entity, told apart by colour and name', () => {
    const entities = ['<i>a', 'b'].map((name) => ({ ...all, kind: 'entity' as const, entity: name, name }));
    const lines = timeFigure({ ...view, value: null, series: [all, ...entities] }, tokens);
    expect(lines.data.map(({ name }) => name)).toEqual(['&lt;i&gt;a', 'b']);
    expect(lines.layout).toMatchObject({ showlegend: true });
    expect(timeFigure({ ...view, value: null, series: [all] }, tokens).data).toMatchObject([{ type: 'bar', y: [1, 0, 2] }]);
  });
});
