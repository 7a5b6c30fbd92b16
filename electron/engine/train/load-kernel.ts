import { readFile } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';
import type { Kernel, KernelColumns, Pause, TreeRows } from '../models/kernel.ts';
import { WasmTreeRows } from './wasm-tree-rows.ts';

/** Rows of a block; six columns of it stay in the first-level cache. */
const BLOCK = 512;
/** Values from one column of a block to the next: not a power of two, so that columns do not compete for cache lines. */
const STRIDE = BLOCK + 8;
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
  gramBlock(left: number, right: number, stride: number, k: number, rows: number, sum: number, rest: number): void;
}

/** Where the build puts the compiled kernels: `kernels/kernels.wasm` in `dist/`, found from sources and from bundles. */
const CANDIDATES = ['../../../dist/kernels/kernels.wasm', '../kernels/kernels.wasm', './kernels/kernels.wasm', '../../kernels/kernels.wasm'];

/** Compiles the kernels: from `path`, or from where the build puts them relative to this file or its bundle. */
export async function loadKernel(path?: string): Promise<Kernel> {
  const bytes = path === undefined ? await readFirst(CANDIDATES.map((name) => new URL(name, import.meta.url))) : await readFirst([path]);
  const { module, instance } = await WebAssembly.instantiate(bytes, {});
  return new WasmKernel(module, instance.exports as unknown as Exports);
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
  readonly #module: WebAssembly.Module;
  readonly #wasm: Exports;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(module: WebAssembly.Module, wasm: Exports) {
    this.#module = module;
    this.#wasm = wasm;
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

  treeRows(rows: number, columns: number): TreeRows {
    return new WasmTreeRows(new WebAssembly.Instance(this.#module, {}), rows, columns);
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
