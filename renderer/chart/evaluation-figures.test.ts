import { describe, expect, it } from 'vitest';
import { calibrationFigure } from './calibration-figure.ts';
import { readTokens } from './figure.ts';
import { precisionRecallFigure } from './precision-recall-figure.ts';
import { predictedFigure, residualFigure, spreadFigure } from './residual-figures.ts';

const tokens = readTokens({ getPropertyValue: (name) => name });
const calibration = { meanPredicted: [0.1, 0.8], shareTrue: [0.2, 0.7], rows: [10, 5] };
const table = { positives: 4, others: 6, thresholds: [0.9, 0.5, 0.1], truePositives: [0, 3, 4], falsePositives: [0, 1, 6] };

describe('precisionRecallFigure', () => {
  it('draws steps of recall and precision, leaves out where nothing is called, and says the average precision', () => {
    const { data } = precisionRecallFigure([{ name: 'y = <b>', label: '<b>', table, averagePrecision: 0.6625, calibration }], tokens);
    expect(data[0]).toMatchObject({ name: 'a guess', y: [0.4, 0.4] });
    expect(data[1]).toMatchObject({ name: 'y = &lt;b&gt; (average precision 0.662)', x: [0, 0.75, 1], y: [0.75, 0.75, 0.4], line: { shape: 'vh' } });
  });
});

describe('calibrationFigure', () => {
  it('draws what held over what was said', () => {
    expect(calibrationFigure(calibration, 'y = 1', tokens).data[1]).toMatchObject({ x: [0.1, 0.8], y: [0.2, 0.7], customdata: [10, 5] });
  });
});

describe('figures of residuals', () => {
  const plane = { xEdges: [0, 1, 2], yEdges: [-1, 0, 1], cells: [[0, 1, 9], [1, 0, 1]] as [number, number, number][] };

  it('have a point in the middle of each bin, larger where more rows are', () => {
    const [, points] = predictedFigure(plane, 'wear', tokens).data;
    expect(points).toMatchObject({ x: [0.5, 1.5], y: [0.5, -0.5] });
    const [first = 0, second = 0] = (points?.['marker'] as { size: number[] }).size;
    expect(first).toBeGreaterThan(second);
    expect(spreadFigure(plane, 'wear', tokens).data[0]).toMatchObject({ x: [0, 2], y: [0, 0] });
  });

  it('count rows by residual', () => {
    expect(residualFigure({ edges: [-1, 0, 1], counts: [4, 6] }, 'wear', tokens).data[0]).toMatchObject({ x: [-0.5, 0.5], y: [4, 6], width: [1, 1], customdata: ['-1 to 0', '0 to 1'] });
  });

  it('have powers of ten at an axis where all is next to nothing', () => {
    const tiny = [-4e-12, 0, 1e-12];
    expect(residualFigure({ edges: tiny, counts: [4, 6] }, 'wear', tokens).layout).toMatchObject({ xaxis: { exponentformat: 'e' } });
    expect(spreadFigure({ ...plane, yEdges: tiny }, 'wear', tokens).layout).toMatchObject({ yaxis: { exponentformat: 'e' } });
    expect(JSON.stringify([residualFigure({ edges: [-1, 0, 1], counts: [4, 6] }, 'wear', tokens), spreadFigure(plane, 'wear', tokens)])).not.toContain('exponentformat');
  });
});
