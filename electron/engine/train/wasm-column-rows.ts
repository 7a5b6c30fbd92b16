import type { ColumnRows, Runs } from '../models/kernel.ts';
import type { Team } from './kernel-threads.ts';
import { TeamMemory } from './team-memory.ts';

interface Exports {
  sortDoubles(source: number, keys: number, other: number, rows: number, counts: number): number;
  countRuns(values: number, rows: number, found: number, most: number): void;
  endRun(found: number, most: number): void;
  blockMoments(values: number, rows: number, origin: number, factor: number, figures: number): void;
}

/** Bytes of what sorting counts. */
const COUNTS = 4 * 256 * 4;
/** Doubles before the runs that are kept. */
const HEAD = 4;
const MOST_RUNS = 64;
/** Values of a block of moments, and its figures. */
const BLOCK = 4096;
const FIGURES = 5;
/** Doubles between two columns, so that they do not compete for cache lines. */
const GAP = 8;

/** {@link ColumnRows} in the memory of a team, worked on by the calling thread. */
export class WasmColumnRows implements ColumnRows {
  readonly columns: readonly Float64Array[];
  readonly #team: Team;
  readonly #wasm: Exports;
  readonly #memory: TeamMemory;
  readonly #rows: number;
  readonly #counts: number;
  readonly #runs: number;
  readonly #figures: number;
  readonly #keys: number;
  #most = 0;

  constructor(team: Team, rows: number, columns: number) {
    this.#team = team;
    this.#wasm = team.instance.exports as unknown as Exports;
    this.#rows = rows;
    const memory = (this.#memory = new TeamMemory(team, `hold ${rows} rows of ${columns} columns`, 'load a part of the file'));
    this.#counts = memory.take(COUNTS);
    this.#runs = memory.take(8 * (HEAD + 2 * MOST_RUNS));
    this.#figures = memory.take(8 * FIGURES * Math.ceil(rows / BLOCK));
    this.#keys = memory.take(16 * rows);
    this.columns = Array.from({ length: columns }, () => memory.take(8 * (rows + GAP))).map((at) => memory.doubles(at, rows));
    team.begin(0, 0);
  }

  ascending(column: number): Float64Array {
    const { byteOffset } = this.columns[column] as Float64Array;
    const count = this.#wasm.sortDoubles(byteOffset, this.#keys, this.#keys + 8 * this.#rows, this.#rows, this.#counts);
    return this.#memory.doubles(this.#keys, count);
  }

  openRuns(most: number): void {
    if (most > MOST_RUNS) throw new RangeError(`At most ${MOST_RUNS} runs are kept`);
    this.#most = most;
    this.#found(HEAD).fill(0)[0] = Number.NaN;
  }

  addRuns(values: Float64Array): void {
    this.#wasm.countRuns(values.byteOffset, values.length, this.#runs, this.#most);
  }

  endRuns(): Runs {
    this.#wasm.endRun(this.#runs, this.#most);
    const found = this.#found(HEAD + 2 * this.#most);
    const longest = Array.from({ length: found[3] as number }, (_, i) => ({ value: found[HEAD + 2 * i] as number, count: found[HEAD + 2 * i + 1] as number }));
    return { distinct: found[2] as number, longest };
  }

  blockMoments(values: Float64Array, origin: number, factor: number): Float64Array {
    this.#wasm.blockMoments(values.byteOffset, values.length, origin, factor, this.#figures);
    return this.#memory.doubles(this.#figures, FIGURES * Math.ceil(values.length / BLOCK));
  }

  close(): void {
    this.#team.close();
  }

  #found(count: number): Float64Array {
    return this.#memory.doubles(this.#runs, count);
  }
}
