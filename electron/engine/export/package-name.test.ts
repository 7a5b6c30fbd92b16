import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames } from './field-names.ts';
import { packageName } from './package-name.ts';

describe('packageName', () => {
  it.each([
    ['Pump failures', 'pump_failures'],
    ['Mörtel 2', 'mortel_2'],
    ['2025 run', 'project_2025_run'],
    ['pandas', 'pandas_project'],
    ['json', 'json_project'],
    ['class', 'class_project'],
    ['🙂', 'exported_project'],
    ['"; import os', 'import_os'],
  ])('%s', (name, expected) => {
    expect(packageName(name)).toBe(expected);
  });
  it('is an identifier whatever the name', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => /^[a-z][a-z0-9_]*$/.test(packageName(name))), { numRuns: 1000, seed: 1 });
  });
});

describe('fieldNames', () => {
  it('are words of the column where they can be, else its position', () => {
    expect(fieldNames(['Air temperature [K]', 'class', 'model_x', '7', 'air temperature (k)', 'copy', '温度'])).toEqual(['air_temperature_k', 'column_1_', 'column_2_', 'column_3_', 'column_4_', 'column_5_', 'column_6_']);
  });
  it('are distinct identifiers', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => new Set(fieldNames(names)).size === names.length && fieldNames(names).every((name) => /^[a-z][a-z0-9_]*$/.test(name))), { seed: 1 });
  });
});
