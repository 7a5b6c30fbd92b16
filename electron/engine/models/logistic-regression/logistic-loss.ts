import { summedRows, type RowLoss } from '../row-loss.ts';

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
