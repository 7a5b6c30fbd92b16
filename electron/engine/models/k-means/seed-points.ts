import { AppError } from '../../base/app-error.ts';
import type { Random } from '../../base/random.ts';
import type { ClusterRows, KernelColumns, Pause } from '../kernel.ts';

/**
 * k-means++ (Arthur and Vassilvitskii 2007), greedy as scikit-learn's: each point is the best of 2 + log(k) rows that are
 * drawn with a chance in proportion to their squared distance from the points so far.
 */
export async function seedPoints(room: ClusterRows, { columns, rows }: KernelColumns, count: number, draws: Random, pause: Pause): Promise<Float64Array> {
  const k = columns.length;
  const points = new Float64Array(count * k);
  const rowsAt = (wanted: readonly number[]): Float64Array => Float64Array.from({ length: wanted.length * k }, (_, at) => columns[at % k]?.[wanted[Math.floor(at / k)] as number] as number);
  const trials = 2 + Math.floor(Math.log(count));
  let candidates = rowsAt([draws.below(rows)]);
  for (let c = 0; ; c++) {
    const totals = await room.tryPoints(candidates, pause);
    const best = totals.reduce((least, total, i) => (total < (totals[least] as number) ? i : least), 0);
    points.set(candidates.subarray(best * k, (best + 1) * k), c * k);
    if (c + 1 === count) return points;
    const total = totals[best] as number;
    if (!(total > 0)) throw tooFewDistinct(c + 1, count);
    candidates = rowsAt(drawnRows(await room.take(best, pause), Array.from({ length: trials }, () => draws.next() * total)));
  }
}

/** The rows at which the running sum of the chances passes each of the numbers. */
function drawnRows(chances: Float64Array, wanted: readonly number[]): number[] {
  const order = [...wanted.keys()].sort((a, b) => (wanted[a] as number) - (wanted[b] as number));
  const found = new Array<number>(wanted.length);
  let [sum, next, last] = [0, 0, 0];
  for (let i = 0; i < chances.length && next < order.length; i++) {
    const chance = chances[i] as number;
    sum += chance;
    if (chance > 0) last = i;
    while (next < order.length && sum > (wanted[order[next] as number] as number)) found[order[next++] as number] = i;
  }
  // Rounding may leave a number that the sum does not pass.
  while (next < order.length) found[order[next++] as number] = last;
  return found;
}

function tooFewDistinct(distinct: number, wanted: number): AppError {
  return new AppError({
    code: 'TOO_FEW_ROWS',
    message: `K-means was asked for ${wanted} clusters, but the rows have only ${distinct} different ${distinct === 1 ? 'value' : 'values'}.`,
    place: { field: 'nClusters' },
    next: `Ask for at most ${distinct}, or keep more columns.`,
  });
}
