import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../base/canonical-json.ts';
import type { TrainingData } from '../models/model.ts';
import { findModel } from '../models/registry.ts';
import { KernelThreads } from './kernel-threads.ts';
import { loadKernel } from './load-kernel.ts';
import { TeamMemory } from './team-memory.ts';

const kernel = await loadKernel();
const rows = 80_000;
const features = Array.from({ length: 35 }, (_, j) => `x${j}`);

function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/** Enough rows for every loop to be cut into pieces. */
const x = numbers(rows * features.length, 3).map((value, i) => (i % 11 === 0 ? NaN : value));
const y = numbers(rows, 5).map((value, i) => (value + (x[i] || 0) + (x[i + rows] || 0) > 0 ? 1 : 0));
const data: TrainingData = { task: 'binary', x, rows, features, y, classes: ['a', 'b'] };
const boosting = findModel('gradient-boosting');
const fit = (threads: number, rounds: number, signal?: AbortSignal): Promise<unknown> =>
  boosting.fit(kernel, data, boosting.params.parse({ nEstimators: rounds, subsample: 0.9 }), { seed: 1, threads, ...(signal ? { signal } : {}) });

describe('threads', () => {
  it('grow the same trees, however many there are', async () => {
    const alone = canonicalJson((await fit(1, 2)) as never);
    for (const threads of [2, 4]) expect(canonicalJson((await fit(threads, 2)) as never)).toBe(alone);
  });

  it('end the job with an error when one of them is killed, and serve the next', async () => {
    const killed = fit(2, 1000);
    setTimeout(() => void kernel.stop(), 300);
    await expect(killed).rejects.toMatchObject({ data: { code: 'THREAD_LOST' } });
    expect(canonicalJson((await fit(2, 1)) as never)).toBe(canonicalJson((await fit(1, 1)) as never));
  });
});

describe('the memory of a team', async () => {
  const module = await WebAssembly.compile(await readFile(new URL('../../../dist/kernels/kernels.wasm', import.meta.url)));
  const bytes = 2 ** 16;

  it('is that of the team before, and empty', () => {
    const threads = new KernelThreads(module);
    const [first, second] = [1, 2].map(() => {
      const team = threads.team(1);
      const memory = new TeamMemory(team, 'a test', 'ask for less');
      const at = memory.take(bytes);
      const values = new Uint8Array(memory.buffer, at, bytes);
      const isEmpty = values.every((value) => value === 0);
      values.fill(7);
      memory.giveBack(at);
      const again = new Uint8Array(memory.buffer, memory.take(bytes), bytes);
      team.close();
      return { memory: team.memory, isEmpty, isKept: again.every((value) => value === 7) };
    });
    expect(second?.memory).toBe(first?.memory);
    for (const team of [first, second]) expect(team).toMatchObject({ isEmpty: true, isKept: true });
  });
});
