import type { ClusterRows, KernelColumns, Nearest, Pause } from '../kernel.ts';
import { summedRows } from '../row-loss.ts';

/** Points, row-major [points, columns], and what the rows make of them. */
export interface Clustering {
  readonly points: Float64Array;
  readonly counts: Float64Array;
  /** Σ of the squared distances of the rows from their points. */
  readonly inertia: number;
  readonly iterations: number;
}

/**
 * Moves points to the means of the rows that are nearest to them until no row changes its point, or until the points
 * move by no more than `least` in squared distance altogether, as scikit-learn does. A point without rows takes the
 * place of the row that is farthest from its own.
 */
export async function lloyd(room: ClusterRows, rows: KernelColumns, start: Float64Array, { maxIter, least }: { maxIter: number; least: number }, pause: Pause): Promise<Clustering> {
  let points = start;
  for (let iteration = 1; iteration <= maxIter; iteration++) {
    await pause();
    const found = await room.nearest(points, pause);
    if (iteration > 1 && found.changed === 0) return clustering(points, found, iteration);
    const next = meansOf(rows, found);
    const moved = next.reduce((sum, value, i) => sum + (value - (points[i] as number)) ** 2, 0);
    points = next;
    if (moved <= least) return clustering(points, await room.nearest(points, pause), iteration);
  }
  return clustering(points, await room.nearest(points, pause), maxIter);
}

function clustering(points: Float64Array, { distances, counts }: Nearest, iterations: number): Clustering {
  return { points, counts, inertia: summedRows(distances.length, (i) => distances[i] as number), iterations };
}

function meansOf({ columns, shift }: KernelColumns, { labels, distances, sums, counts }: Nearest): Float64Array {
  const k = columns.length;
  const empty = [...counts.keys()].filter((point) => counts[point] === 0);
  const taken = new Set<number>();
  for (const point of empty) {
    let far = -1;
    for (let i = 0; i < distances.length; i++) if (!taken.has(i) && (far < 0 || (distances[i] as number) > (distances[far] as number))) far = i;
    taken.add(far);
    const old = labels[far] as number;
    counts[old] = (counts[old] as number) - 1;
    counts[point] = 1;
    for (let j = 0; j < k; j++) {
      const value = (columns[j]?.[far] as number) - (shift[j] as number);
      sums[old * k + j] = (sums[old * k + j] as number) - value;
      sums[point * k + j] = value;
    }
  }
  return sums.map((sum, at) => (shift[at % k] as number) + sum / Math.max(1, counts[Math.floor(at / k)] as number));
}
