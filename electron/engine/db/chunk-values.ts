import { DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBDataChunk, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { textDecoder } from '@duckdb/node-api/lib/vectors/dataAccessors.js';

// The binding would leave out a U+FEFF that a text begins with: another text than the one in the database.
const whole = new TextDecoder('utf-8', { ignoreBOM: true });
textDecoder.decode = whole.decode.bind(whole);

/** A value as it comes out of the database: 64-bit integers and timestamps (epoch microseconds) are bigint. */
export type Value = null | boolean | number | bigint | string;
export type Row = Readonly<Record<string, Value>>;

/** Whole columns: numbers with NaN where the statement gave NaN (coalesce there: what is NULL here is garbage), texts with '' for NULL. */
export type ColumnArray = Float64Array | BigInt64Array | readonly string[];

/** The rows of a chunk by name. */
export function rowsOf(result: DuckDBResult, chunk: DuckDBDataChunk): Row[] {
  const names = result.columnNames();
  const columns = names.map((_, i) => chunk.getColumnValues(i));
  return Array.from({ length: chunk.rowCount }, (_, r) => Object.fromEntries(names.map((name, i) => [name, plain(columns[i]?.[r] ?? null)])));
}

function plain(value: DuckDBValue): Value {
  if (value === null || typeof value !== 'object') return value as Value;
  if ('micros' in value && typeof value.micros === 'bigint') return value.micros;
  throw new Error(`A statement of the engine gave a value that has no form here: ${String(value)}; cast it in SQL`);
}

/** An array for a column of a type; `into` gives the next array of the caller for numbers. */
export function emptyArray(type: DuckDBTypeId, rows: number, into: () => Float64Array | undefined): Float64Array | BigInt64Array | string[] {
  if (type === DuckDBTypeId.DOUBLE) return into() ?? new Float64Array(rows);
  if (type === DuckDBTypeId.BIGINT) return new BigInt64Array(rows);
  if (type === DuckDBTypeId.VARCHAR) return [];
  throw new Error('columns() takes DOUBLE, BIGINT and VARCHAR; cast the others in SQL');
}

/** The same values in an array that holds more. */
export function grown(target: Float64Array | BigInt64Array | string[], capacity: number, fixed: boolean): Float64Array | BigInt64Array | string[] {
  if (Array.isArray(target) || target.length >= capacity) return target;
  if (fixed) throw new Error('More rows came than the arrays hold');
  const next = target instanceof Float64Array ? new Float64Array(capacity) : new BigInt64Array(capacity);
  (next as Float64Array).set(target as Float64Array);
  return next;
}

/** Copies a column of a chunk to its place in an array. */
export function copyColumn(chunk: DuckDBDataChunk, index: number, target: Float64Array | BigInt64Array | string[], offset: number): void {
  if (Array.isArray(target)) {
    for (const value of chunk.getColumnValues(index)) target.push(typeof value === 'string' ? value : '');
    return;
  }
  // The vector's own memory, of which the types say that it is private: reading value by value takes three times as long.
  const { items } = chunk.getColumnVector(index) as unknown as { items: Float64Array };
  (target as Float64Array).set(items.length === chunk.rowCount ? items : items.subarray(0, chunk.rowCount), offset);
}
