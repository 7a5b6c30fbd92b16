import type { ColumnType } from '../../contract/column.ts';
import type { RowFilter } from '../../contract/rows.ts';
import { AppError } from '../base/app-error.ts';
import { type Sql, double, identifier, join, literal, sql } from '../sql/sql.ts';

type Columns = readonly { readonly name: string; readonly type: ColumnType }[];

/** The column of a name; an AppError where there is none. */
export function columnNamed<C extends Columns[number]>(columns: readonly C[], name: string): C {
  const found = columns.find((one) => one.name === name);
  if (!found) throw new AppError({ code: 'UNKNOWN_COLUMN', message: `There is no column "${name}".`, place: { column: name }, next: 'Choose a column that is there.' });
  return found;
}

/** The condition of a filter, true or not true for every row. */
export function filterSql(filter: RowFilter, columns: Columns): Sql {
  const { type } = columnNamed(columns, filter.column);
  const column = identifier(filter.column);
  switch (filter.kind) {
    case 'missing':
      return filter.missing ? sql`${column} is null` : sql`${column} is not null`;
    case 'contains':
      if (type !== 'text') throw unfit(filter, 'texts');
      return sql`contains(lower(${column}), lower(${literal(filter.text)}))`;
    case 'range': {
      if (type === 'text' || type === 'boolean') throw unfit(filter, 'numbers and dates');
      const ends = [
        ...(filter.from === null ? [] : [sql`${column} >= ${bound(filter.from, type, Math.ceil)}`]),
        ...(filter.to === null ? [] : [sql`${column} <= ${bound(filter.to, type, Math.floor)}`]),
      ];
      return join([sql`${column} is not null`, ...ends], ' and ');
    }
    case 'among':
      return sql`${column} in (${filter.values.map((value) => valueSql(value, type, filter))})`;
  }
}

/** All conditions together, or nothing to ask. */
export function filtersSql(filters: readonly RowFilter[], columns: Columns): Sql {
  return filters.length === 0 ? sql`true` : join(filters.map((filter) => sql`coalesce(${filterSql(filter, columns)}, false)`), ' and ');
}

function bound(value: number, type: ColumnType, round: (value: number) => number): Sql {
  const whole = round(value);
  if (type === 'timestamp') return sql`make_timestamp(${Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, whole))})`;
  return type === 'integer' && Number.isSafeInteger(whole) ? sql`cast(${whole} as bigint)` : double(value);
}

function valueSql(value: number | boolean | string, type: ColumnType, filter: RowFilter): Sql {
  if (type === 'text') return literal(String(value));
  if (type === 'boolean' && typeof value === 'boolean') return value ? sql`true` : sql`false`;
  if (type === 'integer' && /^[+-]?\d{1,19}$/.test(String(value))) return sql`try_cast(${literal(String(value))} as bigint)`;
  if (typeof value === 'number' && (type === 'number' || type === 'integer')) return double(value);
  if (typeof value === 'number' && type === 'timestamp' && Number.isSafeInteger(value)) return sql`make_timestamp(${value})`;
  throw unfit(filter, `values such as ${JSON.stringify(value)}`);
}

function unfit({ column }: RowFilter, what: string): AppError {
  return new AppError({ code: 'FILTER_UNFIT', message: `The column "${column}" cannot be filtered by ${what}: it is of another type.`, place: { column, field: 'filters' }, next: 'Choose a filter for the type of the column.' });
}
