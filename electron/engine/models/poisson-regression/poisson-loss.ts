import { summedRows, type RowLoss } from '../row-loss.ts';

/** Half the Poisson deviance of exp(score), ≥ 0: its size near the optimum is not lost in that of the logarithms. */
export const poissonLoss: RowLoss = ([score = new Float64Array()], y, weights) => {
  const rows = y.length;
  const slope = new Float64Array(rows);
  const curve = new Float64Array(rows);
  const loss = summedRows(rows, (i) => {
    const weight = weights ? (weights[i] as number) : 1;
    if (weight === 0) return 0;
    const eta = score[i] as number;
    const mean = Math.exp(eta);
    const wanted = y[i] as number;
    slope[i] = weight * (mean - wanted);
    curve[i] = weight * mean;
    return weight * (mean - wanted + (wanted === 0 ? 0 : wanted * (Math.log(wanted) - eta)));
  });
  return { loss, slopes: [slope], curvature: () => curve };
};
