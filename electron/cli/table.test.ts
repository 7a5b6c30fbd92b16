import { expect, it } from 'vitest';
import { table } from './table.ts';

it('gives each row one line, though names have line breaks', () => {
  expect(table(['column', 'mean'], [['Druck\r\n[bar]', '2.5'], ['x', '10']])).toBe('column       mean\n───────────  ────\nDruck [bar]   2.5\nx              10\n');
});
