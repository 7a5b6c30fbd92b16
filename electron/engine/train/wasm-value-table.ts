import type { ValueRange, ValueTable } from '../models/node-tables.ts';
import { Places } from './places.ts';

/** What a value table is made from, in any thread: numbers are places in the memory. */
export interface ValueLayout {
  readonly memory: WebAssembly.Memory;
  readonly rows: number;
  readonly features: number;
  readonly y: number;
  /** 0: numbers are learned. */
  readonly classes: number;
  /** What numbers are taken relative to. */
  readonly center: number;
  /** What each thread has for itself begins here, and takes so many bytes. */
  readonly own: number;
  readonly bytes: number;
}

interface Exports {
  openDrawn(index: number, y: number, weights: number, count: number, classes: number, center: number, nodeWeights: number, nodeTargets: number, sums: number): void;
  isConstant(values: number, index: number, count: number): number;
  rangeOf(values: number, count: number, found: number): void;
  sumLeft(values: number, nodeWeights: number, nodeTargets: number, count: number, classes: number, threshold: number, missingLeft: number, sums: number): void;
  partDrawn(index: number, values: number, count: number, threshold: number, missingLeft: number, buffer: number): number;
  gatherDoubles(index: number, count: number, values: number, target: number): void;
  listRows(index: number, first: number, count: number): void;
}

/** Values that are brought near: they stay in the cache that cores share. */
const NEAR_VALUES = 2 ** 18;
/** Nodes of few rows are not worth it. */
const FEWEST_NEAR = 128;
/** Rows of a call. */
const PIECE = 2 ** 17;
const NOTHING = { from: 0, to: 0 };

/** Bytes of the places that a table of so many rows, features and classes has for itself. */
export function valueTableBytes(rows: number, features: number, classes: number): number {
  return placesOf(0, rows, features, classes).end;
}

function placesOf(at: number, rows: number, features: number, classes: number) {
  const width = 8 * (classes || 2);
  const most = Math.floor(NEAR_VALUES / features);
  const room = most < FEWEST_NEAR ? 0 : Math.min(most, rows);
  const memory = new Places(at);
  const take = (bytes: number): number => memory.take(bytes);
  const places = { found: take(24), sums: take(width), left: take(width), index: take(4 * rows), buffer: take(4 * rows), weights: take(8 * rows), values: take(8 * rows), nodeWeights: take(8 * rows), nodeTargets: take(8 * rows), nearY: take(8 * room), nearWeights: take(8 * room), near: take(8 * room * features), room };
  return { ...places, end: memory.end };
}

/** {@link ValueTable} of a matrix that threads share; what is gathered from it lies in a memory of WebAssembly. */
export class WasmValueTable implements ValueTable {
  readonly #wasm: Exports;
  readonly #layout: ValueLayout;
  readonly #at: ReturnType<typeof placesOf>;
  readonly #x: Float64Array;
  readonly #index: Uint32Array;
  readonly #values: Float64Array;
  readonly #sums: Float64Array;
  readonly #left: Float64Array;
  readonly #found: Float64Array;
  /** The rows of the node. */
  #from = 0;
  #count = 0;
  /** The column whose values were gathered. */
  #column = -1;
  /** The part of the list whose rows are near: numbered anew, from 0 on. */
  #near = NOTHING;

  constructor(instance: WebAssembly.Instance, layout: ValueLayout, x: Float64Array, thread: number) {
    const { memory, rows, features, classes, own, bytes } = layout;
    this.#wasm = instance.exports as unknown as Exports;
    this.#layout = layout;
    this.#at = placesOf(own + thread * bytes, rows, features, classes);
    this.#x = x;
    const doubles = (at: number, count: number): Float64Array => new Float64Array(memory.buffer, at, count);
    this.#index = new Uint32Array(memory.buffer, this.#at.index, rows);
    this.#values = doubles(this.#at.values, rows);
    this.#sums = doubles(this.#at.sums, classes || 2);
    this.#left = doubles(this.#at.left, classes || 2);
    this.#found = doubles(this.#at.found, 3);
  }

  weigh(weights: Float64Array): number {
    const { memory, rows } = this.#layout;
    new Float64Array(memory.buffer, this.#at.weights, rows).set(weights);
    this.#near = NOTHING;
    let taken = 0;
    for (let row = 0; row < rows; row++) if ((weights[row] as number) > 0) this.#index[taken++] = row;
    return taken;
  }

  openNode(from: number, to: number): Float64Array {
    const { nearY, nearWeights, weights, nodeWeights, nodeTargets, sums } = this.#at;
    const { y, classes, center } = this.#layout;
    this.#from = from;
    this.#count = to - from;
    this.#column = -1;
    const isNear = this.#isNear();
    this.#sums.fill(0);
    this.#inPieces((at, count) => this.#wasm.openDrawn(this.#list() + 4 * at, isNear ? nearY : y, isNear ? nearWeights : weights, count, classes, center, nodeWeights + 8 * at, nodeTargets + 8 * at, sums));
    return this.#sums;
  }

  isConstant(): boolean {
    return this.#wasm.isConstant(this.#isNear() ? this.#at.nearY : this.#layout.y, this.#list(), this.#count) !== 0;
  }

  rangeOf(column: number): ValueRange {
    if (this.#count <= this.#at.room && !this.#isNear()) this.#bringNear();
    this.#gather(column);
    this.#found.set([Infinity, -Infinity, 0]);
    this.#inPieces((at, count) => this.#wasm.rangeOf(this.#at.values + 8 * at, count, this.#at.found));
    return { low: this.#found[0] as number, high: this.#found[1] as number, missing: this.#found[2] as number };
  }

  sumLeft(threshold: number, missingLeft: boolean): Float64Array {
    const { values, nodeWeights, nodeTargets, left } = this.#at;
    this.#left.fill(0);
    this.#inPieces((at, count) => this.#wasm.sumLeft(values + 8 * at, nodeWeights + 8 * at, nodeTargets + 8 * at, count, this.#layout.classes, threshold, Number(missingLeft), left));
    return this.#left;
  }

  part(column: number, threshold: number, missingLeft: boolean): number {
    this.#gather(column);
    return this.#from + this.#wasm.partDrawn(this.#list(), this.#at.values, this.#count, threshold, Number(missingLeft), this.#at.buffer);
  }

  /** Goes through the rows of the node in calls of so many that the first ones may be slow: better code for a function comes between two calls. */
  #inPieces(call: (at: number, count: number) => void): void {
    for (let at = 0; at < this.#count; at += PIECE) call(at, Math.min(PIECE, this.#count - at));
  }

  #list(): number {
    return this.#at.index + 4 * this.#from;
  }

  #isNear(): boolean {
    return this.#from >= this.#near.from && this.#from < this.#near.to;
  }

  /** Puts the values of a column one after another. */
  #gather(column: number): void {
    if (column === this.#column) return;
    this.#column = column;
    const { near, room, values } = this.#at;
    if (this.#isNear()) this.#wasm.gatherDoubles(this.#list(), this.#count, near + 8 * room * column, values);
    else this.#gatherFar(column, this.#values);
  }

  #gatherFar(column: number, target: Float64Array): void {
    const [x, index, from, count, before] = [this.#x, this.#index, this.#from, this.#count, column * this.#layout.rows];
    for (let i = 0; i < count; i++) target[i] = x[before + (index[from + i] as number)] as number;
  }

  /**
   * Puts what is known of the rows of the node side by side, and numbers them anew in the list: all nodes below it, which
   * come next, then find it in the cache. Nobody asks which rows they were.
   */
  #bringNear(): void {
    const { near, nearY, nearWeights, weights, room } = this.#at;
    const { memory, features, y } = this.#layout;
    for (let column = 0; column < features; column++) this.#gatherFar(column, new Float64Array(memory.buffer, near + 8 * room * column, room));
    this.#wasm.gatherDoubles(this.#list(), this.#count, y, nearY);
    this.#wasm.gatherDoubles(this.#list(), this.#count, weights, nearWeights);
    this.#wasm.listRows(this.#list(), 0, this.#count);
    this.#near = { from: this.#from, to: this.#from + this.#count };
  }
}
