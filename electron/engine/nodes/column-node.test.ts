import { describe, expect, it } from 'vitest';
import type { Column } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import type { Json } from '../base/canonical-json.ts';
import type { RowNode } from './node.ts';
import { oneHotEncoder } from './one-hot-encoder/one-hot-encoder.ts';
import { simpleImputer } from './simple-imputer/simple-imputer.ts';
import { standardScaler } from './standard-scaler/standard-scaler.ts';

const feature = (name: string, type: Column['type']): Column => ({ name, type, role: 'feature' });
const row = (node: typeof oneHotEncoder): RowNode => (node.kind === 'row' ? node : expect.unreachable());

function errorOf(work: () => unknown): AppError['data'] {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.data;
    throw error;
  }
  return expect.unreachable('an AppError was expected');
}

describe('columnNode', () => {
  const encoder = row(oneHotEncoder);
  const params = encoder.params.parse({ columns: ['colour'] });
  const names = (state: Json, schema: Column[]): string[] => (encoder.outputs(schema, params, state, null) ?? []).map((one) => one.name);

  it('puts the new columns in the place of the old one', () => {
    expect(names([{ levels: ['blue', 'red'] }], [feature('a', 'number'), feature('colour', 'text'), feature('z', 'text')])).toEqual(['a', 'colour_blue', 'colour_red', 'z']);
  });

  it('numbers levels whose names differ by capitals alone, or not at all', () => {
    expect(names([{ levels: ['Red', 'nan', 'red', null] }], [feature('colour', 'text')])).toEqual(['colour_Red', 'colour_nan', 'colour_red_2', 'colour_nan_2']);
  });

  it('refuses a level whose column would have the name of another, once the levels are known', () => {
    const schema = [feature('colour', 'text'), feature('Colour_RED', 'number')];
    expect(encoder.outputs(schema, params, null, null)).toBe(null);
    expect(errorOf(() => names([{ levels: ['red'] }], schema))).toMatchObject({ code: 'COLUMN_NAME_TAKEN' });
  });

  it('refuses more levels than allowed, and names what to do', () => {
    const categories = { levels: [{ value: 'a', count: 1 }], more: true };
    expect(errorOf(() => encoder.learn?.({ 0: { rows: 9, categories } }, params, [feature('colour', 'text')], null))).toMatchObject({
      code: 'TOO_MANY_LEVELS',
      place: { column: 'colour', field: 'maxLevels' },
    });
  });
});

describe('standard scaler', () => {
  it('refuses a variance that left the range of numbers', () => {
    const scaler = row(standardScaler);
    const params = scaler.params.parse({ columns: ['x'] });
    expect(errorOf(() => scaler.learn?.({ 0: { count: 3, mean: 1, variance: null } }, params, [feature('x', 'number')], null))).toMatchObject({ code: 'STATISTIC_OVERFLOW', place: { column: 'x' } });
    expect(errorOf(() => scaler.learn?.({ 0: { count: 0, mean: null, variance: null } }, params, [feature('x', 'number')], null))).toMatchObject({ code: 'NO_VALUES', place: { column: 'x' } });
  });
});

describe('simple imputer', () => {
  const schema = [feature('x', 'number'), feature('s', 'text')];
  const codes = (params: Record<string, unknown>): string[] => (simpleImputer.check?.(simpleImputer.params.parse(params), schema) ?? []).map((problem) => problem.code);

  it('refuses strategies that the columns cannot have, and fill values without effect', () => {
    expect(codes({ columns: ['x'] })).toEqual([]);
    expect(codes({ columns: ['s'] })).toEqual(['TEXT_NEEDS_MODE']);
    expect(codes({ columns: ['x', 's'], strategy: 'most_frequent' })).toEqual(['MIXED_TYPES']);
    expect(codes({ columns: ['x'], fillValue: 1 })).toEqual(['NO_EFFECT']);
    expect(codes({ columns: ['x'], strategy: 'constant' })).toEqual(['FILL_VALUE_MISSING']);
    expect(codes({ columns: ['s'], strategy: 'constant', fillValue: '' })).toEqual(['FILL_VALUE_MISSING']);
    expect(codes({ columns: ['s'], strategy: 'constant', fillValue: 1 })).toEqual(['FILL_VALUE_TYPE']);
    expect(codes({ columns: ['s'], strategy: 'constant', fillValue: 'none' })).toEqual([]);
  });
});
