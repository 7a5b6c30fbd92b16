import { AppError } from '../base/app-error.ts';
import type { BinSplit, NodeSplit, NodeSums, Slopes, SplitRule, TreeRows } from '../models/kernel.ts';
import { clearFound, FOUND_BYTES, readFound, RULE_BYTES, writeCategories, writeRule } from './split-memory.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  base(): number;
  reserve(bytes: number): number;
  encodeColumn(column: number, rows: number, edges: number, missing: number, target: number): void;
  sortDoubles(keys: number, other: number, rows: number, counts: number): number;
  squaredSlopes(y: number, scores: number, weights: number, rows: number, pairs: number, largest: number): void;
  logisticSlopes(y: number, scores: number, weights: number, rows: number, pairs: number, largest: number): void;
  absoluteSlopes(y: number, scores: number, below: number, same: number, above: number, weights: number, rows: number, pairs: number, largest: number): void;
  poissonSlopes(y: number, scores: number, factor: number, weights: number, rows: number, pairs: number, largest: number): void;
  gatherResiduals(y: number, scores: number, index: number, count: number, target: number): void;
  softmaxShares(scores: number, classes: number, rows: number, shares: number): void;
  softmaxSlopes(y: number, shares: number, k: number, factor: number, weights: number, rows: number, pairs: number, largest: number): void;
  fixPairs(index: number, pairs: number, rows: number, a: number, b: number, totals: number): void;
  addToRows(values: number, index: number, count: number, by: number): void;
  addHistograms(codes: number, index: number, pairs: number, count: number, h0: number, h1: number, h2: number, h3: number): void;
  gatherPairs(index: number, pairs: number, count: number, target: number): void;
  subtractHistogram(histogram: number, part: number, cells: number): void;
  bestSplit(histogram: number, column: number, bins: number, hasMissing: number, direction: number, surpass: number, rule: number, found: number): number;
  bestCategories(histogram: number, column: number, bins: number, surpass: number, rule: number, found: number, work: number): number;
  partMembers(index: number, count: number, codes: number, members: number, buffer: number): number;
  classPairs(y: number, weights: number, index: number, count: number, scale: number, pairs: number): void;
  openNode(index: number, pairs: number, count: number, classes: number, gathered: number, totals: number): void;
  isConstant(values: number, index: number, count: number): number;
  splitNode(codes: number, index: number, gathered: number, count: number, classes: number, column: number, bins: number, missing: number, totals: number, least: number, work: number, found: number): number;
  partRows(index: number, count: number, codes: number, bin: number, missing: number, missingLeft: number, buffer: number): number;
}

/** Bytes of a pair of whole numbers. */
const PAIR = 16;
/** No column has a bin of this number. */
const NO_BIN = 255;
/** Bytes of the memory of WebAssembly. */
const MOST = 2 ** 32 - 2 ** 16;

interface Column {
  readonly bins: number;
  readonly hasMissing: boolean;
  /** The first cell of its histogram. */
  readonly cell: number;
}

/** {@link TreeRows} over one instance of the compiled kernels. Four columns of codes lie side by side, row by row. */
export class WasmTreeRows implements TreeRows {
  readonly #wasm: Exports;
  readonly #rows: number;
  readonly #columns: (Column | undefined)[];
  #next: number;
  readonly #codes: number;
  readonly #index: number;
  readonly #buffer: number;
  readonly #pairs: number;
  readonly #gathered: number;
  readonly #small: number;
  #y = 0;
  #weights = 0;
  #scores = 0;
  #shares = 0;
  #scoresOfRow = 1;
  #histograms = 0;
  /** Pairs of a histogram; the first is of columns that are not there. */
  #cells = 1;
  #inOrder = false;
  #order: Uint32Array | undefined;
  #classes = 0;
  #totals = 0;
  #work = 0;
  #node: readonly [number, number] = [0, 0];

  constructor(instance: WebAssembly.Instance, rows: number, columns: number) {
    this.#wasm = instance.exports as unknown as Exports;
    this.#rows = rows;
    this.#columns = new Array<Column | undefined>(columns).fill(undefined);
    this.#next = this.#wasm.base();
    this.#small = this.#take(3 * 2048 * 4);
    this.#codes = this.#take(Math.ceil(columns / 4) * 4 * rows);
    this.#index = this.#take(4 * rows);
    this.#buffer = this.#take(4 * rows);
    this.#pairs = this.#take(PAIR * rows);
    this.#gathered = this.#take(PAIR * rows);
  }

  sorted(values: Float64Array): Float64Array {
    const memory = this.#doubles(this.#pairs, this.#rows);
    memory.set(values);
    return memory.subarray(0, this.#wasm.sortDoubles(this.#pairs, this.#gathered, values.length, this.#small));
  }

  encode(column: number, values: Float64Array, edges: Float64Array, hasMissing: boolean): void {
    const padded = this.#doubles(this.#small, 256).fill(Infinity);
    padded.set(edges);
    this.#doubles(this.#pairs, this.#rows).set(values);
    const bins = edges.length + 1;
    this.#wasm.encodeColumn(this.#pairs, this.#rows, this.#small, hasMissing ? bins : NO_BIN, this.#codesOf(column));
    this.#columns[column] = { bins, hasMissing, cell: this.#cells };
    this.#cells += bins + (hasMissing ? 1 : 0);
  }

  open(y: Float64Array, weights: Float64Array | undefined, scores: readonly number[], histograms: number): void {
    const rows = this.#rows;
    this.#scoresOfRow = scores.length;
    this.#y = this.#take(8 * rows);
    this.#weights = weights ? this.#take(8 * rows) : 0;
    this.#scores = this.#take(8 * rows * scores.length);
    this.#shares = scores.length > 1 ? this.#take(8 * rows * scores.length) : 0;
    this.#histograms = this.#take(PAIR * this.#cells * histograms);
    this.#doubles(this.#y, rows).set(y);
    if (weights) this.#doubles(this.#weights, rows).set(weights);
    scores.forEach((start, k) => this.#doubles(this.#scores + 8 * k * rows, rows).fill(start));
  }

  openNodes(classes: number): void {
    const width = classes || 2;
    this.#classes = classes;
    this.#totals = this.#take(8 * width);
    this.#work = this.#take(257 * 8 * width + 32);
  }

  weigh(weights: Float64Array): void {
    this.#doubles(this.#weights, this.#rows).set(weights);
  }

  fixClasses(scale: number, taken: number): void {
    this.#wasm.classPairs(this.#y, this.#weights, this.#index, taken, scale, this.#pairs);
  }

  openNode(from: number, to: number): Float64Array {
    this.#node = [from, to];
    const found = this.#found();
    found.setFloat64(0, -1, true);
    found.setInt32(8, -1, true);
    this.#wasm.openNode(this.#index + 4 * from, this.#pairs, to - from, this.#classes, this.#gathered, this.#totals);
    return Float64Array.from(new BigInt64Array(this.#wasm.memory.buffer, this.#totals, this.#classes || 2), Number);
  }

  isConstant(): boolean {
    const [from, to] = this.#node;
    return this.#wasm.isConstant(this.#y, this.#index + 4 * from, to - from) !== 0;
  }

  tryColumn(column: number, least: number): boolean {
    const [from, to] = this.#node;
    const { bins, hasMissing } = this.#columns[column] as Column;
    return this.#wasm.splitNode(this.#codesOf(column), this.#index + 4 * from, this.#gathered, to - from, this.#classes, column, bins, hasMissing ? bins : 256, this.#totals, least, this.#work, this.#small) !== 0;
  }

  found(): NodeSplit | null {
    const found = this.#found();
    const column = found.getInt32(8, true);
    return column < 0 ? null : { column, bin: found.getInt32(12, true), missingLeft: found.getInt32(16, true) !== 0, score: found.getFloat64(0, true) };
  }

  list(taken?: Uint8Array): number {
    const index = new Uint32Array(this.#wasm.memory.buffer, this.#index, this.#rows);
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
    this.#wasm.softmaxShares(this.#scores, this.#scoresOfRow, this.#rows, this.#shares);
  }

  slopes(slopes: Slopes): readonly [number, number] {
    const [wasm, rows] = [this.#wasm, this.#rows];
    if (slopes.loss === 'softmax') {
      const k = slopes.classIndex;
      wasm.softmaxSlopes(this.#y, this.#shares + 8 * k * rows, k, slopes.factor, this.#weights, rows, this.#pairs, this.#small);
    } else if (slopes.loss === 'absolute') {
      wasm.absoluteSlopes(this.#y, this.#scores, slopes.below, slopes.same, slopes.above, this.#weights, rows, this.#pairs, this.#small);
    } else if (slopes.loss === 'poisson') wasm.poissonSlopes(this.#y, this.#scores, slopes.factor, this.#weights, rows, this.#pairs, this.#small);
    else if (slopes.loss === 'logistic') wasm.logisticSlopes(this.#y, this.#scores, this.#weights, rows, this.#pairs, this.#small);
    else wasm.squaredSlopes(this.#y, this.#scores, this.#weights, rows, this.#pairs, this.#small);
    const [first = 0, second = 0] = this.#doubles(this.#small, 2);
    return [first, second];
  }

  fix([first, second]: readonly [number, number], taken: number): NodeSums {
    this.#wasm.fixPairs(this.#index, this.#pairs, taken, first, second, this.#small);
    return this.#sums(this.#small);
  }

  clear(slot: number): void {
    new Uint8Array(this.#wasm.memory.buffer, this.#slot(slot), this.#cells * PAIR).fill(0);
  }

  add(slot: number, from: number, to: number): void {
    const index = this.#index + 4 * from;
    const pairs = this.#inOrder ? this.#pairs + PAIR * from : this.#gathered;
    if (!this.#inOrder) this.#wasm.gatherPairs(index, this.#pairs, to - from, this.#gathered);
    const at = (column: number): number => this.#slot(slot) + PAIR * (this.#columns[column]?.cell ?? 0);
    for (let column = 0; column < this.#columns.length; column += 4) {
      this.#wasm.addHistograms(this.#codesOf(column), index, pairs, to - from, at(column), at(column + 1), at(column + 2), at(column + 3));
    }
  }

  subtract(slot: number, part: number): void {
    this.#wasm.subtractHistogram(this.#slot(slot), this.#slot(part), this.#cells);
  }

  best(slot: number, columns: readonly number[], node: NodeSums, rows: number, rule: SplitRule): BinSplit | null {
    const [at, found, work] = [this.#small, this.#small + RULE_BYTES, this.#small + RULE_BYTES + FOUND_BYTES];
    const { buffer } = this.#wasm.memory;
    writeRule(buffer, at, node, rows, rule);
    clearFound(buffer, found, rule.surpass);
    const useful = columns.filter((column) => {
      const { bins, hasMissing, cell } = this.#columns[column] as Column;
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
    const { bins, hasMissing } = this.#columns[column] as Column;
    const index = this.#index + 4 * from;
    this.#inOrder = false;
    if (!members) return from + this.#wasm.partRows(index, to - from, this.#codesOf(column), bin, hasMissing ? bins : NO_BIN, Number(missingLeft), this.#buffer);
    const bits = new Uint8Array(this.#wasm.memory.buffer, this.#small, 32).fill(0);
    for (const one of members) bits[one >> 3] = (bits[one >> 3] as number) | (1 << (one & 7));
    return from + this.#wasm.partMembers(index, to - from, this.#codesOf(column), this.#small, this.#buffer);
  }

  residuals(from: number, to: number): { residuals: Float64Array; weights?: Float64Array } {
    this.#wasm.gatherResiduals(this.#y, this.#scores, this.#index + 4 * from, to - from, this.#gathered);
    const residuals = this.#doubles(this.#gathered, to - from).slice();
    if (!this.#weights) return { residuals };
    const weights = this.#doubles(this.#weights, this.#rows);
    return { residuals, weights: Float64Array.from(new Uint32Array(this.#wasm.memory.buffer, this.#index + 4 * from, to - from), (row) => weights[row] as number) };
  }

  addScore(score: number, from: number, to: number, by: number): void {
    this.#wasm.addToRows(this.#scores + 8 * score * this.#rows, this.#index + 4 * from, to - from, by);
  }

  /** Where the kernels put the best split of a node. */
  #found(): DataView {
    return new DataView(this.#wasm.memory.buffer, this.#small, 48);
  }

  #codesOf(column: number): number {
    return this.#codes + (column >> 2) * 4 * this.#rows + (column & 3);
  }

  #slot(slot: number): number {
    return this.#histograms + slot * this.#cells * PAIR;
  }

  #sums(at: number): NodeSums {
    const [first = 0n, second = 0n] = new BigInt64Array(this.#wasm.memory.buffer, at, 2);
    return { first, second };
  }

  #doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.#wasm.memory.buffer, at, count);
  }

  /** Bytes at a multiple of 16; they are 0. */
  #take(bytes: number): number {
    const at = this.#next;
    this.#next = at + Math.ceil(bytes / 16) * 16;
    if (this.#next > MOST || !this.#wasm.reserve(this.#next)) throw outOfMemory(this.#rows, this.#columns.length);
    return at;
  }
}

function outOfMemory(rows: number, columns: number): AppError {
  return new AppError({
    code: 'OUT_OF_MEMORY',
    message: `There is not enough memory to grow trees on ${rows} rows of ${columns} columns.`,
    next: 'Leave out columns or rows, ask for fewer leaves, or close other programs and try again.',
  });
}
