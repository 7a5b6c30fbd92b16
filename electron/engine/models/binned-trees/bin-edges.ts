/** Bins of a column at most, the one of missing values included: a code is a byte. */
const MOST_BINS = 255;

/**
 * Edges between bins, from the present values in ascending order: half way between all neighbours if there are few
 * distinct values, else so that bins hold about equally many rows and frequent values have one of their own
 * (LightGBM's rule, at one row a bin at least). No edge is a value.
 */
export function binEdges(sorted: Float64Array, hasMissing: boolean): Float64Array {
  const most = hasMissing ? MOST_BINS - 1 : MOST_BINS;
  const { values, counts } = distinct(sorted);
  const cuts = values.length <= most ? values.subarray(1).map((_, i) => i) : cutsOf(counts, sorted.length, most);
  return Float64Array.from(cuts, (i) => between(values[i] as number, values[i + 1] as number));
}

function distinct(sorted: Float64Array): { values: Float64Array; counts: Uint32Array } {
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let last = -1;
  let before = NaN;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number;
    if (value !== before) values[++last] = before = value;
    counts[last] = (counts[last] as number) + 1;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/** The places of the distinct values after which a bin ends. */
function cutsOf(counts: Uint32Array, rows: number, most: number): number[] {
  const frequent = rows / most;
  let bins = most;
  let rest = rows;
  for (const count of counts) {
    if (count < frequent) continue;
    bins--;
    rest -= count;
  }
  let size = rest / bins;
  const cuts: number[] = [];
  let filled = 0;
  for (let i = 0; i < counts.length - 1 && cuts.length < most - 1; i++) {
    const count = counts[i] as number;
    const isFrequent = count >= frequent;
    if (!isFrequent) rest -= count;
    filled += count;
    const isNextFrequent = (counts[i + 1] as number) >= frequent;
    if (!isFrequent && filled < size && !(isNextFrequent && filled >= Math.max(1, size / 2))) continue;
    cuts.push(i);
    filled = 0;
    if (!isFrequent) size = rest / --bins;
  }
  return cuts;
}

/** Half way, and never at or above the larger. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle < high && middle >= low ? middle : low;
}
