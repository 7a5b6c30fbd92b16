import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { doubles } from '../onnx/tensor.ts';

/**
 * (features − center) · weightsᵀ + base as a double tensor [N, outputs], to the bits of `linearScores`: Sum adds its
 * inputs left to right, where Gemm adds in blocks. It is written as (center − features) times the negated weights: the
 * same bits, and no subtraction of a constant near 0 that ONNX Runtime would drop.
 */
export function addLinearScores(graph: GraphBuilder, features: string, center: readonly number[], weights: readonly (readonly number[])[], base: readonly number[]): string {
  const k = center.length;
  const difference = graph.node('Sub', [graph.constant(doubles([...center], [1, k])), features]);
  const scores = weights.map((row, o) => {
    // A single factor near 1 would be dropped too: it goes in twice, and its second product is left.
    const factors = (k === 1 ? [...row, ...row] : row).map((weight) => -weight);
    const terms = graph.node('Mul', [difference, graph.constant(doubles(factors, [1, factors.length]))]);
    const columns = graph.manyOutputs('Split', [terms], factors.length, { axis: 1, num_outputs: factors.length });
    return graph.node('Sum', [...columns.slice(0, k), graph.constant(doubles([base[o] as number], [1, 1]))]);
  });
  return scores.length === 1 ? (scores[0] as string) : graph.node('Concat', scores, { axis: 1 });
}
