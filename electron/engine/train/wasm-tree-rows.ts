import type { BinSplit, NodeSplit, NodeSums, Slopes, SplitRule, TreeRows } from '../models/kernel.ts';
import { BinnedCodes } from './binned-codes.ts';
import type { Call } from './call-board.ts';
import type { Team } from './kernel-threads.ts';
import { clearFound, FOUND_BYTES, readFound, RULE_BYTES, writeCategories, writeRule } from './split-memory.ts';
import { own, TeamMemory } from './team-memory.ts';
import { nodeTableBytes, type NodeLayout } from './wasm-node-table.ts';

interface Exports {
  subtractHistogram(histogram: number, part: number, cells: number): void;
  mergeHistograms(histogram: number, parts: number, stride: number, count: number, cells: number): void;
  sortDoubles(source: number, keys: number, other: number, rows: number, counts: number): number;
  gatherResiduals(y: number, scores: number, index: number, count: number, target: number): void;
  bestSplit(histogram: number, column: number, bins: number, hasMissing: number, direction: number, surpass: number, rule: number, found: number): number;
  bestCategories(histogram: number, column: number, bins: number, surpass: number, rule: number, found: number, work: number): number;
}

/** Bytes of a pair of whole numbers. */
const PAIR = 16;
/** Bytes in which a block of rows is brought together. */
const BLOCK = 48 * 1024;
/** No column has a bin of this number. */
const NO_BIN = 255;
/** Bytes in which small things are found and told, those of a search for splits among them. */
const WORK = 24 * 1024;
/** Sums of as many pieces find room. */
const MOST_PIECES = 256;
/** Rows of a piece at least: of loops over rows, of parting, and values of histograms. */
const LEAST_ROWS = 16_384;
const LEAST_PARTED = 32_768;
const LEAST_COUNTED = 120_000;

/** {@link TreeRows} over the memory of a team of threads. */
export class WasmTreeRows implements TreeRows {
  readonly threads: number;
  readonly #team: Team;
  readonly #wasm: Exports;
  readonly #memory: TeamMemory;
  readonly #codes: BinnedCodes;
  readonly #rows: number;
  readonly #width: number;
  readonly #small: number;
  readonly #sums: number;
  #index = 0;
  #buffer = 0;
  #pairs = 0;
  #gathered = 0;
  #y = 0;
  #weights = 0;
  #scores = 0;
  #shares = 0;
  #scoresOfRow = 1;
  #histograms = 0;
  #own = 0;
  #inOrder = false;
  #order: Uint32Array | undefined;

  constructor(team: Team, rows: number, columns: number) {
    this.threads = team.threads;
    this.#team = team;
    this.#wasm = team.instance.exports as unknown as Exports;
    this.#rows = rows;
    this.#width = columns;
    this.#memory = new TeamMemory(team, `grow trees on ${rows} rows of ${columns} columns`, 'ask for fewer leaves');
    this.#small = this.#memory.take(WORK);
    this.#sums = this.#memory.take(PAIR * MOST_PIECES);
    this.#codes = new BinnedCodes(this.#memory, rows, columns);
  }

  close(): void {
    this.#team.close();
  }

  sortAhead(columns: readonly Float64Array[]): void {
    this.#codes.sortAhead(columns);
  }

  sorted(values: Float64Array): Float64Array {
    return this.#codes.sorted(values);
  }

  encode(column: number, values: Float64Array, edges: Float64Array, hasMissing: boolean): void {
    this.#codes.encode(column, values, edges, hasMissing);
  }

  open(y: Float64Array, weights: Float64Array | undefined, scores: readonly number[], histograms: number): void {
    const [memory, rows] = [this.#memory, this.#rows];
    this.#codes.pack();
    this.#scoresOfRow = scores.length;
    this.#index = memory.take(4 * rows);
    this.#buffer = memory.take(4 * rows);
    this.#pairs = memory.take(PAIR * rows);
    this.#y = memory.take(8 * rows);
    this.#weights = weights ? memory.take(8 * rows) : 0;
    this.#scores = memory.take(8 * rows * scores.length);
    this.#shares = scores.length > 1 ? memory.take(8 * rows * scores.length) : 0;
    this.#histograms = memory.take(this.#histogramBytes * histograms);
    // A thread has a block of rows and a histogram for itself, which is 0 between calls.
    const ofThread = BLOCK + this.#histogramBytes;
    this.#own = memory.take(ofThread * this.threads);
    new Uint8Array(memory.buffer, this.#own, ofThread * this.threads).fill(0);
    memory.doubles(this.#y, rows).set(y);
    if (weights) memory.doubles(this.#weights, rows).set(weights);
    scores.forEach((start, k) => memory.doubles(this.#scores + 8 * k * rows, rows).fill(start));
    this.#team.begin(this.#own, ofThread);
  }

  openNodes(y: Float64Array, center: number, classes: number, byEntropy: boolean): NodeLayout {
    const [memory, rows] = [this.#memory, this.#rows];
    const columns = this.#codes.all();
    const [at, scores] = [memory.take(8 * rows), memory.take(8 * rows)];
    const bytes = nodeTableBytes(rows, classes);
    const own = memory.take(bytes * this.threads);
    memory.doubles(at, rows).set(y);
    memory.doubles(scores, rows).fill(center);
    return { memory: this.#team.memory, rows, columns, y: at, scores, classes, byEntropy, own, bytes };
  }

  list(taken?: Uint8Array): number {
    const index = new Uint32Array(this.#memory.buffer, this.#index, this.#rows);
    this.#inOrder = !taken;
    if (!taken) {
      this.#order ??= Uint32Array.from({ length: this.#rows }, (_, i) => i);
      index.set(this.#order);
      return this.#rows;
    }
    let count = 0;
    for (let i = 0; i < this.#rows; i++) if (taken[i] !== 0) index[count++] = i;
    for (let i = 0, at = count; i < this.#rows; i++) if (taken[i] === 0) index[at++] = i;
    return count;
  }

  shareClasses(): void {
    const rows = this.#rows;
    this.#overRows(rows, (from, count) => ['softmaxShares', this.#scores + 8 * from, this.#scoresOfRow, count, 8 * rows, this.#shares + 8 * from]);
  }

  slopes(slopes: Slopes): readonly [number, number] {
    const pieces = this.#overRows(this.#rows, (from, count, sums) => this.#slopeCall(slopes, from, count, sums));
    const found = this.#memory.doubles(this.#sums, 2 * pieces);
    const largest = (which: number): number => found.reduce((most, size, i) => (i % 2 === which && !(size <= most) ? size : most), 0);
    return [largest(0), largest(1)];
  }

  #slopeCall(slopes: Slopes, from: number, count: number, largest: number): Call {
    const [y, pairs] = [this.#y + 8 * from, this.#pairs + PAIR * from];
    const weights = this.#weights && this.#weights + 8 * from;
    if (slopes.loss === 'softmax') {
      const k = slopes.classIndex;
      return ['softmaxSlopes', y, this.#shares + 8 * (k * this.#rows + from), k, slopes.factor, weights, count, pairs, largest];
    }
    const scores = this.#scores + 8 * from;
    if (slopes.loss === 'absolute') return ['absoluteSlopes', y, scores, slopes.below, slopes.same, slopes.above, weights, count, pairs, largest];
    if (slopes.loss === 'poisson') return ['poissonSlopes', y, scores, slopes.factor, weights, count, pairs, largest];
    return [slopes.loss === 'logistic' ? 'logisticSlopes' : 'squaredSlopes', y, scores, weights, count, pairs, largest];
  }

  fix([first, second]: readonly [number, number], taken: number): NodeSums {
    const pieces = this.#overRows(taken, (from, count, sums) => ['fixPairs', this.#index + 4 * from, this.#pairs, count, first, second, sums]);
    const sums = Array.from({ length: pieces }, (_, i) => this.#sumsAt(this.#sums + PAIR * i));
    return sums.reduce((all, piece) => ({ first: all.first + piece.first, second: all.second + piece.second }));
  }

  clear(slot: number): void {
    new Uint8Array(this.#memory.buffer, this.#slot(slot), this.#histogramBytes).fill(0);
  }

  add(slot: number, from: number, to: number): void {
    const memory = this.#memory;
    const pieces = memory.pieces(to - from, Math.ceil(LEAST_COUNTED / this.#width));
    const alone = pieces.length === 1;
    const calls = this.#codes.panels.flatMap(({ first, columns, shift, at }) =>
      pieces.map((piece): Call => {
        const row = from + piece.from;
        const cells = this.#codes.cellsAt + 4 * first;
        const [codes, index, pairs] = this.#inOrder ? [at + row * 2 ** shift, 0, this.#pairs + PAIR * row] : [at, this.#index + 4 * row, this.#pairs];
        return ['addRows', codes, shift, columns, cells, index, pairs, piece.count, alone ? this.#slot(slot) : own(BLOCK), own(0)];
      }),
    );
    memory.run(calls);
    if (!alone) this.#wasm.mergeHistograms(this.#slot(slot), this.#own + BLOCK, BLOCK + this.#histogramBytes, this.threads, this.#codes.cells);
  }

  subtract(slot: number, part: number): void {
    this.#wasm.subtractHistogram(this.#slot(slot), this.#slot(part), this.#codes.cells);
  }

  best(slot: number, columns: readonly number[], node: NodeSums, rows: number, rule: SplitRule): BinSplit | null {
    const [at, found, work] = [this.#small, this.#small + RULE_BYTES, this.#small + RULE_BYTES + FOUND_BYTES];
    const { buffer } = this.#memory;
    writeRule(buffer, at, node, rows, rule);
    clearFound(buffer, found, rule.surpass);
    const useful = columns.filter((column) => {
      const { bins, hasMissing, cell } = this.#codes.column(column);
      const histogram = this.#slot(slot) + PAIR * cell;
      const categories = rule.categories?.[column];
      if (!categories) return this.#wasm.bestSplit(histogram, column, bins, Number(hasMissing), rule.directions?.[column] ?? 0, rule.surpass, at, found) !== 0;
      writeCategories(buffer, at, categories);
      return this.#wasm.bestCategories(histogram, column, bins, rule.surpass, at, found, work) !== 0;
    });
    const split = readFound(buffer, found);
    return split && { ...split, useful };
  }

  part({ column, bin, members, missingLeft }: Omit<NodeSplit, 'score'>, from: number, to: number): number {
    const { bins, hasMissing, codes } = this.#codes.column(column);
    const missing = hasMissing ? bins : NO_BIN;
    if (!members) return this.#part(from, to, (index, count, buffer) => ['partRows', index, count, codes, bin, missing, Number(missingLeft), buffer]);
    const bits = new Uint8Array(this.#memory.buffer, this.#small, 32).fill(0);
    for (const one of members) bits[one >> 3] = (bits[one >> 3] as number) | (1 << (one & 7));
    return this.#part(from, to, (index, count, buffer) => ['partMembers', index, count, codes, this.#small, buffer]);
  }

  /** Parts pieces of the range, then brings their left and their right rows together. */
  #part(from: number, to: number, call: (index: number, count: number, buffer: number) => Call): number {
    const memory = this.#memory;
    const [index, buffer] = [this.#index + 4 * from, this.#buffer + 4 * from];
    const pieces = memory.pieces(to - from, LEAST_PARTED);
    this.#inOrder = false;
    memory.run(pieces.map((piece) => call(index + 4 * piece.from, piece.count, buffer + 4 * piece.from)));
    const counts = pieces.map((_, i) => this.#team.board.result(i));
    const middle = counts.reduce((sum, count) => sum + count, 0);
    if (pieces.length > 1) {
      let [left, right] = [0, middle];
      memory.run(
        pieces.flatMap((piece, i): Call[] => {
          const [onLeft, source] = [counts[i] as number, index + 4 * piece.from];
          const moves: Call[] = [['copyBytes', buffer + 4 * left, source, 4 * onLeft], ['copyBytes', buffer + 4 * right, source + 4 * onLeft, 4 * (piece.count - onLeft)]];
          left += onLeft;
          right += piece.count - onLeft;
          return moves;
        }),
      );
      memory.run(pieces.map((piece) => ['copyBytes', index + 4 * piece.from, buffer + 4 * piece.from, 4 * piece.count]));
    }
    return from + middle;
  }

  residuals(from: number, to: number): { residuals: Float64Array; weights?: Float64Array } {
    const gathered = this.#room;
    this.#wasm.gatherResiduals(this.#y, this.#scores, this.#index + 4 * from, to - from, gathered);
    if (!this.#weights) this.#wasm.sortDoubles(gathered, gathered, gathered + 8 * this.#rows, to - from, this.#small);
    const residuals = this.#memory.doubles(gathered, to - from).slice();
    if (!this.#weights) return { residuals };
    const weights = this.#memory.doubles(this.#weights, this.#rows);
    return { residuals, weights: Float64Array.from(new Uint32Array(this.#memory.buffer, this.#index + 4 * from, to - from), (row) => weights[row] as number) };
  }

  addScore(score: number, from: number, to: number, by: number): void {
    const index = this.#index + 4 * from;
    this.#overRows(to - from, (first, count) => ['addToRows', this.#scores + 8 * score * this.#rows, index + 4 * first, count, by]);
  }

  /** Makes a call for every piece of so many rows, with a place for what it adds up; gives the number of pieces. */
  #overRows(rows: number, call: (from: number, count: number, sums: number) => Call): number {
    const pieces = this.#memory.pieces(rows, LEAST_ROWS);
    this.#memory.run(pieces.map(({ from, count }, i) => call(from, count, this.#sums + PAIR * i)));
    return pieces.length;
  }

  /** Room for 16 bytes a row, made when first needed. */
  get #room(): number {
    this.#gathered ||= this.#memory.take(PAIR * this.#rows);
    return this.#gathered;
  }

  get #histogramBytes(): number {
    return this.#codes.cells * PAIR;
  }

  #slot(slot: number): number {
    return this.#histograms + slot * this.#histogramBytes;
  }

  #sumsAt(at: number): NodeSums {
    const [first = 0n, second = 0n] = new BigInt64Array(this.#memory.buffer, at, 2);
    return { first, second };
  }
}
