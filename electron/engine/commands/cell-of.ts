import type { Cell } from '../../contract/column.ts';
import type { Value } from '../db/chunk-values.ts';

/** A value as it travels to the window: whole numbers past 2^53 as text, so that no digit is lost. */
export function cellOf(value: Value): Cell {
  if (typeof value !== 'bigint') return value;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}
