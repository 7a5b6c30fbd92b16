import type { Row } from '../../db/chunk-values.ts';
import type { Level, TargetStatistics } from '../../nodes/statistics.ts';
import { identifier, NULL_TEXT, sql, type Sql } from '../../sql/sql.ts';
import { toBigInt, toCount, toNumber, type Ask } from './ask.ts';
import { exponentOf, minus, nearest, plus, plusRatio, times, whole, ZERO, type Dyadic, type Ratio } from './exact.ts';
import { limb, powerFor, residual, type PerFold } from './integer-sums.ts';
import { byColumn, stacked, toLevel, type Levelled } from './levels.ts';
import type { Part, Rows, StatisticsInput } from './statistics-input.ts';

/** The target's rows of one level in one fold: of every output the sum, and the squared deviations from their own mean. */
interface Piece {
  readonly count: number;
  readonly outputs: readonly { readonly sum: Dyadic; readonly squares: Ratio }[];
}

type Figures = Pick<TargetStatistics, 'count' | 'means' | 'squares'>;

/** By level, in order, those of its folds. */
type Pieces = Map<Level, Map<number, Piece>>;

/** How a target is measured: pieces of every level of columns. */
interface Measure {
  readonly outputs: number;
  pieces(columns: readonly Levelled[]): Promise<Pieces[]>;
}

/** The target over all rows is measured once; it is the same for every column. */
export interface TargetMeasure {
  byLevel(columns: readonly Levelled[]): Promise<TargetStatistics[][]>;
}

/** All rows as one level. */
const ALL_ROWS: Levelled = { column: null, isText: true, value: NULL_TEXT };

/** Rows whose target is missing do not count. */
export async function measureTarget(ask: Ask, rows: Rows, target: NonNullable<StatisticsInput['target']>): Promise<TargetMeasure> {
  const column = identifier(target.column);
  const measure = target.classes === 0 ? await numberMeasure(ask, rows, column) : classMeasure(ask, rows, column, target.classes);
  const [whole] = await measure.pieces([ALL_ROWS]);
  const all = whole?.get(null);
  const overall = rows.parts.map((part) => figures(all, part, measure.outputs));
  return {
    byLevel: async (columns) => (await measure.pieces(columns)).map((levels) => rows.parts.map((part, p) => ({
      ...(overall[p] as Figures),
      levels: [...levels].map(([level, pieces]) => ({ value: level, ...figures(pieces, part, measure.outputs) })).filter(({ count }) => count > 0),
    }))),
  };
}

/** Exact sums, rounded once; the squares by Σ_f SS_f + Σ_f T_f²/n_f − T²/n. */
function figures(pieces: ReadonlyMap<number, Piece> | undefined, part: Part, outputs: number): Figures {
  const own = part.map((j) => pieces?.get(j)).filter((piece) => piece !== undefined);
  const count = own.reduce((n, piece) => n + piece.count, 0);
  const means: number[] = [];
  const squares: number[] = [];
  for (let i = 0; i < outputs && count > 0; i++) {
    let sum = ZERO;
    let total: Ratio = { over: ZERO, under: 1n };
    for (const { outputs: of, count: n } of own) {
      const output = of[i];
      if (!output) throw new Error('A piece of the target lacks an output');
      sum = plus(sum, output.sum);
      total = plusRatio(total, output.squares);
      if (own.length > 1) total = plusRatio(total, { over: times(output.sum, output.sum), under: BigInt(n) });
    }
    if (own.length > 1) total = plusRatio(total, negative({ over: times(sum, sum), under: BigInt(count) }));
    means.push(nearest({ over: sum, under: BigInt(count) }));
    squares.push(nearest(total));
  }
  return { count, means, squares };
}

const negative = ({ over, under }: Ratio): Ratio => ({ over: { n: -over.n, e: over.e }, under });

function collect(rows: readonly Row[], make: (row: Row) => Piece): Pieces {
  const levels: Pieces = new Map();
  for (const row of rows) {
    const level = toLevel(row['v']);
    const folds = levels.get(level) ?? new Map<number, Piece>();
    levels.set(level, folds);
    folds.set(toCount(row['fold']), make(row));
  }
  return levels;
}

/** Two classes have one output, the share of the second; more have one each. */
function classMeasure(ask: Ask, rows: Rows, target: Sql, classes: number): Measure {
  const indicators = classes === 2 ? [1] : Array.from({ length: classes }, (_, i) => i);
  const counts = indicators.map((index, i) => sql`count(*) filter (where t = ${index}) as ${identifier(`n${i}`)}`);
  return {
    outputs: indicators.length,
    pieces: async (columns) => {
      const found = await ask(sql`select c, v, fold, count(*) as n, ${counts} from ${stacked(rows, columns, [sql`${target} as t`])} where t is not null group by c, v, fold order by v nulls last`);
      return byColumn(columns, found).map((own) => collect(own, (row) => {
        const n = toBigInt(row['n']);
        return {
          count: Number(n),
          outputs: indicators.map((_, i) => {
            const own = toBigInt(row[`n${i}`]);
            return { sum: whole(own), squares: { over: whole(own * (n - own)), under: n } };
          }),
        };
      }));
    },
  };
}

/** Bits of a limb of the target: products of two fit a 64-bit integer. */
const LIMB = 31;
const MOST_LIMBS = 8;

/** A number is cut into limbs from its fold's largest value down to the last bit of the smallest: sums and squares are exact. */
async function numberMeasure(ask: Ask, rows: Rows, target: Sql): Promise<Measure> {
  const { fold, folds } = rows;
  const sizes = await ask(sql`
    select ${fold} as fold, max(abs(${target})) as largest, min(nullif(abs(${target}), 0)) as smallest
    from ${rows.from([])} where ${target} is not null group by 1`);
  const first: (number | null)[] = Array.from({ length: folds }, () => null);
  let count = 1;
  for (const row of sizes) {
    const [largest, smallest] = [toNumber(row['largest']) ?? 0, toNumber(row['smallest']) ?? 0];
    if (!Number.isFinite(largest)) throw new Error('The target holds NaN or infinity');
    first[toCount(row['fold'])] = powerFor(largest, LIMB);
    if (smallest > 0) count = Math.max(count, Math.ceil((exponentOf(largest) - Math.max(exponentOf(smallest) - 52, -1074) + 1) / LIMB));
  }
  const limbs = Array.from({ length: Math.min(count, MOST_LIMBS) }, (_, i) => i);
  const powers = (i: number): PerFold => first.map((power) => (power === null ? null : power + i * LIMB));
  const pairs = limbs.flatMap((i) => limbs.filter((j) => j >= i).map((j): [number, number] => [i, j]));
  const l = (i: number): Sql => identifier(`l${i}`);
  const sums = [
    ...limbs.map((i) => sql`sum(${l(i)}) as ${identifier(`s${i}`)}`),
    ...pairs.map(([i, j]) => sql`sum(${l(i)} * ${l(j)}) as ${identifier(`s${i}_${j}`)}`),
  ];
  const column = identifier('fold');
  return {
    outputs: 1,
    pieces: async (columns) => {
      let source = sql`(from ${stacked(rows, columns, [sql`${target} as r0`])} where r0 is not null)`;
      for (const i of limbs) {
        const rest = identifier(`r${i}`);
        source = sql`(select *, ${limb(rest, column, powers(i))} as ${l(i)}, ${residual(rest, column, powers(i))} as ${identifier(`r${i + 1}`)} from ${source})`;
      }
      const found = await ask(sql`select c, v, fold, count(*) as n, ${sums} from ${source} group by c, v, fold order by v nulls last`);
      return byColumn(columns, found).map((own) => collect(own, (row) => {
        const n = toBigInt(row['n']);
        const power = first[toCount(row['fold'])];
        if (power === null || power === undefined) return { count: Number(n), outputs: [{ sum: ZERO, squares: { over: ZERO, under: 1n } }] };
        const sum = limbs.map((i): Dyadic => ({ n: toBigInt(row[`s${i}`]), e: -power - i * LIMB })).reduce(plus);
        const squares = pairs
          .map(([i, j]): Dyadic => ({ n: toBigInt(row[`s${i}_${j}`]) * (i === j ? 1n : 2n), e: -2 * power - (i + j) * LIMB }))
          .reduce(plus);
        return { count: Number(n), outputs: [{ sum, squares: { over: minus(times(squares, whole(n)), times(sum, sum)), under: n } }] };
      }));
    },
  };
}
