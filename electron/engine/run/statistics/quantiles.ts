import { double, sql, type Sql } from '../../sql/sql.ts';
import { toNumber, type Ask } from './ask.ts';

/** Where `numpy.quantile` looks: the order statistic below, the one above, and how far between them. */
function position(q: number, count: number): { below: number; above: number; t: number } {
  const h = (count - 1) * q;
  const below = Math.floor(h);
  return h >= count - 1 ? { below: count - 1, above: count - 1, t: 0 } : { below, above: below + 1, t: h - below };
}

/** NumPy's interpolation, operation by operation: from the upper value once t is past the middle. */
function interpolate(a: number, b: number, t: number): number {
  const difference = b - a;
  const value = t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
  return value === 0 ? 0 : value;
}

/**
 * Quantiles of one column. The database gives the order statistics alone: its own interpolation has other last bits,
 * and several columns at once would not respect the memory limit.
 */
export async function quantiles(ask: Ask, from: Sql, value: Sql, count: number, wanted: readonly number[]): Promise<(number | null)[]> {
  if (count === 0 || wanted.length === 0) return wanted.map(() => null);
  const positions = wanted.map((q) => position(q, count));
  const ranks = [...new Set(positions.flatMap(({ below, above }) => [below, above]))].sort((a, b) => a - b);
  // Half way between two ranks, so that no rounding of rank / count reaches a neighbour.
  const shares = ranks.map((rank) => double((rank + 0.5) / count));
  const found = await ask(sql`select unnest(quantile_disc(${value}, [${shares}])) as v from ${from}`);
  const byRank = new Map(ranks.map((rank, i) => [rank, toNumber(found[i]?.['v'])]));
  return positions.map(({ below, above, t }) => {
    const [a, b] = [byRank.get(below), byRank.get(above)];
    if (a === null || a === undefined || b === null || b === undefined) throw new Error('The database gave too few order statistics');
    return interpolate(a, b, t);
  });
}
