import { double, identifier, sql, type Sql } from '../../sql/sql.ts';
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

/** Values whose order one statement finds, and columns that it has at most. */
const VALUES_AT_ONCE = 2 ** 20;
const COLUMNS_AT_ONCE = 256;

/** A column of some rows, how many values it has there, and the shares that are wanted of it. */
export interface Ordered {
  readonly column: string;
  readonly value: Sql;
  readonly count: number;
  readonly wanted: readonly number[];
}

/**
 * Quantiles of columns of the same rows. The database gives the order statistics alone: its own interpolation has other last
 * bits. It does not keep to its memory limit, so that a statement has few values: several columns of few rows, or one column.
 */
export async function quantiles(ask: Ask, from: (columns: readonly string[]) => Sql, columns: readonly Ordered[]): Promise<(number | null)[][]> {
  const results: (number | null)[][] = [];
  for (const group of groupsOf(columns)) results.push(...(await quantilesAtOnce(ask, from, group)));
  return results;
}

function groupsOf(columns: readonly Ordered[]): Ordered[][] {
  const groups: Ordered[][] = [];
  let values = 0;
  for (const column of columns) {
    const last = groups.at(-1);
    values += column.count;
    if (last && values <= VALUES_AT_ONCE && last.length < COLUMNS_AT_ONCE) last.push(column);
    else {
      groups.push([column]);
      values = column.count;
    }
  }
  return groups;
}

async function quantilesAtOnce(ask: Ask, from: (columns: readonly string[]) => Sql, columns: readonly Ordered[]): Promise<(number | null)[][]> {
  const asked = columns.map(({ column, value, count, wanted }, i) => {
    const positions = count === 0 ? [] : wanted.map((q) => position(q, count));
    const ranks = [...new Set(positions.flatMap(({ below, above }) => [below, above]))].sort((a, b) => a - b);
    return { column, value, count, wanted, positions, ranks, name: `v${i}` };
  });
  const some = asked.filter(({ ranks }) => ranks.length > 0);
  // Half way between two ranks, so that no rounding of rank / count reaches a neighbour.
  const lists = some.map(({ value, count, ranks, name }) => sql`unnest(quantile_disc(${value}, [${ranks.map((rank) => double((rank + 0.5) / count))}])) as ${identifier(name)}`);
  const found = some.length === 0 ? [] : await ask(sql`select ${lists} from ${from(some.map(({ column }) => column))}`);
  return asked.map(({ wanted, positions, ranks, name }) => {
    if (ranks.length === 0) return wanted.map(() => null);
    const byRank = new Map(ranks.map((rank, i) => [rank, toNumber(found[i]?.[name])]));
    return positions.map(({ below, above, t }) => {
      const [a, b] = [byRank.get(below), byRank.get(above)];
      if (a === null || a === undefined || b === null || b === undefined) throw new Error('The database gave too few order statistics');
      return interpolate(a, b, t);
    });
  });
}
