import { AppError } from '../../base/app-error.ts';
import type { Random } from '../../base/random.ts';
import type { Kernel, KernelColumns, Pause } from '../kernel.ts';

/**
 * k-means++ (Arthur and Vassilvitskii 2007), greedy as scikit-learn's: each point is the best of 2 + log(k) rows that are
 * drawn with a chance in proportion to their squared distance from the points so far.
 */
export async function seedPoints(kernel: Kernel, rows: KernelColumns, count: number, draws: Random, pause: Pause): Promise<Float64Array> {
  const { columns } = rows;
  const k = columns.length;
  const points = new Float64Array(count * k);
  const rowAt = (row: number): Float64Array => Float64Array.from(columns, (column) => column[row] as number);
  const trials = 2 + Math.floor(Math.log(count));
  const first = rowAt(draws.below(rows.rows));
  points.set(first);
  let closest: Float64Array = (await kernel.nearest(rows, first, pause)).distances;
  for (let c = 1; c < count; c++) {
    await pause();
    const total = closest.reduce((sum, value) => sum + value, 0);
    if (!(total > 0)) throw tooFewDistinct(c, count);
    let best: { point: Float64Array; closest: Float64Array; total: number } | null = null;
    for (const row of drawnRows(closest, Array.from({ length: trials }, () => draws.next() * total))) {
      const point = rowAt(row);
      const { distances } = await kernel.nearest(rows, point, pause);
      let sum = 0;
      for (let i = 0; i < distances.length; i++) sum += distances[i] = Math.min(distances[i] as number, closest[i] as number);
      if (!best || sum < best.total) best = { point, closest: distances, total: sum };
    }
    if (!best) throw new RangeError('No row was drawn');
    points.set(best.point, c * k);
    closest = best.closest;
  }
  return points;
}

/** The rows at which the running sum of the chances passes each of the numbers. */
function drawnRows(chances: Float64Array, wanted: readonly number[]): number[] {
  const order = [...wanted.keys()].sort((a, b) => (wanted[a] as number) - (wanted[b] as number));
  const found = new Array<number>(wanted.length).fill(chances.length - 1);
  let sum = 0;
  let next = 0;
  for (let i = 0; i < chances.length && next < order.length; i++) {
    sum += chances[i] as number;
    while (next < order.length && sum > (wanted[order[next] as number] as number)) found[order[next++] as number] = i;
  }
  return found;
}

function tooFewDistinct(distinct: number, wanted: number): AppError {
  return new AppError({
    code: 'TOO_FEW_ROWS',
    message: `k-means was asked for ${wanted} clusters, but the rows have only ${distinct} different ${distinct === 1 ? 'value' : 'values'}.`,
    place: { field: 'nClusters' },
    next: `Ask for at most ${distinct}, or keep more columns.`,
  });
}
