import type { NodeGap, NodeSplit, NodeSums } from '../models/kernel.ts';
import type { NodeTable } from '../models/node-tables.ts';
import type { BinnedColumn } from './code-panels.ts';
import { Places } from './places.ts';

/** What a node table is made from, in any thread: numbers are places in the memory. */
export interface NodeLayout {
  readonly memory: WebAssembly.Memory;
  readonly rows: number;
  readonly columns: readonly BinnedColumn[];
  readonly y: number;
  readonly scores: number;
  /** 0: numbers are learned. */
  readonly classes: number;
  readonly byEntropy: boolean;
  /** What each thread has for itself begins here, and takes so many bytes. */
  readonly own: number;
  readonly bytes: number;
}

interface Exports {
  squaredSlopes(y: number, scores: number, weights: number, rows: number, pairs: number, largest: number): void;
  fixPairs(index: number, pairs: number, rows: number, a: number, b: number, totals: number): void;
  classPairs(y: number, weights: number, index: number, count: number, scale: number, pairs: number): void;
  openNode(index: number, pairs: number, count: number, classes: number, gathered: number, totals: number, sums: number, found: number): void;
  isConstant(values: number, index: number, count: number): number;
  splitNode(codes: number, index: number, gathered: number, count: number, classes: number, byEntropy: number, column: number, bins: number, missing: number, totals: number, least: number, work: number, found: number): number;
  splitRanked(codes: number, index: number, gathered: number, count: number, classes: number, byEntropy: number, column: number, bins: number, hasMissing: number, totals: number, least: number, work: number, keys: number, other: number, counts: number, found: number): number;
  gatherCodes(index: number, count: number, codes: number, isWide: number, target: number): void;
  gatherDoubles(index: number, count: number, values: number, target: number): void;
  listRows(index: number, first: number, count: number): void;
  copyBytes(target: number, source: number, bytes: number): void;
  partRows(index: number, count: number, codes: number, isWide: number, bin: number, missing: number, missingLeft: number, buffer: number): number;
}

const PAIR = 16;
const NOTHING = { from: 0, to: 0 };
const SMALL = 64;
/** Bytes of what sorting by ranks counts. */
const COUNTS = 1024;
/** No column of narrow codes has a bin of these numbers, none of wide ones the third. */
const [NO_BIN, NO_MISSING, NO_RANK] = [255, 256, 65536];

/** Bytes of codes that are brought near: they stay in the cache of a core. */
const NEAR_BYTES = 2 ** 18;
/** Nodes of few rows are not worth it. */
const FEWEST_NEAR = 512;

/** Bytes of the places that a table of so many rows and classes has for itself. */
export function nodeTableBytes(rows: number, classes: number, columns: readonly BinnedColumn[]): number {
  return placesOf(0, rows, classes, columns).end;
}

const codeBytes = ({ isWide }: BinnedColumn): number => (isWide ? 2 : 1);

/** Rows of a node that is brought near at most; 0: columns are so many that none is. */
function roomOf(rows: number, columns: readonly BinnedColumn[]): number {
  const room = Math.floor(NEAR_BYTES / columns.reduce((sum, column) => sum + codeBytes(column), 0));
  return room < FEWEST_NEAR ? 0 : Math.min(room, rows);
}

function placesOf(at: number, rows: number, classes: number, columns: readonly BinnedColumn[]) {
  const room = roomOf(rows, columns);
  const width = classes || 2;
  const memory = new Places(at);
  const take = (bytes: number): number => memory.take(bytes);
  const places = { found: take(SMALL), totals: take(8 * width), sums: take(8 * width), work: take(257 * 8 * width + 32), counts: take(COUNTS), index: take(4 * rows), keys: take(4 * rows), buffer: take(4 * rows), weights: take(8 * rows), pairs: take(PAIR * rows), gathered: take(PAIR * rows), nearPairs: take(PAIR * room), nearY: take(8 * room), room };
  const near = columns.map((column) => take(codeBytes(column) * room));
  return { ...places, near, end: memory.end };
}

/** {@link NodeTable} over bins that several threads share. */
export class WasmNodeTable implements NodeTable {
  readonly #wasm: Exports;
  readonly #layout: NodeLayout;
  readonly #at: ReturnType<typeof placesOf>;
  /** What the kernel writes at `sums` and `found`. */
  readonly #sums: Float64Array;
  readonly #score: Float64Array;
  readonly #gap: Int32Array;
  /** The rows of the node. */
  #from = 0;
  #count = 0;
  /** The part of the list whose rows are near: numbered anew, from 0 on. */
  #near = NOTHING;

  constructor(instance: WebAssembly.Instance, layout: NodeLayout, thread: number) {
    this.#wasm = instance.exports as unknown as Exports;
    this.#layout = layout;
    this.#at = placesOf(layout.own + thread * layout.bytes, layout.rows, layout.classes, layout.columns);
    this.#sums = this.#doubles(this.#at.sums, layout.classes || 2);
    this.#score = this.#doubles(this.#at.found, 1);
    this.#gap = new Int32Array(layout.memory.buffer, this.#at.found + 8, 4);
    new Uint8Array(layout.memory.buffer, this.#at.work, this.#at.counts - this.#at.work).fill(0);
  }

  weigh(weights: Float64Array): number {
    const { rows } = this.#layout;
    this.#doubles(this.#at.weights, rows).set(weights);
    const index = new Uint32Array(this.#layout.memory.buffer, this.#at.index, rows);
    this.#near = NOTHING;
    let taken = 0;
    for (let row = 0; row < rows; row++) if ((weights[row] as number) > 0) index[taken++] = row;
    return taken;
  }

  steepest(): number {
    const { y, scores, rows } = this.#layout;
    this.#wasm.squaredSlopes(y, scores, this.#at.weights, rows, this.#at.pairs, this.#at.found);
    return this.#doubles(this.#at.found, 1)[0] as number;
  }

  fix([first, second]: readonly [number, number], taken: number): NodeSums {
    this.#wasm.fixPairs(this.#at.index, this.#at.pairs, taken, first, second, this.#at.found);
    const [one = 0n, two = 0n] = new BigInt64Array(this.#layout.memory.buffer, this.#at.found, 2);
    return { first: one, second: two };
  }

  fixClasses(scale: number, taken: number): void {
    this.#wasm.classPairs(this.#layout.y, this.#at.weights, this.#at.index, taken, scale, this.#at.pairs);
  }

  openNode(from: number, to: number): Float64Array {
    const { index, pairs, nearPairs, gathered, totals, sums, found } = this.#at;
    this.#from = from;
    this.#count = to - from;
    this.#wasm.openNode(index + 4 * from, this.#isNear(from) ? nearPairs : pairs, to - from, this.#layout.classes, gathered, totals, sums, found);
    return this.#sums;
  }

  isConstant(): boolean {
    return this.#wasm.isConstant(this.#isNear(this.#from) ? this.#at.nearY : this.#layout.y, this.#at.index + 4 * this.#from, this.#count) !== 0;
  }

  tryColumn(column: number, least: number): boolean {
    const count = this.#count;
    if (count <= this.#at.room && !this.#isNear(this.#from)) this.#bringNear();
    const { index, gathered, totals, work, keys, buffer, counts, found } = this.#at;
    const { classes, byEntropy, columns } = this.#layout;
    const { bins, hasMissing, isWide } = columns[column] as BinnedColumn;
    const codes = this.#codes(column);
    const list = index + 4 * this.#from;
    if (isWide) return this.#wasm.splitRanked(codes, list, gathered, count, classes, Number(byEntropy), column, bins, Number(hasMissing), totals, least, work, keys, buffer, counts, found) !== 0;
    return this.#wasm.splitNode(codes, list, gathered, count, classes, Number(byEntropy), column, bins, hasMissing ? bins : NO_MISSING, totals, least, work, found) !== 0;
  }

  found(): NodeGap | null {
    const [column = -1, bin = 0, missingLeft = 0, next = 0] = this.#gap;
    return column < 0 ? null : { column, bin, next, missingLeft: missingLeft !== 0, score: this.#score[0] as number };
  }

  part({ column, bin, missingLeft }: Omit<NodeSplit, 'score'>, from: number, to: number): number {
    const { bins, hasMissing, isWide } = this.#layout.columns[column] as BinnedColumn;
    return from + this.#wasm.partRows(this.#at.index + 4 * from, to - from, this.#codes(column), Number(isWide), bin, hasMissing ? bins : isWide ? NO_RANK : NO_BIN, Number(missingLeft), this.#at.buffer);
  }

  #isNear(from: number): boolean {
    return from >= this.#near.from && from < this.#near.to;
  }

  /** Where the codes of a column begin for the rows of the node. */
  #codes(column: number): number {
    return this.#isNear(this.#from) ? (this.#at.near[column] as number) : (this.#layout.columns[column] as BinnedColumn).codes;
  }

  /**
   * Puts what is known of the rows of the node side by side, and numbers them anew in the list: all nodes below it, which
   * come next, then find it in the cache. Nobody asks which rows they were.
   */
  #bringNear(): void {
    const { index, gathered, nearPairs, nearY, near } = this.#at;
    const { y, classes, columns } = this.#layout;
    const list = index + 4 * this.#from;
    const count = this.#count;
    for (const [column, { codes, isWide }] of columns.entries()) this.#wasm.gatherCodes(list, count, codes, Number(isWide), near[column] as number);
    if (classes === 0) this.#wasm.gatherDoubles(list, count, y, nearY);
    this.#wasm.copyBytes(nearPairs, gathered, PAIR * count);
    this.#wasm.listRows(list, 0, count);
    this.#near = { from: this.#from, to: this.#from + count };
  }

  #doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.#layout.memory.buffer, at, count);
  }
}
