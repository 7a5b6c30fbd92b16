import { summedRows, type RowLoss } from '../row-loss.ts';

/** One score: the log odds of class 1. */
export const binaryLoss: RowLoss = (scores, y, weights) => {
  const [score = new Float64Array()] = scores;
  const rows = y.length;
  const slope = new Float64Array(rows);
  const curve = new Float64Array(rows);
  const loss = summedRows(rows, (i) => {
    const eta = score[i] as number;
    const small = Math.exp(-Math.abs(eta));
    const p = eta >= 0 ? 1 / (1 + small) : small / (1 + small);
    const weight = weights ? (weights[i] as number) : 1;
    const hit = y[i] === 1;
    // 1 - p of a row that is 1 is written so that nothing cancels.
    const rest = eta >= 0 ? small / (1 + small) : 1 / (1 + small);
    slope[i] = weight * (hit ? -rest : p);
    curve[i] = weight * p * rest;
    return weight * (Math.log1p(small) + (hit === eta >= 0 ? 0 : Math.abs(eta)));
  });
  return { loss, slopes: [slope], curvature: () => curve };
};

/** A score a class, by softmax. */
export const multinomialLoss: RowLoss = (scores, y, weights) => {
  const rows = y.length;
  const shares = scores.map((score) => score.slice());
  const loss = summedRows(rows, (i) => {
    let top = -Infinity;
    for (const share of shares) top = Math.max(top, share[i] as number);
    let total = 0;
    const own = (shares[y[i] as number] as Float64Array)[i] as number;
    for (const share of shares) total += share[i] = Math.exp((share[i] as number) - top);
    for (const share of shares) share[i] = (share[i] as number) / total;
    return (weights ? (weights[i] as number) : 1) * (Math.log(total) + top - own);
  });
  const slopes = shares.map((share, c) => share.map((p, i) => (weights ? (weights[i] as number) : 1) * (p - (y[i] === c ? 1 : 0))));
  const curvature = (a: number, b: number): Float64Array => {
    const [first, second] = [shares[a] as Float64Array, shares[b] as Float64Array];
    return first.map((p, i) => (weights ? (weights[i] as number) : 1) * p * ((a === b ? 1 : 0) - (second[i] as number)));
  };
  return { loss, slopes, curvature };
};
