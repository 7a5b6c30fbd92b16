/** Cumulated counts at every distinct score, from the highest down. */
export interface RocSteps {
  readonly falsePositives: Float64Array;
  readonly truePositives: Float64Array;
  readonly thresholds: Float64Array;
}

/** Rates as `sklearn.metrics.roc_curve` gives them; the first threshold, infinity, is null. */
export interface RocPoints {
  falsePositiveRate: number[];
  truePositiveRate: number[];
  thresholds: (number | null)[];
}

/** Sorts the rows by score and counts the rows of class `positive` and the others. */
export function rocSteps(y: Float64Array, positive: number, score: (row: number) => number): RocSteps {
  const rows = y.length;
  // Sorting the positives and the others as numbers and merging them is several times faster than sorting indices.
  let positives = 0;
  for (let i = 0; i < rows; i++) if (y[i] === positive) positives++;
  const hits = new Float64Array(positives);
  const others = new Float64Array(rows - positives);
  for (let i = 0, h = 0, o = 0; i < rows; i++) {
    if (y[i] === positive) hits[h++] = score(i);
    else others[o++] = score(i);
  }
  hits.sort();
  others.sort();
  const falsePositives: number[] = [];
  const truePositives: number[] = [];
  const thresholds: number[] = [];
  let h = hits.length - 1;
  let o = others.length - 1;
  while (h >= 0 || o >= 0) {
    const threshold = Math.max(h >= 0 ? (hits[h] as number) : -Infinity, o >= 0 ? (others[o] as number) : -Infinity);
    if (Number.isNaN(threshold)) throw new RangeError('A score is missing');
    while (h >= 0 && hits[h] === threshold) h--;
    while (o >= 0 && others[o] === threshold) o--;
    thresholds.push(threshold);
    truePositives.push(hits.length - 1 - h);
    falsePositives.push(others.length - 1 - o);
  }
  return { falsePositives: Float64Array.from(falsePositives), truePositives: Float64Array.from(truePositives), thresholds: Float64Array.from(thresholds) };
}

/** Area under the curve from whole counts; null where one of the two classes is absent. */
export function rocAuc({ falsePositives: fp, truePositives: tp }: RocSteps): number | null {
  const positives = tp.at(-1) ?? 0;
  const others = fp.at(-1) ?? 0;
  if (positives === 0 || others === 0) return null;
  let twice = 0;
  for (let i = 0; i < fp.length; i++) {
    const [fromFp, fromTp] = i === 0 ? [0, 0] : [fp[i - 1] as number, tp[i - 1] as number];
    twice += ((fp[i] as number) - fromFp) * ((tp[i] as number) + fromTp);
  }
  return twice / (2 * positives * others);
}

/** The corners of the curve: points on a straight line between equal steps are dropped. */
export function rocCurve({ falsePositives: fp, truePositives: tp, thresholds }: RocSteps): RocPoints {
  const last = fp.length - 1;
  const points: RocPoints = { falsePositiveRate: [0], truePositiveRate: [0], thresholds: [null] };
  const bend = (counts: Float64Array, i: number): boolean => (counts[i + 1] as number) - 2 * (counts[i] as number) + (counts[i - 1] as number) !== 0;
  for (let i = 0; i <= last; i++) {
    if (i > 0 && i < last && !bend(fp, i) && !bend(tp, i)) continue;
    points.falsePositiveRate.push((fp[i] as number) / (fp[last] as number));
    points.truePositiveRate.push((tp[i] as number) / (tp[last] as number));
    points.thresholds.push(thresholds[i] as number);
  }
  return points;
}

/** Drops points until the line through the rest is nowhere further than `tolerance` (in either rate) from the curve. */
export function thinned(points: RocPoints, tolerance = 1 / 1000): RocPoints {
  const { falsePositiveRate: x, truePositiveRate: y, thresholds } = points;
  const kept: number[] = [0];
  const far = (a: number, b: number): boolean => Math.abs((x[a] as number) - (x[b] as number)) > tolerance || Math.abs((y[a] as number) - (y[b] as number)) > tolerance;
  for (let i = 1; i < x.length; i++) {
    if (!far(kept.at(-1) as number, i) && i < x.length - 1) continue;
    if (i - 1 > (kept.at(-1) as number)) kept.push(i - 1);
    kept.push(i);
  }
  return {
    falsePositiveRate: kept.map((i) => x[i] as number),
    truePositiveRate: kept.map((i) => y[i] as number),
    thresholds: kept.map((i) => thresholds[i] as number | null),
  };
}
