import type { Pause } from '../models/kernel.ts';
import type { Call, Own } from './call-board.ts';
import { own, type Piece, type TeamMemory } from './team-memory.ts';

/** Places of a column: what it holds, twice as much room again, its edges and its codes. */
export interface LongColumn {
  readonly values: number;
  readonly keys: number;
  readonly other: number;
  readonly edges: number;
  readonly codes: number;
}

/** What binColumn counts in. */
const COUNTS: Own = own(0);
/** No column has a bin of this number. */
const NO_BIN = 255;

interface Run {
  readonly at: number;
  readonly count: number;
}

/** Puts columns of so many rows in bins as binColumn does, piece after piece, with a pause after every few; gives for each the number of its edges and whether a value is missing. */
export async function binLongColumns(memory: TeamMemory, rows: number, piece: number, columns: readonly LongColumn[], pause: Pause): Promise<{ edges: number; hasMissing: boolean }[]> {
  const pieces = cut(rows, piece);
  const inTurn = (calls: readonly Call[]): Promise<number[]> => runInTurn(memory, calls, pause);
  const counts = await inTurn(columns.flatMap(({ values, keys, other }) => pieces.map(({ from, count }): Call => ['sortDoubles', values + 8 * from, keys + 8 * from, other + 8 * from, count, COUNTS])));
  let runs = columns.map(({ keys }, c) => pieces.map(({ from }, i): Run => ({ at: keys + 8 * from, count: counts[c * pieces.length + i] as number })));
  let [inKeys, calls] = [true, [] as Call[]];
  while ((runs[0]?.length ?? 0) > 1) {
    calls = [];
    inKeys = !inKeys;
    runs = runs.map((ofColumn, c) => merged(ofColumn, inKeys ? (columns[c] as LongColumn).keys : (columns[c] as LongColumn).other, calls));
    await inTurn(calls);
  }
  const present = runs.map(([run]) => run?.count ?? 0);
  const found = await inTurn(columns.map(({ keys, other, edges }, c): Call => ['edgesBetween', inKeys ? keys : other, present[c] as number, inKeys ? other : keys, Number((present[c] as number) < rows), edges]));
  const result = found.map((edges, c) => ({ edges, hasMissing: (present[c] as number) < rows }));
  await inTurn(columns.flatMap(({ values, edges, codes }, c) => pieces.map(({ from, count }): Call => ['encodeColumn', values + 8 * from, count, edges, result[c]?.hasMissing ? (found[c] as number) + 1 : NO_BIN, codes + from])));
  return result;
}

/** Pieces of so many rows; the last may have fewer. */
export function cut(rows: number, piece: number): Piece[] {
  return Array.from({ length: Math.ceil(rows / piece) }, (_, i) => ({ from: i * piece, count: Math.min(piece, rows - i * piece) }));
}

/** Makes calls, as many at once as there are threads, with a pause after each of these rounds. */
export async function runInTurn(memory: TeamMemory, calls: readonly Call[], pause: Pause): Promise<number[]> {
  const results: number[] = [];
  for (let from = 0; from < calls.length; from += memory.team.threads) {
    const some = calls.slice(from, from + memory.team.threads);
    memory.run(some);
    results.push(...some.map((_, i) => memory.team.board.result(i)));
    await pause();
  }
  return results;
}

/** Adds the calls that merge runs two by two, one after another from an address on. */
function merged(runs: readonly Run[], to: number, calls: Call[]): Run[] {
  const result: Run[] = [];
  let at = to;
  for (let i = 0; i < runs.length; i += 2) {
    const [first, second = { at: 0, count: 0 }] = runs.slice(i, i + 2) as [Run, Run?];
    calls.push(['mergeSorted', first.at, first.count, second.at, second.count, at]);
    const run = { at, count: first.count + second.count };
    result.push(run);
    at += 8 * run.count;
  }
  return result;
}
