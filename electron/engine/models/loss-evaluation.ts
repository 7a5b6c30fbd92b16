import type { Kernel, LossRows, Pause } from './kernel.ts';
import type { RowLoss } from './row-loss.ts';

/** Rows, centred as they are read. The last column is of ones where an intercept is learned. */
export interface Design {
  readonly columns: readonly Float64Array[];
  readonly center: readonly number[];
  readonly rows: number;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly hasIntercept: boolean;
  /** That work on them. */
  readonly threads: number;
}

/** Coefficients of one score a row, intercept last: row-major [scores, columns]. */
export type Coefficients = Float64Array<ArrayBuffer>;

/** The loss of rows at coefficients, added up, and its derivatives by them. */
export interface LossPoint {
  readonly loss: number;
  readonly gradient: Coefficients;
  /** The matrix of second derivatives; it costs little where it was asked for beforehand. */
  curvature(): Promise<Float64Array>;
}

export type Evaluate = (coef: Coefficients, wantsCurvature: boolean, pause: Pause) => Promise<LossPoint>;

/** Of a loss that the kernel knows: one pass over the rows. */
export function kernelLoss(kernel: Kernel, { columns, center, rows, y, weights, threads }: Design, loss: LossRows['loss']): Evaluate {
  const input: LossRows = { columns, rows, shift: center, threads, loss, y, weights };
  const evaluate: Evaluate = async (coef, wantsCurvature, pause) => {
    const sums = await kernel.lossAt(input, coef, wantsCurvature, pause);
    const curvature = async (): Promise<Float64Array> => sums.curvature ?? (await evaluate(coef, true, pause)).curvature();
    return { loss: sums.loss, gradient: sums.gradient, curvature };
  };
  return evaluate;
}

/** Of a loss row by row, of one score or several. */
export function rowwiseLoss(kernel: Kernel, { columns, center, rows, y, weights, threads }: Design, loss: RowLoss, scores: number): Evaluate {
  const p = columns.length;
  const input = { columns, rows, shift: center, threads };
  return async (coef, _, pause) => {
    const eta: Float64Array[] = [];
    for (let s = 0; s < scores; s++) eta.push(await kernel.combine(input, coef.subarray(s * p, (s + 1) * p), pause));
    const at = loss(eta, y, weights);
    const gradient = new Float64Array(scores * p);
    for (const [s, slope] of at.slopes.entries()) gradient.set(await kernel.dots(input, slope, pause), s * p);
    const curvature = async (): Promise<Float64Array> => {
      const n = scores * p;
      const matrix = new Float64Array(n * n);
      for (let a = 0; a < scores; a++) {
        for (let b = a; b < scores; b++) {
          const block = await kernel.gram(input, at.curvature(a, b), pause);
          block.forEach((value, cell) => {
            const [i, j] = [a * p + Math.floor(cell / p), b * p + (cell % p)];
            matrix[i * n + j] = matrix[j * n + i] = value;
          });
          await pause();
        }
      }
      return matrix;
    };
    return { loss: at.loss, gradient, curvature };
  };
}
