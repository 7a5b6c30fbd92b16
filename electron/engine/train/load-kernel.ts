import { readFile } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import type { Forest } from '../models/binned-trees/forest.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';
import type { ClusterRows, ColumnSums, Kernel, KernelColumns, LossRows, LossSums, PartRun, Pause, TreeRows } from '../models/kernel.ts';
import type { ThreadTask } from '../models/thread-tasks.ts';
import { KernelThreads } from './kernel-threads.ts';
import { leafSums } from './leaf-sums.ts';
import { SpannedSums } from './spanned-sums.ts';
import { WasmClusterRows } from './wasm-cluster-rows.ts';
import { WasmTreeRows } from './wasm-tree-rows.ts';

/** Rows of a block; six columns of it stay in the first-level cache. */
const BLOCK = 512;
/** Values from one column of a block to the next: not a power of two, so that columns do not compete for cache lines. */
const STRIDE = BLOCK + 8;
/** Blocks of a span: its sums are added to those of others, in order. */
const SPAN = 64;
/** Multiply-adds between two pauses: some 30 ms. */
const WORK = 40_000_000;

interface Exports {
  readonly memory: WebAssembly.Memory;
  base(): number;
  reserve(bytes: number): number;
  shiftColumn(column: number, rows: number, shift: number): void;
  weightColumn(target: number, column: number, weights: number, rows: number): void;
  combineBlock(columns: number, stride: number, k: number, rows: number, shifts: number, factors: number, target: number): void;
  dotBlock(columns: number, stride: number, k: number, rows: number, shifts: number, vector: number, sums: number): void;
  momentBlock(columns: number, stride: number, k: number, rows: number, shifts: number, weights: number, moments: number): void;
  gramBlock(left: number, right: number, stride: number, k: number, rows: number, sum: number, rest: number): void;
  logisticRows(scores: number, y: number, weights: number, rows: number, slopes: number, curves: number): number;
  squaredRows(scores: number, y: number, weights: number, rows: number, slopes: number, curves: number): number;
}

/** Where the build puts the compiled kernels: `kernels/kernels.wasm` in `dist/`, found from sources and from bundles. */
const CANDIDATES = ['../../../dist/kernels/kernels.wasm', '../kernels/kernels.wasm', './kernels/kernels.wasm', '../../kernels/kernels.wasm'];

/** Compiles the kernels: from `path`, or from where the build puts them relative to this file or its bundle. `grain` as of KernelThreads. */
export async function loadKernel(path?: string, grain?: number): Promise<Kernel> {
  const bytes = path === undefined ? await readFirst(CANDIDATES.map((name) => new URL(name, import.meta.url))) : await readFirst([path]);
  return new WasmKernel(new KernelThreads(await WebAssembly.compile(bytes), grain));
}

async function readFirst(places: readonly (string | URL)[]): Promise<Uint8Array<ArrayBuffer>> {
  for (const place of places) {
    try {
      return new Uint8Array(await readFile(place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new AppError({
    code: 'KERNELS_MISSING',
    kind: 'internal',
    message: 'The compiled training kernels (kernels.wasm) are not there.',
    next: 'Run "npm run setup", which builds them; if the application came as a package, install it again.',
  });
}

/** One instance holds one memory: its calls queue up. */
class WasmKernel implements Kernel {
  readonly #threads: KernelThreads;
  readonly #wasm: Exports;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(threads: KernelThreads) {
    this.#threads = threads;
    this.#wasm = threads.team(1).instance.exports as unknown as Exports;
  }

  gram(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<Float64Array> {
    return this.#alone(() => this.#gram(input, weights, pause));
  }

  combine(input: KernelColumns, factors: ArrayLike<number>, pause?: Pause): Promise<Float64Array<ArrayBuffer>> {
    return this.#alone(() => this.#combine(input, factors, pause));
  }

  dots(input: KernelColumns, vector: Float64Array, pause?: Pause): Promise<Float64Array<ArrayBuffer>> {
    return this.#alone(() => this.#dots(input, vector, pause));
  }

  moments(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<ColumnSums[]> {
    return this.#alone(() => this.#moments(input, weights, pause));
  }

  lossAt(rows: LossRows, coefficients: ArrayLike<number>, wantsCurvature: boolean, pause?: Pause): Promise<LossSums> {
    return this.#alone(() => this.#lossAt(rows, coefficients, wantsCurvature, pause));
  }

  treeRows(rows: number, columns: number, threads: number): TreeRows {
    return new WasmTreeRows(this.#threads.team(threads), rows, columns);
  }

  async clusterRows(input: KernelColumns, points: number, threads: number, pause: Pause): Promise<ClusterRows> {
    const team = this.#threads.team(threads);
    try {
      const rows = new WasmClusterRows(team, { ...input, columns: input.columns.length }, points);
      await rows.fill(input, pause);
      return rows;
    } catch (error) {
      team.close();
      throw error;
    }
  }

  leafSums(forest: Forest, x: Float64Array, rows: number, threads: number, pause: Pause): Promise<Float64Array<ArrayBuffer>> {
    return leafSums(this.#threads.team(threads), forest, x, rows, pause);
  }

  inParts<R>(task: string, input: unknown, count: number, run: PartRun): Promise<R[]> {
    return this.#threads.inParts(task as ThreadTask, input, count, run) as Promise<R[]>;
  }

  stop(): Promise<void> {
    return this.#threads.stop();
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(run);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #gram(input: KernelColumns, weights: Float64Array | undefined, pause: Pause | undefined): Promise<Float64Array> {
    const wasm = this.#wasm;
    const k = input.columns.length;
    const [right, left, factors, sum, rest] = this.#layout([k * STRIDE, weights ? k * STRIDE : 0, STRIDE, k * k, k * k], k);
    await this.#overBlocks(input, right, (k * (k + 1)) / 2, pause, (memory, from, count, even) => {
      for (let j = 0; j < k; j++) {
        wasm.shiftColumn(8 * (right + j * STRIDE), even, input.shift[j] ?? 0);
        if (even > count) memory[right + j * STRIDE + count] = 0;
      }
      if (weights) {
        copy(memory, factors, weights, from, count, even);
        for (let j = 0; j < k; j++) wasm.weightColumn(8 * (left + j * STRIDE), 8 * (right + j * STRIDE), 8 * factors, even);
      }
      wasm.gramBlock(8 * (weights ? left : right), 8 * right, 8 * STRIDE, k, even, 8 * sum, 8 * rest);
    });
    const memory = this.#memory();
    const gram = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      for (let b = a; b < k; b++) {
        const cell = a * k + b;
        gram[cell] = gram[b * k + a] = (memory[sum + cell] as number) + (memory[rest + cell] as number);
      }
    }
    return gram;
  }

  async #combine(input: KernelColumns, factors: ArrayLike<number>, pause: Pause | undefined): Promise<Float64Array<ArrayBuffer>> {
    const k = input.columns.length;
    const [panel, shifts, weights, target] = this.#layout([k * STRIDE, k, k, STRIDE], k);
    this.#memory().set(input.shift, shifts);
    this.#memory().set(factors, weights);
    const result = new Float64Array(input.rows);
    await this.#overBlocks(input, panel, k, pause, (memory, from, count, even) => {
      this.#wasm.combineBlock(8 * panel, 8 * STRIDE, k, even, 8 * shifts, 8 * weights, 8 * target);
      result.set(memory.subarray(target, target + count), from);
    });
    return result;
  }

  async #dots(input: KernelColumns, vector: Float64Array, pause: Pause | undefined): Promise<Float64Array<ArrayBuffer>> {
    const k = input.columns.length;
    const [panel, shifts, factors, sums] = this.#layout([k * STRIDE, k, STRIDE, k], k);
    this.#memory().set(input.shift, shifts);
    const totals = input.columns.map(() => new CompensatedSum());
    await this.#overBlocks(input, panel, k, pause, (memory, from, count, even) => {
      copy(memory, factors, vector, from, count, even);
      this.#wasm.dotBlock(8 * panel, 8 * STRIDE, k, even, 8 * shifts, 8 * factors, 8 * sums);
      totals.forEach((total, j) => total.add(memory[sums + j] as number));
    });
    return Float64Array.from(totals, (total) => total.value);
  }

  async #moments(input: KernelColumns, weights: Float64Array | undefined, pause: Pause | undefined): Promise<ColumnSums[]> {
    const k = input.columns.length;
    const [panel, shifts, factors, found] = this.#layout([k * STRIDE, k, STRIDE, 4 * k], k);
    this.#memory().set(input.shift, shifts);
    const [sums, squares] = [new SpannedSums(k), new SpannedSums(k)];
    const [low, high] = [new Float64Array(k).fill(Infinity), new Float64Array(k).fill(-Infinity)];
    let block = 0;
    await this.#overBlocks(input, panel, k, pause, (memory, from, count, even) => {
      // The row beside a last odd one is no distance away.
      if (even > count) for (let j = 0; j < k; j++) memory[panel + j * STRIDE + count] = input.shift[j] ?? 0;
      if (weights) copy(memory, factors, weights, from, count, even);
      this.#wasm.momentBlock(8 * panel, 8 * STRIDE, k, even, 8 * shifts, weights ? 8 * factors : 0, 8 * found);
      for (let j = 0, at = found; j < k; j++, at += 4) {
        sums.add(j, memory[at] as number);
        squares.add(j, memory[at + 1] as number);
        low[j] = Math.min(low[j] as number, memory[at + 2] as number);
        high[j] = Math.max(high[j] as number, memory[at + 3] as number);
      }
      if (++block % SPAN === 0) for (const one of [sums, squares]) one.endSpan();
    });
    for (const one of [sums, squares]) one.endSpan();
    const [sum, square] = [sums.values(), squares.values()];
    return input.columns.map((_, j) => ({ sum: sum[j] as number, squares: square[j] as number, low: low[j] as number, high: high[j] as number }));
  }

  async #lossAt(input: LossRows, coefficients: ArrayLike<number>, wantsCurvature: boolean, pause: Pause | undefined): Promise<LossSums> {
    const wasm = this.#wasm;
    const k = input.columns.length;
    const cells = wantsCurvature ? k * k : 0;
    const [panel, left, shifts, factors, y, weights, scores, slopes, curves, sums, sum, rest] = this.#layout([k * STRIDE, wantsCurvature ? k * STRIDE : 0, k, k, STRIDE, STRIDE, STRIDE, STRIDE, STRIDE, k, cells, cells], k);
    this.#memory().set(input.shift, shifts);
    this.#memory().set(coefficients, factors);
    const loss = new SpannedSums(1);
    const gradient = new SpannedSums(k);
    const curvature = new SpannedSums(cells);
    let block = 0;
    const endSpan = (memory: Float64Array): void => {
      for (const sums of [loss, gradient]) sums.endSpan();
      for (let cell = 0; cell < cells; cell++) curvature.add(cell, (memory[sum + cell] as number) + (memory[rest + cell] as number));
      curvature.endSpan();
      memory.fill(0, sum, sum + cells);
      memory.fill(0, rest, rest + cells);
    };
    await this.#overBlocks(input, panel, k * (wantsCurvature ? (k + 3) / 2 : 2), pause, (memory, from, count, even) => {
      copy(memory, y, input.y, from, count, even);
      // A row of 0 beside a last odd row must weigh nothing.
      if (input.weights) copy(memory, weights, input.weights, from, count, even);
      else if (even > count) memory.fill(1, weights, weights + count)[weights + count] = 0;
      wasm.combineBlock(8 * panel, 8 * STRIDE, k, even, 8 * shifts, 8 * factors, 8 * scores);
      const rowLoss = input.loss === 'logistic' ? wasm.logisticRows : wasm.squaredRows;
      loss.add(0, rowLoss(8 * scores, 8 * y, input.weights || even > count ? 8 * weights : 0, even, 8 * slopes, 8 * curves));
      wasm.dotBlock(8 * panel, 8 * STRIDE, k, even, 8 * shifts, 8 * slopes, 8 * sums);
      for (let j = 0; j < k; j++) gradient.add(j, memory[sums + j] as number);
      if (wantsCurvature) {
        for (let j = 0; j < k; j++) {
          wasm.shiftColumn(8 * (panel + j * STRIDE), even, input.shift[j] ?? 0);
          wasm.weightColumn(8 * (left + j * STRIDE), 8 * (panel + j * STRIDE), 8 * curves, even);
        }
        wasm.gramBlock(8 * left, 8 * panel, 8 * STRIDE, k, even, 8 * sum, 8 * rest);
      }
      if (++block % SPAN === 0) endSpan(memory);
    });
    endSpan(this.#memory());
    return { loss: loss.values()[0] as number, gradient: gradient.values(), curvature: wantsCurvature ? mirrored(curvature.values(), k) : null };
  }

  /** Copies block after block of the columns to `panel` and hands each over; a last odd row gets a row of 0 beside it. */
  async #overBlocks({ columns, rows }: KernelColumns, panel: number, workOfRow: number, pause: Pause | undefined, each: (memory: Float64Array, from: number, count: number, even: number) => void): Promise<void> {
    let memory = this.#memory();
    let work = 0;
    for (let from = 0; from < rows; from += BLOCK) {
      const count = Math.min(BLOCK, rows - from);
      const even = count + (count & 1);
      for (let j = 0; j < columns.length; j++) copy(memory, panel + j * STRIDE, columns[j] as Float64Array, from, count, even);
      each(memory, from, count, even);
      work += count * (workOfRow + columns.length);
      if (pause && work >= WORK) {
        work = 0;
        await pause();
        memory = this.#memory();
      }
    }
  }

  /** Places, in doubles, of parts of these sizes, all 0. */
  #layout<const S extends readonly number[]>(sizes: S, k: number): { readonly [I in keyof S]: number } {
    const first = this.#wasm.base() / 8;
    let next = first;
    const places = sizes.map((size) => {
      const place = next;
      next += size + (size & 1);
      return place;
    });
    if (!this.#wasm.reserve(next * 8)) throw outOfMemory(k);
    this.#memory().fill(0, first, next);
    return places as { readonly [I in keyof S]: number };
  }

  /** A view of the memory as it is now: growth leaves older views empty. */
  #memory(): Float64Array {
    return new Float64Array(this.#wasm.memory.buffer);
  }
}

/** The other half of a symmetric matrix from its upper triangle. */
function mirrored(matrix: Float64Array<ArrayBuffer>, k: number): Float64Array<ArrayBuffer> {
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) matrix[a * k + b] = matrix[b * k + a] as number;
  return matrix;
}

function copy(memory: Float64Array, at: number, values: Float64Array, from: number, count: number, even: number): void {
  memory.set(values.subarray(from, from + count), at);
  if (even > count) memory[at + count] = 0;
}

function outOfMemory(k: number): AppError {
  return new AppError({
    code: 'OUT_OF_MEMORY',
    message: `There is not enough memory for the sums of products of ${k} columns.`,
    next: 'Leave out columns, or close other programs and try again.',
  });
}
