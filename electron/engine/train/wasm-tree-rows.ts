import type { BinSplit, ColumnValues, LeafRows, NodeSplit, NodeSums, OpenNode, Pause, Slopes, SplitRule, TreeRows } from '../models/kernel.ts';
import { BinnedCodes } from './binned-codes.ts';
import type { Call } from './call-board.ts';
import { PAIR } from './code-panels.ts';
import type { Team } from './kernel-threads.ts';
import { NodeHistograms } from './node-histograms.ts';
import { RowLists } from './row-lists.ts';
import { TeamMemory } from './team-memory.ts';
import { nodeTableBytes, type NodeLayout } from './wasm-node-table.ts';
import { valueTableBytes, type ValueLayout } from './wasm-value-table.ts';

interface Exports {
  sortDoubles(source: number, keys: number, other: number, rows: number, counts: number): number;
  gatherResiduals(y: number, scores: number, index: number, count: number, target: number): void;
}

/** Bytes of what sorting counts. */
const COUNTS = 4 * 256 * 4;
/** Sums of as many pieces find room. */
const MOST_PIECES = 256;
/** Bytes of a leaf's rows and what is added to their scores. */
const LEAF_BYTES = 16;
/** Rows of a piece at least. */
const LEAST_ROWS = 16_384;

/** {@link TreeRows} over the memory of a team of threads. */
export class WasmTreeRows implements TreeRows {
  readonly threads: number;
  readonly #team: Team;
  readonly #wasm: Exports;
  readonly #memory: TeamMemory;
  readonly #codes: BinnedCodes;
  readonly #rows: number;
  readonly #columns: number;
  readonly #small: number;
  readonly #sums: number;
  #lists: RowLists | undefined;
  #histograms: NodeHistograms | undefined;
  #pairs = 0;
  #gathered = 0;
  #y = 0;
  #weights = 0;
  #scores = 0;
  #shares = 0;
  #scoresOfRow = 1;
  #leaves = 0;

  constructor(team: Team, rows: number, columns: number, isRanked: boolean) {
    this.threads = team.threads;
    this.#team = team;
    this.#wasm = team.instance.exports as unknown as Exports;
    this.#rows = rows;
    this.#memory = new TeamMemory(team, `grow trees on ${rows} rows of ${columns} columns`, 'ask for fewer leaves');
    this.#columns = columns;
    this.#small = this.#memory.take(COUNTS);
    this.#sums = this.#memory.take(PAIR * MOST_PIECES);
    this.#codes = new BinnedCodes(this.#memory, rows, columns, isRanked);
  }

  close(): void {
    this.#team.close();
  }

  get atOnce(): number {
    return this.#codes.atOnce;
  }

  bin(first: number, columns: readonly ColumnValues[], pause: Pause): Promise<Float64Array[]> {
    return this.#codes.bin(first, columns, pause);
  }

  async open(y: Float64Array, weights: Float64Array | undefined, scores: readonly number[], leaves: number, pause: Pause): Promise<void> {
    const [memory, rows] = [this.#memory, this.#rows];
    await this.#codes.pack(pause);
    this.#scoresOfRow = scores.length;
    this.#lists = new RowLists(memory, this.#codes, rows);
    this.#pairs = memory.take(PAIR * rows);
    this.#y = memory.take(8 * rows);
    this.#weights = weights ? memory.take(8 * rows) : 0;
    this.#scores = memory.take(8 * rows * scores.length);
    this.#shares = scores.length > 1 ? memory.take(8 * rows * scores.length) : 0;
    this.#leaves = memory.take(2 * LEAF_BYTES * leaves);
    memory.doubles(this.#y, rows).set(y);
    await pause();
    if (weights) memory.doubles(this.#weights, rows).set(weights);
    for (const [k, start] of scores.entries()) {
      memory.doubles(this.#scores + 8 * k * rows, rows).fill(start);
      await pause();
    }
    this.#histograms = new NodeHistograms(memory, this.#codes, this.#lists, this.#pairs, this.#columns, leaves);
  }

  openNodes(y: Float64Array, center: number, classes: number, byEntropy: boolean): NodeLayout {
    const [memory, rows] = [this.#memory, this.#rows];
    const columns = this.#codes.all();
    const [at, scores] = [memory.take(8 * rows), memory.take(8 * rows)];
    const bytes = nodeTableBytes(rows, classes, columns);
    const own = memory.take(bytes * this.threads);
    memory.doubles(at, rows).set(y);
    memory.doubles(scores, rows).fill(center);
    return { memory: this.#team.memory, rows, columns, y: at, scores, classes, byEntropy, own, bytes };
  }

  openValues(y: Float64Array, center: number, classes: number, features: number): ValueLayout {
    const [memory, rows] = [this.#memory, this.#rows];
    const at = memory.take(8 * rows);
    const bytes = valueTableBytes(rows, features, classes);
    const own = memory.take(bytes * this.threads);
    memory.doubles(at, rows).set(y);
    return { memory: this.#team.memory, rows, features, y: at, classes, center, own, bytes };
  }

  list(taken?: Uint8Array): number {
    return this.#opened.lists.list(taken);
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
    const { lists } = this.#opened;
    const pieces = this.#overRows(taken, (from, count, sums) => ['fixPairs', lists.at(from), this.#pairs, count, first, second, sums]);
    const sums = Array.from({ length: pieces }, (_, i) => this.#sumsAt(this.#sums + PAIR * i));
    return sums.reduce((all, piece) => ({ first: all.first + piece.first, second: all.second + piece.second }));
  }

  add(from: number, to: number): void {
    this.#opened.histograms.add(from, to);
  }

  search(slot: number, rest: number | undefined, nodes: readonly OpenNode[], rule: SplitRule, columns: readonly number[]): (BinSplit | null)[] {
    return this.#opened.histograms.search(slot, rest, nodes, rule, columns);
  }

  part(split: Omit<NodeSplit, 'score'>, from: number, to: number): readonly [number, number] {
    return this.#opened.lists.part(split, from, to);
  }

  residuals(from: number, to: number): { residuals: Float64Array; weights?: Float64Array } {
    const { lists } = this.#opened;
    const gathered = this.#room;
    this.#wasm.gatherResiduals(this.#y, this.#scores, lists.at(from), to - from, gathered);
    if (!this.#weights) this.#wasm.sortDoubles(gathered, gathered, gathered + 8 * this.#rows, to - from, this.#small);
    const residuals = this.#memory.doubles(gathered, to - from).slice();
    if (!this.#weights) return { residuals };
    const weights = this.#memory.doubles(this.#weights, this.#rows);
    return { residuals, weights: Float64Array.from(new Uint32Array(this.#memory.buffer, lists.at(from), to - from), (row) => weights[row] as number) };
  }

  addScores(score: number, leaves: readonly LeafRows[]): void {
    const said = new DataView(this.#memory.buffer, this.#leaves, LEAF_BYTES * leaves.length);
    leaves.forEach(({ from, to, by }, i) => {
      said.setUint32(LEAF_BYTES * i, this.#opened.lists.at(from), true);
      said.setUint32(LEAF_BYTES * i + 4, to - from, true);
      said.setFloat64(LEAF_BYTES * i + 8, by, true);
    });
    this.#overRows(this.#rows, (from, count) => ['addLeaves', this.#scores + 8 * score * this.#rows, this.#leaves, leaves.length, from, from + count]);
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

  /** What there is once the rows are open. */
  get #opened(): { readonly lists: RowLists; readonly histograms: NodeHistograms } {
    if (!this.#lists || !this.#histograms) throw new Error('The rows are not open');
    return { lists: this.#lists, histograms: this.#histograms };
  }

  #sumsAt(at: number): NodeSums {
    const [first = 0n, second = 0n] = new BigInt64Array(this.#memory.buffer, at, 2);
    return { first, second };
  }
}
