import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { KernelThreads } from './kernel-threads.ts';
import { WasmClusterRows } from './wasm-cluster-rows.ts';

const module = await WebAssembly.compile(await readFile(new URL('../../../dist/kernels/kernels.wasm', import.meta.url)));
const SPAN = 8192;
const rows = 5 * SPAN + 77;
const k = 3;
const columns = Array.from({ length: k }, (_, j) => Float64Array.from({ length: rows }, (_, i) => Math.sin(i * (j + 1)) * 10 ** (i % 5)));
const points = Float64Array.of(0, 0, 0, 5, -3, 1, 1e3, 20, -40);
const pause = (): Promise<void> => Promise.resolve();

/** All that is found where so many bytes of rows stay in memory. */
async function found(held: number, threads: number): Promise<unknown> {
  const all = new KernelThreads(module);
  const room = new WasmClusterRows(all.team(threads), { rows, columns, shift: [1, 2, 3] }, 3, held);
  try {
    await room.fill(pause);
    const tried = await room.tryPoints(points, pause);
    const taken = Float64Array.from(await room.take(1, pause));
    const nearest = await room.nearest(points, pause);
    return { tried, taken, labels: Int32Array.from(nearest.labels), distances: Float64Array.from(nearest.distances), sums: nearest.sums, counts: nearest.counts };
  } finally {
    room.close();
    await all.stop();
  }
}

it.each([
  ['all', Infinity, 3],
  ['two spans', 2 * SPAN * k * 8, 1],
  ['two spans', 2 * SPAN * k * 8, 3],
  ['none', 0, 2],
])('finds the same to the bit whether rows stay in memory or are copied in: %s, %i bytes, %i threads', async (_, held, threads) => {
  expect(await found(held, threads)).toEqual(await found(Infinity, 1));
});
