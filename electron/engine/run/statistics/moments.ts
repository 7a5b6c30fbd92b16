import { double, identifier, sql, type Sql } from '../../sql/sql.ts';
import { toBigInt, toCount, toNumber, type Ask } from './ask.ts';
import { dyadic, minus, nearest, plus, plusRatio, times, whole, ZERO, type Dyadic, type Ratio } from './exact.ts';
import { limb, perFold, powerFor, residual, scaled } from './integer-sums.ts';
import type { Part, Rows } from './statistics-input.ts';

/** Aggregates in one statement. */
const CHUNK = 400;
/** Bits of a limb; a deviation has half of them, for its square is one. */
export const LIMB = 62;

export interface MomentColumn {
  readonly name: string;
  /** Its value as DOUBLE. */
  readonly value: Sql;
  readonly mean: boolean;
  readonly variance: boolean;
  /** Text has a count alone. */
  readonly isNumber: boolean;
}

/** One column in one fold. */
export interface Cell {
  count: number;
  min: number | null;
  max: number | null;
  /** The sum of the limbs so far, and the most by which Σx can differ from it. */
  sum: Dyadic;
  slack: Dyadic;
  /** The powers of the limbs so far, and the power of the next. */
  powers: (number | null)[];
  next: number | null;
  /** A double next to the mean, the power that makes x − center 31 bits, and Σ(x − center)². */
  center: number;
  spread: number | null;
  squares: Dyadic;
  /** One value is so far from all others that the first limb of the squares does not settle their sum. */
  coarse: boolean;
}

export interface Measured {
  readonly column: MomentColumn;
  readonly cells: readonly Cell[];
}

export interface Aggregate {
  /** The columns that it reads. */
  readonly reads: readonly string[];
  readonly sql: Sql;
  take(cell: number, value: unknown): void;
}

/** Count, extremes, mean and variance of one column, over the folds of a part. */
export interface Moments {
  count(part: Part): number;
  min(part: Part): number | null;
  max(part: Part): number | null;
  /** The exact mean, rounded once. */
  mean(part: Part): number | null;
  /** Infinity: past the largest double. */
  variance(part: Part): number | null;
  /** What products of its deviations with another column's are made from. */
  readonly measured: Measured;
}

/** All columns in three statements, and a few more for the sums that one limb does not settle. */
export async function measureMoments(ask: Ask, rows: Rows, columns: readonly MomentColumn[]): Promise<ReadonlyMap<string, Moments>> {
  const all = columns.map((column): Measured => ({ column, cells: Array.from({ length: rows.folds }, emptyCell) }));
  await gather(ask, rows, all.flatMap(sizes));
  all.forEach(refuseInfinite);
  const summed = all.filter(({ column }) => column.mean || column.variance);
  await gather(ask, rows, summed.map((one) => firstLimb(one, rows)));
  for (const cell of summed.flatMap(({ cells }) => cells)) prepareDeviations(cell);
  // The deviations, and in the same pass the next limb of the sums that do not settle their mean.
  const varied = summed.filter(({ column }) => column.variance);
  let vague = summed.filter(({ cells }) => !settled(cells, rows.parts));
  await gather(ask, rows, [...varied.map((one) => firstSquares(one, rows)), ...vague.map((one) => nextLimb(one, residual(one.column.value, rows.fold, powersAt(one.cells, 0)), rows.fold))]);
  for (const cell of varied.flatMap(({ cells }) => cells)) cell.coarse = isCoarse(cell);
  await gather(ask, rows, varied.filter(({ cells }) => cells.some((cell) => cell.coarse)).map((one) => finerSquares(one, rows)));
  while ((vague = vague.filter(({ cells }) => !settled(cells, rows.parts))).length > 0) {
    for (const one of vague) await deepen(ask, rows, one);
  }
  return new Map(all.map((one) => [one.column.name, momentsOf(one)]));
}

/** One `group by fold` gives every aggregate in every fold. */
export async function gather(ask: Ask, { from, fold, folds }: Omit<Rows, 'parts'>, aggregates: readonly Aggregate[]): Promise<void> {
  for (let start = 0; start < aggregates.length; start += CHUNK) {
    const chunk = aggregates.slice(start, start + CHUNK);
    const columns = chunk.map((one, i) => sql`${one.sql} as ${identifier(`a${i}`)}`);
    const source = from([...new Set(chunk.flatMap(({ reads }) => reads))]);
    for (const row of await ask(folds === 1 ? sql`select 0 as fold, ${columns} from ${source}` : sql`select ${fold} as fold, ${columns} from ${source} group by 1`)) {
      chunk.forEach((one, i) => one.take(toCount(row['fold']), row[`a${i}`]));
    }
  }
}

function emptyCell(): Cell {
  return { count: 0, min: null, max: null, sum: ZERO, slack: ZERO, powers: [], next: null, center: 0, spread: null, squares: ZERO, coarse: false };
}

export function at(cells: readonly Cell[], j: number): Cell {
  const cell = cells[j];
  if (!cell) throw new Error(`A row's fold is ${j}, and there are ${cells.length} folds`);
  return cell;
}

function sizes({ column: { name, value, isNumber }, cells }: Measured): Aggregate[] {
  const reads = [name];
  const count: Aggregate = { reads, sql: sql`count(${value})`, take: (j, n) => void (at(cells, j).count = toCount(n)) };
  const least: Aggregate = { reads, sql: sql`min(${value})`, take: (j, x) => void (at(cells, j).min = toNumber(x)) };
  const largest: Aggregate = { reads, sql: sql`max(${value})`, take: (j, x) => void (at(cells, j).max = toNumber(x)) };
  return isNumber ? [count, least, largest] : [count];
}

function refuseInfinite({ column, cells }: Measured): void {
  if (cells.every(({ min, max }) => Number.isFinite(min ?? 0) && Number.isFinite(max ?? 0))) return;
  throw new Error(`The column ${column.name} holds NaN or infinity; a column that leaves a node is finite or missing`);
}

function firstLimb({ column, cells }: Measured, { fold }: Rows): Aggregate {
  for (const cell of cells) cell.powers = [powerFor(Math.max(Math.abs(cell.min ?? 0), Math.abs(cell.max ?? 0)), LIMB)];
  return {
    reads: [column.name],
    sql: sql`sum(${limb(column.value, fold, powersAt(cells, 0))})`,
    take: (j, units) => {
      const power = at(cells, j).powers[0] ?? null;
      if (power !== null) addLimb(at(cells, j), power, toBigInt(units));
    },
  };
}

const powersAt = (cells: readonly Cell[], i: number): (number | null)[] => cells.map((cell) => cell.powers[i] ?? null);

/** Whether what the limbs leave open cannot change the mean of any part. */
function settled(cells: readonly Cell[], parts: readonly Part[]): boolean {
  return parts.every((part) => {
    const { count, sum, slack } = merged(cells, part);
    if (count === 0 || slack.n === 0n) return true;
    const under = BigInt(count);
    return nearest({ over: minus(sum, slack), under }) === nearest({ over: plus(sum, slack), under });
  });
}

function merged(cells: readonly Cell[], part: Part): { count: number; sum: Dyadic; slack: Dyadic } {
  return part.map((j) => at(cells, j)).reduce(
    (total, cell) => ({ count: total.count + cell.count, sum: plus(total.sum, cell.sum), slack: plus(total.slack, cell.slack) }),
    { count: 0, sum: ZERO, slack: ZERO },
  );
}

/** The next limb of every fold's sum, over `rest`: the value without the limbs before. */
function nextLimb({ column, cells }: Measured, rest: Sql, fold: Sql): Aggregate {
  const powers = cells.map((cell) => (cell.slack.n === 0n ? null : cell.next));
  if ((cells[0]?.powers.length ?? 0) > 40) throw new Error(`The sum of ${column.name} does not come to an end`);
  cells.forEach((cell, j) => cell.powers.push(powers[j] ?? null));
  return {
    reads: [column.name],
    sql: sql`sum(${limb(rest, fold, powers)})`,
    take: (j, units) => {
      const power = powers[j] ?? null;
      if (power !== null) addLimb(at(cells, j), power, toBigInt(units));
    },
  };
}

/** Every value is rounded by half a unit at most; a unit below the smallest double rounds nothing. */
function addLimb(cell: Cell, power: number, units: bigint): void {
  cell.sum = plus(cell.sum, { n: units, e: -power });
  cell.slack = power < 1074 ? { n: BigInt(cell.count), e: -power - 1 } : ZERO;
  cell.next = power + LIMB;
}

/** How much the last limb leaves: nothing, where the sum is exact, else where the next one begins. */
function leftOver({ column, cells }: Measured, rest: Sql, fold: Sql): Aggregate {
  const powers = powersAt(cells, (cells[0]?.powers.length ?? 0) - 1);
  return {
    reads: [column.name],
    sql: sql`max(abs(${residual(rest, fold, powers)}))`,
    take: (j, left) => {
      const cell = at(cells, j);
      if ((powers[j] ?? null) === null) return;
      cell.slack = times(dyadic(toNumber(left) ?? 0), whole(BigInt(cell.count)));
      cell.next = powerFor(toNumber(left) ?? 0, LIMB);
    },
  };
}

/** Past the second limb: one column, with what the limbs leave nested, so that the statement grows by a line a limb. */
async function deepen(ask: Ask, rows: Rows, one: Measured): Promise<void> {
  const fold = identifier('fold');
  const rest = identifier('rest');
  let from = sql`(select ${rows.fold} as fold, ${one.column.value} as rest from ${rows.from([one.column.name])})`;
  one.cells[0]?.powers.forEach((_, i) => {
    from = sql`(select fold, ${residual(rest, fold, powersAt(one.cells, i))} as rest from ${from})`;
  });
  const nested = from;
  await gather(ask, { from: () => nested, fold, folds: rows.folds }, [nextLimb(one, rest, fold), leftOver(one, rest, fold)]);
}

/** Past 2^1022 a deviation could overflow: there it is halved. */
const isHuge = (cell: Cell): boolean => Math.max(Math.abs(cell.min ?? 0), Math.abs(cell.max ?? 0)) >= 2 ** 1022;
const half = (cell: Cell): number => (isHuge(cell) ? 0.5 : 1);

function prepareDeviations(cell: Cell): void {
  if (cell.count === 0) return;
  cell.center = nearest({ over: cell.sum, under: BigInt(cell.count) });
  const h = half(cell);
  // Subtraction rounds monotonically, so these two are the largest of the column.
  const largest = Math.max(Math.abs((cell.max ?? 0) * h - cell.center * h), Math.abs((cell.min ?? 0) * h - cell.center * h));
  cell.spread = powerFor(largest, LIMB / 2);
}

/** (x − center)·2^spread: a double below 2^31 in size; a unit of it is 2^{@link deviationUnit}. */
export function deviation({ column, cells }: Measured, { fold }: Rows): Sql {
  const own = <T>(give: (cell: Cell) => T): (T | null)[] => cells.map((cell) => (cell.count > 0 ? give(cell) : null));
  const value = cells.some(isHuge) ? sql`(${column.value} * ${perFold(fold, own(half))})` : column.value;
  return scaled(sql`(${value} - ${perFold(fold, own((cell) => cell.center * half(cell)))})`, fold, cells.map((cell) => cell.spread));
}

export const deviationUnit = (cell: Cell): number => (isHuge(cell) ? 1 : 0) - (cell.spread ?? 0);
const squaresUnit = (cell: Cell): number => 2 * deviationUnit(cell);

/** The deviation squared: a double below 2^62. */
function squared(one: Measured, rows: Rows): Sql {
  const own = deviation(one, rows);
  return sql`(${own} * ${own})`;
}

function firstSquares(one: Measured, rows: Rows): Aggregate {
  return {
    reads: [one.column.name],
    sql: sql`sum(cast(${squared(one, rows)} as bigint))`,
    take: (j, units) => {
      const cell = at(one.cells, j);
      if (cell.spread !== null) cell.squares = { n: toBigInt(units), e: squaresUnit(cell) };
    },
  };
}

/** Whether half a unit a row is more than 2^-53 of the sum: one value far from all others. */
const isCoarse = (cell: Cell): boolean => cell.spread !== null && BigInt(cell.count) << 52n > cell.squares.n;

/** What the whole units leave of the squares. */
function finerSquares(one: Measured, rows: Rows): Aggregate {
  const square = squared(one, rows);
  const rest = sql`(${square} - cast(cast(${square} as bigint) as double))`;
  return {
    reads: [one.column.name],
    sql: sql`sum(cast(${rest} * ${double(2 ** LIMB)} as bigint))`,
    take: (j, units) => {
      const cell = at(one.cells, j);
      if (cell.spread !== null) cell.squares = plus(cell.squares, { n: toBigInt(units), e: squaresUnit(cell) - LIMB });
    },
  };
}

function momentsOf(measured: Measured): Moments {
  const { cells } = measured;
  const best = (part: Part, give: (cell: Cell) => number | null, choose: (...of: number[]) => number): number | null => {
    const found = part.map((j) => give(at(cells, j))).filter((value) => value !== null);
    return found.length > 0 ? choose(...found) : null;
  };
  return {
    measured,
    count: (part) => merged(cells, part).count,
    min: (part) => best(part, (cell) => cell.min, Math.min),
    max: (part) => best(part, (cell) => cell.max, Math.max),
    mean: (part) => {
      const { count, sum } = merged(cells, part);
      return count > 0 ? nearest({ over: sum, under: BigInt(count) }) : null;
    },
    variance: (part) => varianceOf(part.map((j) => at(cells, j)).filter((cell) => cell.count > 0)),
  };
}

/**
 * Σ(x − mean)² = Σ_f [ Σ(x − center_f)² − n_f·(mean_f − center_f)² ] + Σ_f n_f·(mean_f − mean)², the second sum as
 * Σ_f T_f²/n_f − T²/n with T the sums: exact, but for the rounding of each square.
 */
function varianceOf(cells: readonly Cell[]): number | null {
  const [first] = cells;
  if (!first) return null;
  let total: Ratio = { over: ZERO, under: 1n };
  const add = (over: Dyadic, count: number): void => void (total = plusRatio(total, { over, under: BigInt(count) }));
  for (const { squares, sum, center, count } of cells) {
    add(squares, 1);
    const off = minus(sum, times(dyadic(center), whole(BigInt(count))));
    add(negative(times(off, off)), count);
  }
  const count = cells.reduce((n, cell) => n + cell.count, 0);
  if (cells.length > 1) {
    for (const { sum, count: own } of cells) add(times(sum, sum), own);
    const sum = cells.reduce((all, cell) => plus(all, cell.sum), ZERO);
    add(negative(times(sum, sum)), count);
  }
  return Math.max(0, nearest({ over: total.over, under: total.under * BigInt(count) }));
}

const negative = ({ n, e }: Dyadic): Dyadic => ({ n: -n, e });
