import { CompensatedSum } from './compensated-sum.ts';
import type { KernelColumns, Pause } from './kernel.ts';
import type { TrainingData } from './model.ts';
import { allMoments, featureColumns, targetMean } from './training-data.ts';

/** Training rows of a number, taken relative to their (weighted) means without a copy; to 0 where no intercept is learned. */
export interface CentredRows {
  /** The columns, and their centres as shift. */
  readonly input: KernelColumns & { readonly shift: readonly number[] };
  readonly y: Float64Array;
  /** The centre of y. */
  readonly base: number;
  readonly weights: Float64Array | undefined;
  /** Sum of the weights, or the number of rows. */
  readonly total: number;
}

export async function centredRows(data: TrainingData, fitIntercept: boolean, pause: Pause): Promise<CentredRows> {
  const { rows, weights, y } = data;
  const moments = await allMoments(data, pause);
  const mean = targetMean(data);
  const input = { columns: featureColumns(data), rows, shift: moments.map((one) => (fitIntercept ? one.mean : 0)) };
  return { input, y, base: fitIntercept ? mean : 0, weights, total: totalWeight(rows, weights) };
}

/** The weighted residuals, in place of the fitted values. */
export function residuals({ y, base, weights }: CentredRows, fitted: Float64Array): Float64Array {
  for (let i = 0; i < fitted.length; i++) fitted[i] = ((y[i] as number) - base - (fitted[i] as number)) * (weights ? (weights[i] as number) : 1);
  return fitted;
}

/** Sum of the weights, or the number of rows. */
export function totalWeight(rows: number, weights: Float64Array | undefined): number {
  if (!weights) return rows;
  const total = new CompensatedSum();
  for (const weight of weights) total.add(weight);
  return total.value;
}
