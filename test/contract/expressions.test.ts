import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Expr } from '../../electron/engine/expr/expression.ts';
import { Engines } from '../kit/compare-engines.ts';
import { hostileTable } from '../kit/hostile-table.ts';
import { randomExpression } from '../kit/random-expression.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await Engines.open(hostileTable(300));
});
afterAll(() => engines.close());

describe('row expressions', () => {
  it('are the same bits in SQL, ONNX and NumPy, one row or many', { timeout: 60_000 }, async () => {
    const { number, boolean } = randomExpression(5);
    const exprs: Expr[] = fc.sample(fc.oneof({ weight: 3, arbitrary: number }, { weight: 1, arbitrary: boolean }), { numRuns: 1_000, seed: 1 });
    for (let from = 0; from < exprs.length; from += 50) {
      const found = await engines.differences(exprs.slice(from, from + 50));
      expect(found.map((difference) => JSON.stringify(difference, (_, value: unknown) => (typeof value === 'number' ? String(value) : value))).slice(0, 3)).toEqual([]);
    }
  });
});
