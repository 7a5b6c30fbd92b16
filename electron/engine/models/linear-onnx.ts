import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { doubles, int64s } from '../onnx/tensor.ts';

/**
 * (features − center) · weightsᵀ + base as a double tensor [N, outputs], to the bits of `linearScores`: CumSum adds
 * left to right, where Gemm adds in blocks, and a Sum of 8,000 columns takes the runtime seconds to open. It is written as
 * (center − features) times the negated weights: the same bits, and no subtraction of a constant near 0 that ONNX Runtime would drop.
 */
export function addLinearScores(graph: GraphBuilder, features: string, center: readonly number[], weights: readonly (readonly number[])[], base: readonly number[]): string {
  const k = center.length;
  const difference = graph.node('Sub', [graph.constant(doubles([...center], [1, k])), features]);
  const scores = weights.map((row, o) => {
    // A single factor near 1 would be dropped too: it goes in twice, and its second product is left.
    const factors = (k === 1 ? [...row, ...row] : row).map((weight) => -weight);
    const terms = graph.node('Mul', [difference, graph.constant(doubles(factors, [1, factors.length]))]);
    const sums = graph.node('CumSum', [terms, graph.constant(int64s([1]))]);
    const last = graph.node('Gather', [sums, graph.constant(int64s([k - 1]))], { axis: 1 });
    // NoopElimination knows Add, and would drop a base near 0.
    return graph.node('Sum', [last, graph.constant(doubles([base[o] as number], [1, 1]))]);
  });
  return scores.length === 1 ? (scores[0] as string) : graph.node('Concat', scores, { axis: 1 });
}
