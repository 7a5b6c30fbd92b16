import type { Kernel, KernelColumns, LossRows, Pause } from './kernel.ts';
import type { TrainingData } from './model.ts';
import { checkedMoments, targetMean, totalWeight } from './moments.ts';
import { featureColumns } from './training-data.ts';

/** How rows are taken: relative to the means of the columns, and of the target. */
export interface Centring {
  readonly columns: boolean;
  readonly target: boolean;
}

/** Training rows of a number, taken relative to their (weighted) means, or to 0, without a copy. */
export interface CentredRows {
  /** The columns, and their centres as shift. */
  readonly input: KernelColumns & { readonly shift: readonly number[]; readonly threads: number };
  /** Of the columns. */
  readonly deviations: readonly number[];
  readonly y: Float64Array;
  /** The centre of y. */
  readonly base: number;
  readonly weights: Float64Array | undefined;
  /** Sum of the weights, or the number of rows. */
  readonly total: number;
}

/** (Weighted) sums of products over centred rows. */
export interface CentredProducts {
  /** The Gram matrix of the columns, row-major. */
  readonly gram: Float64Array<ArrayBuffer>;
  /** Of each column and the target. */
  readonly products: Float64Array<ArrayBuffer>;
  /** Of the target and itself. */
  readonly squares: number;
}

export async function centredRows(kernel: Kernel, data: TrainingData, centring: Centring, title: string, pause: Pause, threads: number): Promise<CentredRows> {
  const { rows, weights, y } = data;
  const moments = await checkedMoments(kernel, data, title, pause, threads);
  const mean = targetMean(data);
  const input = { columns: featureColumns(data), rows, shift: moments.map((one) => (centring.columns ? one.mean : 0)), threads };
  return { input, deviations: moments.map(({ deviation }) => deviation), y, base: centring.target ? mean : 0, weights, total: totalWeight(rows, weights) };
}

/** In one pass: the target is one more column. */
export async function centredProducts(kernel: Kernel, { input, y, base, weights }: CentredRows, pause: Pause): Promise<CentredProducts> {
  const k = input.columns.length;
  const all = await kernel.gram({ ...input, columns: [...input.columns, y], shift: [...input.shift, base] }, weights, pause);
  const gram = new Float64Array(k * k);
  for (let j = 0; j < k; j++) gram.set(all.subarray(j * (k + 1), j * (k + 1) + k), j * k);
  return { gram, products: all.slice(k * (k + 1), k * (k + 1) + k) as Float64Array<ArrayBuffer>, squares: all[k * (k + 1) + k] as number };
}

/** What is left of the products of columns and target where these coefficients have predicted: of residuals from the rows, one pass a call. */
export function residualProducts(kernel: Kernel, { input, y, base, weights }: CentredRows, pause: Pause): (coef: Float64Array) => Promise<Float64Array<ArrayBuffer>> {
  const rows: LossRows = { ...input, loss: 'squared', y: base === 0 ? y : y.map((value) => value - base), weights };
  return async (coef) => (await kernel.lossAt(rows, coef, false, pause)).gradient.map((slope) => -slope);
}
