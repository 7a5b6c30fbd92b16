import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Call } from './call-board.ts';
import { KernelThreads, type Team } from './kernel-threads.ts';
import { overSpans } from './span-rows.ts';

const module = await WebAssembly.compile(await readFile(new URL('../../../dist/kernels/kernels.wasm', import.meta.url)));
const SPAN = 8192;
/** Enough for several rounds of spans, the last of which is not whole. */
const rows = 30 * SPAN + 1234;

/** Makes the calls of a team one at a time, in another order: threads never end them in that of the rows. */
function inOrderOf(team: Team, shuffled: (calls: readonly Call[]) => readonly Call[]): Team {
  const run = (calls: readonly Call[]): void => shuffled(calls).forEach((call) => team.run([call]));
  return new Proxy(team, {
    get(_, key) {
      if (key === 'run') return run;
      if (key === 'runBeside') return (calls: readonly Call[], meanwhile: () => void) => (run(calls), meanwhile());
      const value: unknown = Reflect.get(team, key, team);
      return typeof value === 'function' ? value.bind(team) : value;
    },
  });
}

describe('spans of rows', () => {
  it.each([
    ['first to last', (calls: readonly Call[]) => calls],
    ['last to first', (calls: readonly Call[]) => calls.toReversed()],
    ['every other one first', (calls: readonly Call[]) => [...calls.filter((_, i) => i % 2 === 1), ...calls.filter((_, i) => i % 2 === 0)]],
  ])('are added in the order of rows when threads end them %s', async (_, shuffled) => {
    const team = new KernelThreads(module).team(2);
    team.begin(0, 0);
    const heard: number[] = [];
    // The sum of a span is the number of the row that its last piece begins with.
    await overSpans(inOrderOf(team, shuffled), { columns: [Float64Array.from({ length: rows }, (_, i) => i)], rows, shift: [0] }, {
      sums: 1,
      room: 0,
      beside: [],
      constants: [],
      rowWork: 1,
      call: ({ columns, sums }) => ['copyBytes', sums, columns, 8],
      end: ([sum = NaN]) => heard.push(Math.floor(sum / SPAN)),
    }, undefined);
    team.close();
    expect(heard).toEqual(Array.from({ length: 31 }, (_, span) => span));
  });
});
