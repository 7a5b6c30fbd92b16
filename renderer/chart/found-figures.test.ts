import { describe, expect, it } from 'vitest';
import { anomalyFigure } from './anomaly-figure.ts';
import { clusterCentersFigure, clusterSizesFigure } from './cluster-figures.ts';
import { readTokens } from './figure.ts';

const tokens = readTokens({ getPropertyValue: (name) => name });

describe('anomalyFigure', () => {
  it('stacks what stands out and what does not, and draws the threshold', () => {
    const { data, layout } = anomalyFigure({ scores: { edges: [-0.8, -0.6, -0.4], counts: [3, 9] }, found: [3, 1], threshold: -0.55 }, tokens);
    expect(data).toMatchObject([{ name: 'stands out', y: [3, 1], customdata: ['-0.8 to -0.6', '-0.6 to -0.4'] }, { name: 'normal', y: [0, 8] }]);
    expect(layout).toMatchObject({ barmode: 'stack', shapes: [{ x0: -0.55, x1: -0.55 }], annotations: [{ text: 'threshold -0.55' }] });
    expect(anomalyFigure({ scores: { edges: [0, 1], counts: [1] }, found: [0], threshold: null }, tokens).layout).toMatchObject({ shapes: [], annotations: [] });
  });
});

describe('figures of clusters', () => {
  const clusters = {
    clusters: [
      { label: '0', rows: 30, means: [1, 5], deviations: [-0.001, 1.5] },
      { label: '<1>', rows: 0, means: [null, null], deviations: [null, null] },
    ],
    features: ['speed', '<load>'],
    others: 0,
    silhouette: 0.5,
    simplifiedSilhouette: 0.6,
  };

  it('say how many rows each has, the first on top', () => {
    expect(clusterSizesFigure(clusters, tokens).data[0]).toMatchObject({ x: [0, 30], y: ['Cluster &lt;1&gt;', 'Cluster 0'], text: ['0 (0.0%)', '30 (100.0%)'] });
  });

  it('say where their centres lie, feature by feature, and nothing where there is none', () => {
    expect(clusterCentersFigure(clusters, tokens).data[0]).toMatchObject({ z: [[-0.001, null], [1.5, null]], text: [['0.0', ''], ['1.5', '']], texttemplate: '%{text}' });
  });
});
