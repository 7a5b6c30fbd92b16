import { z } from 'zod';
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { doubles, int64s } from '../../onnx/tensor.ts';
import { addForest } from '../binned-trees/forest-onnx.ts';
import { addLeaves, forestShape, isWhole, NOT_WHOLE } from '../binned-trees/forest.ts';

/** Trees whose leaves hold the shares of all classes but the first, or the distance from `center` divided by the number of trees. */
export const averagedTrees = z
  .object({
    ...forestShape,
    /** 0 for numbers. */
    classes: z.number().int().nonnegative(),
    center: z.number(),
  })
  .refine((model) => isWhole(model) && model.roots.length > 0, NOT_WHOLE);
export type AveragedTrees = z.output<typeof averagedTrees>;

export function predictAveraged(model: AveragedTrees, x: Float64Array, rows: number): Float64Array {
  const others = Math.max(1, model.classes - 1);
  const sums = new Float64Array(rows * others).fill(model.center);
  addLeaves(model, x, rows, sums, others, () => 0);
  return model.classes === 0 ? sums : withFirst(sums, rows, others, model.roots.length);
}

export function addAveraged(model: AveragedTrees, graph: GraphBuilder, features: string): string {
  const others = Math.max(1, model.classes - 1);
  const sums = addForest(graph, features, model, new Array<number>(others).fill(model.center), () => 0);
  if (model.classes === 0) return sums;
  // Shares of classes are whole multiples of a power of two: these sums are exact, however they are added.
  const trees = model.roots.length;
  const rest = graph.node('Sub', [graph.constant(doubles([trees])), graph.node('ReduceSum', [sums, graph.constant(int64s([1]))], { keepdims: 1 })]);
  const all = graph.node('Concat', [rest, sums], { axis: 1 });
  return graph.node('Div', [all, graph.constant(doubles(new Array<number>(model.classes).fill(trees)))]);
}

/** Shares of all classes from sums over trees of those of all but the first. */
function withFirst(sums: Float64Array, rows: number, others: number, trees: number): Float64Array {
  const classes = others + 1;
  const shares = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    const row = sums.subarray(i * others, (i + 1) * others);
    shares[i * classes] = (trees - row.reduce((a, b) => a + b, 0)) / trees;
    for (let k = 0; k < others; k++) shares[i * classes + k + 1] = (row[k] as number) / trees;
  }
  return shares;
}
