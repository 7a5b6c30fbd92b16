import { double, identifier, sql, type Sql } from '../../sql/sql.ts';
import { toBigInt, type Ask } from './ask.ts';
import { dyadic, minus, nearest, plus, plusRatio, times, whole, ZERO, type Dyadic, type Ratio } from './exact.ts';
import { at, deviation, deviationUnit, gather, LIMB, type Aggregate, type Cell, type Moments } from './moments.ts';
import type { Part, Rows } from './statistics-input.ts';

/** Two columns whose moments are measured, variance included. */
export type Pair = readonly [Moments, Moments];

/**
 * The covariance (ddof 0) of each pair over the folds of a part: null where a part has a row without one of the values. Products of deviations
 * from the folds' centers, of 62 bits, are added up as integers, as squares are for a variance; Infinity past the largest double.
 */
export async function measureCovariances(ask: Ask, rows: Rows, rowCounts: readonly number[], pairs: readonly Pair[]): Promise<readonly ((part: Part) => number | null)[]> {
  const columns = [...new Set(pairs.flat())];
  const name = new Map(columns.map((one, i) => [one, identifier(`d${i}`)]));
  const fold = identifier('fold');
  const deviations = columns.map((one) => sql`${deviation(one.measured, rows)} as ${name.get(one) ?? fold}`);
  const from = sql`(select ${rows.fold} as fold, ${deviations} from ${rows.from(columns.map(({ measured }) => measured.column.name))})`;
  const products = pairs.map(() => Array.from({ length: rows.folds }, () => ZERO));
  const sum = (pair: number, value: (product: Sql) => Sql, extra: number): Aggregate => {
    const [x, y] = pairs[pair] as Pair;
    return {
      reads: [],
      sql: sql`sum(cast(${value(sql`${name.get(x) ?? fold} * ${name.get(y) ?? fold}`)} as bigint))`,
      take: (j, units) => {
        const [a, b] = [at(x.measured.cells, j), at(y.measured.cells, j)];
        const own = products[pair] as Dyadic[];
        if (a.spread !== null && b.spread !== null) own[j] = plus(own[j] ?? ZERO, { n: toBigInt(units), e: deviationUnit(a) + deviationUnit(b) - extra });
      },
    };
  };
  await gather(ask, { from: () => from, fold, folds: rows.folds }, pairs.map((_, i) => sum(i, (product) => product, 0)));
  // One value far from all others leaves the products of the rest below a unit, as it does their squares.
  const coarse = pairs.flatMap((pair, i) => (pair.some((one) => one.measured.cells.some((cell) => cell.coarse)) ? [i] : []));
  const rest = (product: Sql): Sql => sql`(${product} - cast(cast(${product} as bigint) as double)) * ${double(2 ** LIMB)}`;
  await gather(ask, { from: () => from, fold, folds: rows.folds }, coarse.map((i) => sum(i, rest, LIMB)));
  return pairs.map((pair, i) => (part) => covarianceOf(part, pair, products[i] ?? [], rowCounts));
}

/** As for a variance: Σ(x − mean)(y − mean) from the folds' own products, with n_f·(mean_f − center_f) taken off and the folds' means put in. */
function covarianceOf(part: Part, [x, y]: Pair, products: readonly Dyadic[], rowCounts: readonly number[]): number | null {
  const folds = part.filter((j) => (rowCounts[j] ?? 0) > 0);
  const cells = (of: Moments): Cell[] => folds.map((j) => at(of.measured.cells, j));
  if (folds.length === 0 || [x, y].some((of) => cells(of).some((cell, i) => cell.count !== rowCounts[folds[i] ?? 0]))) return null;
  let total: Ratio = { over: ZERO, under: 1n };
  const add = (over: Dyadic, under: number): void => void (total = plusRatio(total, { over, under: BigInt(under) }));
  const off = ({ sum, center, count }: Cell): Dyadic => minus(sum, times(dyadic(center), whole(BigInt(count))));
  const negative = ({ n, e }: Dyadic): Dyadic => ({ n: -n, e });
  const [xs, ys] = [cells(x), cells(y)];
  xs.forEach((a, i) => {
    const b = ys[i] as Cell;
    add(products[folds[i] ?? 0] ?? ZERO, 1);
    add(negative(times(off(a), off(b))), a.count);
    if (folds.length > 1) add(times(a.sum, b.sum), a.count);
  });
  const count = xs.reduce((n, cell) => n + cell.count, 0);
  const sumOf = (of: readonly Cell[]): Dyadic => of.reduce((all, cell) => plus(all, cell.sum), ZERO);
  if (folds.length > 1) add(negative(times(sumOf(xs), sumOf(ys))), count);
  return nearest({ over: total.over, under: total.under * BigInt(count) });
}
