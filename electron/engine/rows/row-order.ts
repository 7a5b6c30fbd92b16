import { ROW, type ColumnType } from '../../contract/column.ts';
import type { RowFilter, RowSort } from '../../contract/rows.ts';
import { AppError } from '../base/app-error.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { Database, JobContext } from '../db/database.ts';
import { type Sql, identifier, sql } from '../sql/sql.ts';
import { columnNamed, filtersSql } from './row-filter.ts';

/** A loaded table of which rows are asked. */
export interface RowTable {
  readonly db: Database;
  readonly table: Sql;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly rows: number;
  /** Whether row ids count on without a gap, so that a place in the file's order is the row id. */
  readonly gapless: boolean;
}

export interface KeptRows {
  readonly filters?: readonly RowFilter[] | undefined;
  readonly sort?: RowSort | undefined;
}

/** Row ids in the order of a view: the rowid of `ids` is the place. Without `ids` the place itself is the row id. */
export interface RowOrder {
  readonly ids: Sql | null;
  readonly rows: number;
}

const MOST_ORDERS = 4;
const orders = new WeakMap<Database, Map<string, Promise<RowOrder>>>();

/** The order of a view, made once and kept while the view is among those used last. */
export async function rowOrder(table: RowTable, kept: KeptRows, context: JobContext): Promise<RowOrder> {
  const { filters = [], sort } = kept;
  if (filters.length === 0 && !sort && table.gapless) return { ids: null, rows: table.rows };
  const known = orders.get(table.db) ?? new Map<string, Promise<RowOrder>>();
  orders.set(table.db, known);
  const key = canonicalJson([table.table.text, filters, sort ?? null] as unknown as Json);
  for (;;) {
    const making = known.get(key) ?? makeOrder(table, filters, sort, context);
    known.delete(key);
    known.set(key, making);
    try {
      const order = await making;
      await forgetOldest(table.db, known);
      return order;
    } catch (error) {
      if (known.get(key) === making) known.delete(key);
      // Whoever asked first was stopped, and this caller was not.
      if (error instanceof AppError && error.data.kind === 'cancelled' && context.signal?.aborted !== true) continue;
      throw error;
    }
  }
}

async function makeOrder({ db, table, columns }: RowTable, filters: readonly RowFilter[], sort: RowSort | undefined, context: JobContext): Promise<RowOrder> {
  const ids = identifier(db.name('order'));
  const row = identifier(ROW);
  if (sort) columnNamed(columns, sort.column);
  const by = sort ? sql`${identifier(sort.column)} ${sort.descending ? sql`desc` : sql`asc`} nulls last, ${row}` : row;
  await db.run(sql`create table ${ids} as select ${row} as id from ${table} where ${filtersSql(filters, columns)} order by ${by}`, { ...context, stage: sort ? 'Sorting' : 'Filtering' });
  const { n } = await db.row(sql`select count(*) as n from ${ids}`);
  return { ids, rows: Number(n) };
}

async function forgetOldest(db: Database, known: Map<string, Promise<RowOrder>>): Promise<void> {
  for (const [key, making] of known) {
    if (known.size <= MOST_ORDERS) return;
    known.delete(key);
    const order = await making.catch(() => null);
    if (order?.ids) await db.run(sql`drop table if exists ${order.ids}`);
  }
}

/** Where a row stands in an order; null if it is not in it. */
export async function placeOfRow({ db, rows }: RowTable, order: RowOrder, row: number, context: JobContext): Promise<number | null> {
  if (!order.ids) return row < rows ? row : null;
  const [found] = await db.rows(sql`select rowid as place from ${order.ids} where id = ${row}`, context);
  return found ? Number(found['place']) : null;
}
