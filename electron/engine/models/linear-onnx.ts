import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { doubles } from '../onnx/tensor.ts';

/**
 * (features − center) · weightsᵀ + base as a double tensor [N, outputs]. It is written as (center − features) times
 * the negated weights: the same bits, and no subtraction of a constant near 0 that ONNX Runtime would drop.
 */
export function addLinearScores(graph: GraphBuilder, features: string, center: readonly number[], weights: readonly (readonly number[])[], base: readonly number[]): string {
  const k = center.length;
  const outputs = weights.length;
  const matrix = center.flatMap((_, j) => weights.map((row) => -(row[j] as number)));
  const difference = graph.node('Sub', [graph.constant(doubles([...center], [1, k])), features]);
  return graph.node('Gemm', [difference, graph.constant(doubles(matrix, [k, outputs])), graph.constant(doubles([...base], [outputs]))]);
}
