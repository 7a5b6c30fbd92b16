import { describe, expect, it } from 'vitest';
import { bestF1, stepNear, thresholdFigures } from './threshold-figures.ts';

const table = { positives: 3, others: 5, thresholds: [0.9, 0.6, 0.5, 0.1], truePositives: [0, 2, 2, 3], falsePositives: [1, 1, 2, 5] };

describe('thresholdFigures', () => {
  it('derives every figure from the counts of a step', () => {
    expect(thresholdFigures(table, 1)).toEqual({ threshold: 0.6, truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 4, precision: 2 / 3, recall: 2 / 3, f1: 4 / 6, specificity: 4 / 5, accuracy: 6 / 8 });
  });

  it('calls a share of nothing 0, as scikit-learn does', () => {
    const none = { positives: 0, others: 2, thresholds: [1], truePositives: [0], falsePositives: [0] };
    expect(thresholdFigures(none, 0)).toMatchObject({ precision: 0, recall: 0, f1: 0, specificity: 1 });
  });
});

describe('steps', () => {
  it('are found by the nearest threshold', () => {
    expect([0.95, 0.56, 0.54, 0].map((threshold) => stepNear(table, threshold))).toEqual([0, 1, 2, 3]);
  });

  it('have one of the highest F1', () => expect(bestF1(table)).toBe(1));
});
