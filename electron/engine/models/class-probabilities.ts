import { add, div, exp, max, neg, sigmoid, sub, type Expr } from '../expr/expression.ts';

/** The probabilities of classes as expressions of their scores (one alone is the log odds of the second of two classes), so that ONNX computes them to the same bits for one row and for many. */
export function probabilityExpressions(scores: readonly Expr[]): Expr[] {
  const [first, ...others] = scores;
  if (!first) throw new RangeError('A classifier has scores');
  if (others.length === 0) return [sigmoid(neg(first)), sigmoid(first)];
  const top = others.reduce((a, b) => max(a, b), first);
  const shares = scores.map((score) => exp(sub(score, top)));
  const total = shares.reduce((a, b) => add(a, b));
  return shares.map((share) => div(share, total));
}

/** The same of row-major scores [rows, width]; it may write over them. */
export function probabilitiesOf(scores: Float64Array, width: number): Float64Array {
  return width === 1 ? sigmoids(scores) : softmax(scores, width);
}

function sigmoids(scores: Float64Array): Float64Array {
  const result = new Float64Array(scores.length * 2);
  scores.forEach((score, i) => {
    result[2 * i] = 1 / (1 + Math.exp(score));
    result[2 * i + 1] = 1 / (1 + Math.exp(-score));
  });
  return result;
}

function softmax(scores: Float64Array, classes: number): Float64Array {
  for (let from = 0; from < scores.length; from += classes) {
    const row = scores.subarray(from, from + classes);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let total = 0;
    row.forEach((score, c) => (total += row[c] = Math.exp(score - top)));
    row.forEach((share, c) => (row[c] = share / total));
  }
  return scores;
}
