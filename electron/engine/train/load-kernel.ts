import { readFile } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import type { Forest } from '../models/binned-trees/forest.ts';
import type { ClusterRows, ColumnRows, ColumnSums, Kernel, KernelColumns, LossRows, LossSums, PartRun, Pause, TreeRows } from '../models/kernel.ts';
import type { ThreadTask } from '../models/thread-tasks.ts';
import { combine, dots, gram, moments } from './column-sums.ts';
import { KernelThreads, type Team } from './kernel-threads.ts';
import { leafSums } from './leaf-sums.ts';
import { lossAt } from './loss-sums.ts';
import { usefulThreads } from './span-rows.ts';
import { WasmClusterRows } from './wasm-cluster-rows.ts';
import { WasmColumnRows } from './wasm-column-rows.ts';
import { WasmTreeRows } from './wasm-tree-rows.ts';

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

class WasmKernel implements Kernel {
  readonly #threads: KernelThreads;
  /** Those that stream rows, by the number of their threads. Each has one memory: what it does queues up. */
  readonly #teams = new Map<number, Team>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(threads: KernelThreads) {
    this.#threads = threads;
  }

  gram(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<Float64Array> {
    return this.#streaming(input, (team) => gram(team, input, weights, pause));
  }

  combine(input: KernelColumns, factors: ArrayLike<number>, pause?: Pause): Promise<Float64Array<ArrayBuffer>> {
    return this.#streaming(input, (team) => combine(team, input, factors, pause));
  }

  dots(input: KernelColumns, vector: Float64Array, pause?: Pause): Promise<Float64Array<ArrayBuffer>> {
    return this.#streaming(input, (team) => dots(team, input, vector, pause));
  }

  moments(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<ColumnSums[]> {
    return this.#streaming(input, (team) => moments(team, input, weights, pause));
  }

  lossAt(rows: LossRows, coefficients: ArrayLike<number>, wantsCurvature: boolean, pause?: Pause): Promise<LossSums> {
    return this.#streaming(rows, (team) => lossAt(team, rows, coefficients, wantsCurvature, pause));
  }

  columnRows(rows: number, columns: number): ColumnRows {
    return new WasmColumnRows(this.#threads.team(1), rows, columns);
  }

  treeRows(rows: number, columns: number, threads: number, isRanked = false): TreeRows {
    return new WasmTreeRows(this.#threads.team(threads), rows, columns, isRanked);
  }

  async clusterRows(input: KernelColumns, points: number, threads: number, pause: Pause): Promise<ClusterRows> {
    const team = this.#threads.team(threads);
    try {
      const rows = new WasmClusterRows(team, input, points);
      await rows.fill(pause);
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

  #streaming<T>(input: KernelColumns, run: (team: Team) => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => run(this.#team(usefulThreads(input))));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #team(threads: number): Team {
    const known = this.#teams.get(threads);
    if (known && !known.isLost) return known;
    known?.close();
    const team = this.#threads.team(threads, false);
    team.begin(0, 0);
    this.#teams.set(threads, team);
    return team;
  }
}
