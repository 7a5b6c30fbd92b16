import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { ROW } from '../../electron/contract/column.ts';
import type { Expr } from '../../electron/engine/expr/expression.ts';
import { layeredSelect } from '../../electron/engine/expr/print-sql.ts';
import type { SqlRules } from '../../electron/engine/expr/sql-rules.ts';
import { double, identifier, join, literal, sql, type Sql } from '../../electron/engine/sql/sql.ts';
import type { HostileCell, TestTable } from './hostile-table.ts';

const SQL_TYPE = { number: 'double', integer: 'bigint', boolean: 'boolean', text: 'varchar', timestamp: 'timestamp' } as const;

/** A DuckDB of one thread with the table loaded as `rows_`. */
export class SqlRunner {
  private constructor(private readonly connection: DuckDBConnection, private readonly table: TestTable) {}

  static async open(table: TestTable): Promise<SqlRunner> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const names = [...table.columns.keys()];
    const types = [...table.columns].map(([name, { type }]) => `${identifier(name).text} ${SQL_TYPE[type]}`);
    await connection.run(`create table rows_ (${[`${ROW} bigint`, ...types].join(', ')})`);
    const lines = Array.from({ length: table.rows }, (_, row) => {
      const cells = names.map((name) => cell(table.columns.get(name)?.cells[row] ?? null, table.columns.get(name)?.type === 'timestamp'));
      return sql`(${[sql`${row}`, ...cells]})`;
    });
    if (lines.length > 0) await connection.run(`insert into rows_ values ${join(lines).text}`);
    return new SqlRunner(connection, table);
  }

  /** The values of the expressions by row; texts stay texts. */
  async evaluate(exprs: readonly Expr[], rules?: SqlRules): Promise<(number | string | null)[][]> {
    const outputs = exprs.map((expr, i) => ({ name: `o${i}`, expr }));
    const columns = new Map([...this.table.columns].map(([name, { type }]) => [name, type]));
    const query = layeredSelect({ from: identifier('rows_'), keep: [identifier(ROW)], outputs, columns, ...(rules && { rules }) });
    return this.columnsOf(sql`select * exclude (${identifier(ROW)}) from (${query}) order by ${identifier(ROW)}`);
  }

  async columnsOf(query: Sql): Promise<(number | string | null)[][]> {
    const reader = await this.connection.runAndReadAll(query.text);
    return reader.getColumns().map((values) => values.map((value) => (typeof value === 'boolean' ? Number(value) : typeof value === 'number' || typeof value === 'string' ? value : value === null ? null : Number(value))));
  }

  close(): void {
    this.connection.closeSync();
  }
}

function cell(value: HostileCell, isTime: boolean): Sql {
  if (value === null) return sql`null`;
  if (typeof value === 'boolean') return value ? sql`true` : sql`false`;
  if (typeof value === 'string') return literal(value);
  return isTime ? sql`make_timestamp(${BigInt(value)})` : double(value);
}
