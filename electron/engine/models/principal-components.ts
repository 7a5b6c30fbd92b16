import { AppError } from '../base/app-error.ts';
import type { Kernel } from './kernel.ts';
import { symmetricEigen } from './linear-algebra.ts';
import type { FitContext } from './model.ts';
import { checkedMoments } from './moments.ts';
import { featureColumns, pauseOf } from './training-data.ts';
import { checkUnlabelled } from './unlabelled-data.ts';
import type { UnlabelledData } from './unsupervised-model.ts';

export interface PrincipalComponents {
  readonly mean: readonly number[];
  /** Directions of largest variance, of length 1, a row each. */
  readonly components: readonly (readonly number[])[];
  /** Variance along each (ddof 1), and as a share of that of all columns. */
  readonly variance: readonly number[];
  readonly share: readonly number[];
}

/**
 * The exact principal components from the centred Gram matrix. Signs are those of scikit-learn's svd_flip: the entry of a
 * component that is largest in size is positive. Variances below some 1e-15 of the largest are rounding.
 */
export async function principalComponents(kernel: Kernel, data: UnlabelledData, count: number, context: FitContext): Promise<PrincipalComponents> {
  const title = 'A principal component analysis';
  checkUnlabelled(data, title, 'refused', 2);
  const k = data.features.length;
  const most = Math.min(k, data.rows);
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new AppError({ code: 'BAD_PARAMETER', message: `${title} of ${data.rows} rows and ${k} columns has from 1 to ${most} components, not ${count}.`, place: { field: 'components' }, next: `Ask for at most ${most}.` });
  }
  const pause = pauseOf(context);
  const mean = (await checkedMoments(kernel, data, title, pause, context.threads)).map((moments) => moments.mean);
  const gram = await kernel.gram({ columns: featureColumns(data), rows: data.rows, shift: mean, threads: context.threads }, undefined, pause);
  const { values, vectors } = symmetricEigen(gram.map((value) => value / (data.rows - 1)), k);
  const total = mean.reduce((sum, _, j) => sum + (gram[j * k + j] as number) / (data.rows - 1), 0);
  const order = Array.from({ length: count }, (_, c) => k - 1 - c);
  const variance = order.map((v) => Math.max(0, values[v] as number));
  return {
    mean,
    components: order.map((v) => withLargestPositive(Array.from({ length: k }, (_, j) => vectors[j * k + v] as number))),
    variance,
    share: variance.map((value) => (total > 0 ? value / total : 0)),
  };
}

/** Row-major [rows, components] of the rows along the components, with `whiten` at variance 1; `x` is column-major. */
export function projected({ mean, components, variance }: PrincipalComponents, x: Float64Array, rows: number, whiten: boolean): Float64Array {
  const result = new Float64Array(rows * components.length);
  components.forEach((component, c) => {
    const scale = whiten ? Math.sqrt(variance[c] as number) || 1 : 1;
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      component.forEach((weight, j) => (sum += ((x[j * rows + i] as number) - (mean[j] as number)) * weight));
      result[i * components.length + c] = sum / scale;
    }
  });
  return result;
}

function withLargestPositive(component: number[]): number[] {
  const largest = component.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? component.map((value) => -value) : component;
}
