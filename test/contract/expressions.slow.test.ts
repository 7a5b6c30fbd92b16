import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engines } from '../kit/compare-engines.ts';
import { hostileTable } from '../kit/hostile-table.ts';
import { randomExpression } from '../kit/random-expression.ts';

const RUNS = 20_000;
const BATCH = 25;

describe('row expressions, at length', () => {
  it(`are the same bits in SQL, ONNX and NumPy: ${RUNS} expressions`, { timeout: 1_200_000 }, async () => {
    const { number, boolean } = randomExpression(5);
    const exprs = fc.sample(fc.oneof({ weight: 3, arbitrary: number }, { weight: 1, arbitrary: boolean }), { numRuns: RUNS, seed: 2 });
    for (let from = 0; from < RUNS; from += BATCH) {
      // A new table every 2,000 expressions: other rows, and a fresh database and Python.
      const engines = from % 2_000 === 0 ? await opened(from) : current;
      expect(await engines?.differences(exprs.slice(from, from + BATCH))).toEqual([]);
    }
    current?.close();
  });
});

let current: Engines | undefined;

async function opened(seed: number): Promise<Engines> {
  current?.close();
  current = await Engines.open(hostileTable(300, seed));
  return current;
}
