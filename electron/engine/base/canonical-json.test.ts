import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

it('keeps lists of numbers on a line each where that is asked for, and the same value', () => {
  const value = { counts: [[1, 0], [-0, 2.5]], names: ['a', 'b'], thresholds: [null, 0.5], empty: [] };
  expect(canonicalJson(value, 1, { rows: true })).toBe('{\n "counts": [\n  [1,0],\n  [0,2.5]\n ],\n "empty": [],\n "names": [\n  "a",\n  "b"\n ],\n "thresholds": [null,0.5]\n}\n');
  expect(JSON.parse(canonicalJson(value, 1, { rows: true }))).toEqual(JSON.parse(canonicalJson(value, 1)));
});
