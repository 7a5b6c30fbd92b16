import { readFile } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import type { GramInput, Kernel, Pause } from '../models/kernel.ts';

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
  gramBlock(left: number, right: number, stride: number, k: number, rows: number, sum: number, rest: number): void;
}

/** Where the build puts the compiled kernels: `kernels/kernels.wasm` in `dist/`, found from sources and from bundles. */
const CANDIDATES = ['../../../dist/kernels/kernels.wasm', '../kernels/kernels.wasm', './kernels/kernels.wasm', '../../kernels/kernels.wasm'];

/** Compiles the kernels: from `path`, or from where the build puts them relative to this file or its bundle. */
export async function loadKernel(path?: string): Promise<Kernel> {
  const bytes = path === undefined ? await readFirst(CANDIDATES.map((name) => new URL(name, import.meta.url))) : await readFirst([path]);
  const { instance } = await WebAssembly.instantiate(bytes, {});
  return new WasmKernel(instance.exports as unknown as Exports);
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

/** One instance holds one memory: calls follow each other, so an instance belongs to one job at a time. */
class WasmKernel implements Kernel {
  readonly #wasm: Exports;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(wasm: Exports) {
    this.#wasm = wasm;
  }

  gram(input: GramInput, pause?: Pause): Promise<Float64Array> {
    const result = this.#queue.then(() => this.#gram(input, pause));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #gram({ columns, rows, shift, weights }: GramInput, pause?: Pause): Promise<Float64Array> {
    const wasm = this.#wasm;
    const k = columns.length;
    const panel = k * STRIDE * 8;
    const right = wasm.base();
    const left = weights ? right + panel : right;
    const factors = left + panel;
    const sum = factors + STRIDE * 8;
    const rest = sum + k * k * 8;
    if (!wasm.reserve(rest + k * k * 8)) throw outOfMemory(k);
    let memory = new Float64Array(wasm.memory.buffer);
    memory.fill(0, sum / 8, rest / 8 + k * k);

    const perBlock = (BLOCK * k * (k + 1)) / 2;
    let work = 0;
    for (let from = 0; from < rows; from += BLOCK) {
      const count = Math.min(BLOCK, rows - from);
      const even = count + (count & 1);
      for (let j = 0; j < k; j++) {
        const at = right / 8 + j * STRIDE;
        memory.set((columns[j] as Float64Array).subarray(from, from + count), at);
        wasm.shiftColumn(at * 8, even, shift[j] ?? 0);
        if (even > count) memory[at + count] = 0;
      }
      if (weights) {
        memory.set(weights.subarray(from, from + count), factors / 8);
        if (even > count) memory[factors / 8 + count] = 0;
        for (let j = 0; j < k; j++) wasm.weightColumn(left + j * STRIDE * 8, right + j * STRIDE * 8, factors, even);
      }
      wasm.gramBlock(left, right, STRIDE * 8, k, even, sum, rest);
      work += perBlock;
      if (pause && work >= WORK) {
        work = 0;
        await pause();
        memory = new Float64Array(wasm.memory.buffer);
      }
    }
    const gram = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      for (let b = a; b < k; b++) {
        const cell = a * k + b;
        gram[cell] = gram[b * k + a] = (memory[sum / 8 + cell] ?? 0) + (memory[rest / 8 + cell] ?? 0);
      }
    }
    return gram;
  }
}

function outOfMemory(k: number): AppError {
  return new AppError({
    code: 'OUT_OF_MEMORY',
    message: `There is not enough memory for the sums of products of ${k} columns.`,
    next: 'Leave out columns, or close other programs and try again.',
  });
}
