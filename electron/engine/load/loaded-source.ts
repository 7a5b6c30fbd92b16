import type { ColumnType } from '../../contract/column.ts';
import type { LoadReport } from '../../contract/load-report.ts';
import type { Sql } from '../sql/sql.ts';

export interface LoadedColumn {
  name: string;
  type: ColumnType;
}

/** A source in the database: `__mw_row`, then the columns by their own names. */
export interface LoadedSource {
  table: Sql;
  columns: LoadedColumn[];
  rows: number;
  report: LoadReport;
}
