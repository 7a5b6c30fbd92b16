import { z } from 'zod';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import type { CentredRows } from './centred-rows.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { addLinearScores } from './linear-onnx.ts';
import { linearScores } from './linear-scores.ts';
import { sharesOf } from './shares.ts';

/** The state of a model that predicts a number by one weighted sum. */
export const linearState = z.object({
  coef: z.array(z.number()).min(1),
  intercept: z.number(),
  /** Predictions are (x − center) · coef + base: well conditioned for columns far from 0. */
  center: z.array(z.number()).min(1),
  base: z.number(),
  /** Standard deviation of each column. */
  scale: z.array(z.number().nonnegative()).min(1),
});
export type LinearState = z.infer<typeof linearState>;

/** The state of a fit on centred rows; `lengths` are those of the centred columns. */
export function linearStateOf(coef: Float64Array, { input, base, total }: CentredRows, lengths: readonly number[]): LinearState {
  const center = [...(input.shift as readonly number[])];
  const offset = new CompensatedSum();
  coef.forEach((value, j) => offset.add(value * (center[j] as number)));
  return { coef: [...coef], intercept: base - offset.value, center, base, scale: lengths.map((length) => length / Math.sqrt(total)) };
}

export function predictLinear({ center, coef, base }: LinearState, x: Float64Array, rows: number): Float64Array {
  return linearScores(x, rows, center, [coef], [base]);
}

export function addLinearModel({ center, coef, base }: LinearState, graph: GraphBuilder, features: string): string {
  return addLinearScores(graph, features, center, [coef], [base]);
}

/** Shares of |coefficient · standard deviation|. */
export function linearImportance({ coef, scale }: { readonly coef: readonly number[]; readonly scale: readonly number[] }): readonly number[] | null {
  return sharesOf(coef.map((weight, j) => Math.abs(weight) * (scale[j] ?? 0)));
}
