import { describe, expect, it } from 'vitest';
import { findModel } from '../models/registry.ts';
import { nodeTableBytes } from './wasm-node-table.ts';
import { valueTableBytes } from './wasm-value-table.ts';
import { availableBytes, requireMemory, trainingBytes } from './memory-budget.ts';

const GB = 2 ** 30;

describe('memory for training', () => {
  it('is one and a half of the matrix and 300 MB', () => {
    expect(trainingBytes(1_000_000, 30)).toBe(360_000_000 + 300 * 2 ** 20);
  });

  it('is refused before the start where it does not suffice, with the number of rows that would do', () => {
    expect(() => requireMemory(10_000_000, 100, 0, 4 * GB)).toThrow(
      expect.objectContaining({ data: expect.objectContaining({ code: 'OUT_OF_MEMORY', message: expect.stringContaining('10000000 rows of 100 features') as unknown, next: expect.stringContaining('3316995') as unknown }) as unknown }) as Error,
    );
    expect(() => requireMemory(3_316_995, 100, 0, 4 * GB)).not.toThrow();
    expect(() => requireMemory(10_000_000, 100, 0, 0)).toThrow('are free');
  });

  it('counts what a model keeps beside the matrix', () => {
    const beside = (id: string, params: Record<string, unknown> = {}): number => {
      const model = findModel(id);
      return model.beside?.({ rows: 84, features: 8750, classes: 2, threads: 2 }, model.params.parse(params)) ?? 0;
    };
    expect(() => requireMemory(84, 8750, beside('lasso'), 2 * GB)).toThrow('needs up to');
    for (const id of ['ridge', 'linear-regression', 'poisson-regression', 'logistic-regression', 'decision-tree']) expect(() => requireMemory(84, 8750, beside(id), GB / 2)).not.toThrow();
    expect(() => requireMemory(84, 8750, beside('logistic-regression', { l1Ratio: 0.5 }), 2 * GB)).toThrow('needs up to');
  });

  it.each([[10_000_000, 3, 2, 8], [10_000_000, 30, 2, 4], [2_000_000, 1, 0, 16]])('counts the tables of %i rows, %i columns and %i classes that each of %i threads has to grow trees', (rows, features, classes, threads) => {
    const bins = Array.from({ length: features }, (_, cell) => ({ bins: 255, hasMissing: true, cell, codes: 0, isWide: false }));
    const tables = { 'random-forest': nodeTableBytes(rows, classes, bins) + (rows * features) / threads, 'extra-trees': valueTableBytes(rows, features, classes) };
    for (const [id, bytes] of Object.entries(tables)) {
      const model = findModel(id);
      const promised = trainingBytes(rows, features, model.beside?.({ rows, features, classes, threads }, model.params.parse({})));
      expect(promised, id).toBeGreaterThan(rows * features * 8 + threads * bytes);
      expect(promised, id).toBeLessThan(1.5 * rows * features * 8 + 1.6 * threads * bytes + 2 ** 29);
    }
  });

  it('is not asked about for few rows, and is known of this machine', () => {
    expect(() => requireMemory(1000, 10, 0, 0)).not.toThrow();
    expect(availableBytes()).toBeGreaterThan(0);
  });
});
