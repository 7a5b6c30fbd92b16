import { AppError } from '../../base/app-error.ts';
import type { Slopes } from '../kernel.ts';
import type { TrainingData } from '../model.ts';
import { columnMean } from '../moments.ts';
import type { BoostingParams } from './boosting-parameters.ts';
import { quantileOf } from './quantile-of.ts';

/** What boosting minimises, with LightGBM's derivatives and first scores. */
export interface Objective {
  /** The constant scores of least loss, one or one a class. */
  start(data: TrainingData): number[];
  /** Derivatives by a score. */
  slopes(score: number): Slopes;
  /** The quantile of y − score that a leaf takes as its value, instead of a Newton step. */
  readonly leafQuantile?: number;
  /** Predictions are e^score. */
  readonly isLogarithm?: true;
  /** The loss of a row from its scores (of several classes shares of the whole), up to what does not depend on them. */
  loss(y: number, scores: Float64Array): number;
}

/** Below this share a class counts as this frequent, so that the logarithm of its share is a number. */
const RAREST = 1e-15;
/** LightGBM's and XGBoost's safeguard of Poisson's steps: second derivatives are e^0.7 as large. */
export const POISSON_STEP = 0.7;

export function objectiveOf({ task, classes }: TrainingData, { objective: name, alpha, growPolicy }: Pick<BoostingParams, 'objective' | 'alpha' | 'growPolicy'>): Objective {
  // XGBoost takes second derivatives twice, LightGBM less of many classes.
  if (task === 'multiclass') return softmax(classes.length, growPolicy === 'depthwise' ? 2 : classes.length / (classes.length - 1));
  if (task === 'binary') return LOGISTIC;
  if (name === 'poisson') return POISSON;
  if (name === 'absolute') return absolute(0.5, { loss: 'absolute', below: 1, same: 0, above: 1 });
  if (name === 'quantile') return absolute(alpha, { loss: 'absolute', below: alpha, same: 1 - alpha, above: 1 - alpha });
  return SQUARED;
}

const SQUARED: Objective = {
  start: ({ y, weights }) => [columnMean(y, weights)],
  slopes: () => ({ loss: 'squared' }),
  loss: (y, [score = 0]) => (y - score) ** 2,
};

const POISSON: Objective = {
  start(data) {
    checkCounts(data);
    return [Math.log(columnMean(data.y, data.weights))];
  },
  slopes: () => ({ loss: 'poisson', factor: Math.exp(POISSON_STEP) }),
  isLogarithm: true,
  loss: (y, [score = 0]) => Math.exp(score) - y * score,
};

const LOGISTIC: Objective = {
  start(data) {
    const share = Math.min(1 - RAREST, shareOf(data, 1));
    return [Math.log(share / (1 - share))];
  },
  slopes: () => ({ loss: 'logistic' }),
  // ln(1 + e^−s) without overflow.
  loss(y, [score = 0]) {
    const signed = y === 1 ? score : -score;
    return Math.log1p(Math.exp(-Math.abs(signed))) + Math.max(0, -signed);
  },
};

function absolute(quantile: number, slopes: Slopes & { loss: 'absolute' }): Objective {
  return {
    start: ({ y, weights }) => [quantileOf(y, weights, quantile)],
    slopes: () => slopes,
    leafQuantile: quantile,
    loss: (y, [score = 0]) => (y > score ? slopes.below * (y - score) : slopes.above * (score - y)),
  };
}

function softmax(classes: number, factor: number): Objective {
  return {
    start: (data) => Array.from({ length: classes }, (_, k) => Math.log(shareOf(data, k))),
    slopes: (score) => ({ loss: 'softmax', classIndex: score, factor }),
    loss(y, scores) {
      const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
      return Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0)) + top - (scores[y] as number);
    },
  };
}

function shareOf({ y, weights }: TrainingData, k: number): number {
  return Math.max(RAREST, columnMean(y.map((value) => (value === k ? 1 : 0)), weights));
}

function checkCounts({ y, origin }: TrainingData): void {
  const target = `The target${origin ? ` "${origin.target}"` : ''}`;
  const place = { field: 'objective', ...(origin ? { column: origin.target } : {}) };
  const negative = y.findIndex((value) => value < 0);
  if (negative >= 0) {
    const row = origin?.rowIds[negative] ?? negative;
    throw new AppError({
      code: 'TARGET_NEGATIVE',
      message: `${target} is ${y[negative]} in row ${row}, and the objective poisson is for numbers of 0 and above.`,
      place: { ...place, row },
      next: 'Filter such rows in front of the model, or choose the objective squared.',
    });
  }
  if (y.some((value) => value > 0)) return;
  throw new AppError({ code: 'TARGET_ZERO', message: `${target} is 0 in every training row, so that the objective poisson has nothing to learn.`, place, next: 'Check the target and the filters in front of the model.' });
}
