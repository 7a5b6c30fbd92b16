import type { NodeGap, NodeSplit, NodeSums, NodeTable } from '../models/kernel.ts';
import type { BinnedColumn } from './code-panels.ts';

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
  openNode(index: number, pairs: number, count: number, classes: number, gathered: number, totals: number): void;
  isConstant(values: number, index: number, count: number): number;
  splitNode(codes: number, index: number, gathered: number, count: number, classes: number, byEntropy: number, column: number, bins: number, missing: number, totals: number, least: number, work: number, found: number): number;
  splitRanked(codes: number, index: number, gathered: number, count: number, classes: number, byEntropy: number, column: number, bins: number, hasMissing: number, totals: number, least: number, work: number, keys: number, other: number, counts: number, found: number): number;
  partRows(index: number, count: number, codes: number, isWide: number, bin: number, missing: number, missingLeft: number, buffer: number): number;
}

const PAIR = 16;
const SMALL = 64;
/** Bytes of what sorting by ranks counts. */
const COUNTS = 1024;
/** No column of narrow codes has a bin of these numbers, none of wide ones the third. */
const [NO_BIN, NO_MISSING, NO_RANK] = [255, 256, 65536];

/** Bytes of the places that a table of so many rows and classes has for itself. */
export function nodeTableBytes(rows: number, classes: number): number {
  return placesOf(0, rows, classes).end;
}

function placesOf(at: number, rows: number, classes: number) {
  const width = classes || 2;
  let next = at;
  const take = (bytes: number): number => {
    const place = next;
    next += Math.ceil(bytes / 16) * 16;
    return place;
  };
  const places = { found: take(SMALL), totals: take(8 * width), work: take(257 * 8 * width + 32), counts: take(COUNTS), index: take(4 * rows), keys: take(4 * rows), buffer: take(4 * rows), weights: take(8 * rows), pairs: take(PAIR * rows), gathered: take(PAIR * rows) };
  return { ...places, end: next };
}

/** {@link NodeTable} over bins that several threads share. */
export class WasmNodeTable implements NodeTable {
  readonly #wasm: Exports;
  readonly #layout: NodeLayout;
  readonly #at: ReturnType<typeof placesOf>;
  #node: readonly [number, number] = [0, 0];

  constructor(instance: WebAssembly.Instance, layout: NodeLayout, thread: number) {
    this.#wasm = instance.exports as unknown as Exports;
    this.#layout = layout;
    this.#at = placesOf(layout.own + thread * layout.bytes, layout.rows, layout.classes);
    new Uint8Array(layout.memory.buffer, this.#at.work, this.#at.counts - this.#at.work).fill(0);
  }

  weigh(weights: Float64Array): number {
    const { rows } = this.#layout;
    this.#doubles(this.#at.weights, rows).set(weights);
    const index = new Uint32Array(this.#layout.memory.buffer, this.#at.index, rows);
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
    const { index, pairs, gathered, totals } = this.#at;
    this.#node = [from, to];
    const found = this.#found();
    found.setFloat64(0, -Infinity, true);
    found.setInt32(8, -1, true);
    this.#wasm.openNode(index + 4 * from, pairs, to - from, this.#layout.classes, gathered, totals);
    return Float64Array.from(new BigInt64Array(this.#layout.memory.buffer, totals, this.#layout.classes || 2), Number);
  }

  isConstant(): boolean {
    const [from, to] = this.#node;
    return this.#wasm.isConstant(this.#layout.y, this.#at.index + 4 * from, to - from) !== 0;
  }

  tryColumn(column: number, least: number): boolean {
    const [from, to] = this.#node;
    const { index, gathered, totals, work, keys, buffer, counts, found } = this.#at;
    const { classes, byEntropy, columns } = this.#layout;
    const { bins, hasMissing, codes, isWide } = columns[column] as BinnedColumn;
    const list = index + 4 * from;
    if (isWide) return this.#wasm.splitRanked(codes, list, gathered, to - from, classes, Number(byEntropy), column, bins, Number(hasMissing), totals, least, work, keys, buffer, counts, found) !== 0;
    return this.#wasm.splitNode(codes, list, gathered, to - from, classes, Number(byEntropy), column, bins, hasMissing ? bins : NO_MISSING, totals, least, work, found) !== 0;
  }

  found(): NodeGap | null {
    const found = this.#found();
    const column = found.getInt32(8, true);
    return column < 0 ? null : { column, bin: found.getInt32(12, true), next: found.getUint32(20, true), missingLeft: found.getInt32(16, true) !== 0, score: found.getFloat64(0, true) };
  }

  part({ column, bin, missingLeft }: Omit<NodeSplit, 'score'>, from: number, to: number): number {
    const { bins, hasMissing, codes, isWide } = this.#layout.columns[column] as BinnedColumn;
    return from + this.#wasm.partRows(this.#at.index + 4 * from, to - from, codes, Number(isWide), bin, hasMissing ? bins : isWide ? NO_RANK : NO_BIN, Number(missingLeft), this.#at.buffer);
  }

  #found(): DataView {
    return new DataView(this.#layout.memory.buffer, this.#at.found, SMALL);
  }

  #doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.#layout.memory.buffer, at, count);
  }
}
