import type { ColumnType } from '../../contract/column.ts';
import type { Search } from '../../contract/rows.ts';
import { type Sql, double, identifier, literal, sql } from '../sql/sql.ts';

interface Named {
  readonly name: string;
  readonly type: ColumnType;
}

/** A cell as text with all its digits, NULL where it is missing: whole numbers without a point, instants as 2026-11-20 08:15:00. */
export function cellWords({ name, type }: Named): Sql {
  const column = identifier(name);
  if (type === 'text') return column;
  if (type !== 'number') return sql`cast(${column} as varchar)`;
  return sql`case when ${column} = floor(${column}) and abs(${column}) < 1e15 then cast(cast(${column} as bigint) as varchar) else cast(${column} as varchar) end`;
}

/** Digits from which on a typed number may be one that the grid has shortened. */
const SHORTENED = 8;

/** Whether a cell is what is looked for; not true where it is missing. */
export function cellMatches(column: Named, { text, whole = false }: Search): Sql {
  const cell = identifier(column.name);
  const sought = text.trim();
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(sought) ? Number(sought) : Number.NaN;
  const isNumber = (column.type === 'number' || column.type === 'integer') && Number.isFinite(value);
  if (whole && isNumber) return sql`${cell} = ${double(value)}`;
  const words = column.type === 'text' ? sql`lower(${cell})` : cellWords(column);
  const wanted = column.type === 'text' ? sql`lower(${literal(text)})` : literal(sought.toLowerCase());
  if (whole) return sql`${words} = ${wanted}`;
  if (!isNumber || column.type === 'integer') return sql`contains(${words}, ${wanted})`;
  return sql`(contains(${words}, ${wanted})${near(cell, sought, value)})`;
}

/** The grid rounds to eight digits: what is seen can be typed and is found. */
function near(cell: Sql, typed: string, value: number): Sql {
  const [, mantissa = '', exponent = '0'] = /^[+-]?([\d.]*)(?:[eE]([+-]?\d+))?$/.exec(typed) ?? [];
  if (mantissa.replace('.', '').replace(/^0+/, '').length < SHORTENED) return sql``;
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return sql` or abs(${cell} - ${double(value)}) <= ${double(0.5 * 10 ** (Number(exponent) - decimals))}`;
}
