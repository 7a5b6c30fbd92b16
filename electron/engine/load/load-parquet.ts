import type { ColumnType } from '../../contract/column.ts';
import type { Dialect, LoadNote, LoadOptions } from '../../contract/load-report.ts';
import { AppError } from '../base/app-error.ts';
import { aggregateRow } from '../db/aggregate-row.ts';
import type { Database, JobContext } from '../db/database.ts';
import { type Sql, identifier, literal, sql } from '../sql/sql.ts';
import { trimCell } from './cell-grammar.ts';
import { cellText } from './csv-cells.ts';
import { columnNames, quoted } from './column-names.ts';
import { loadReport } from './load-report.ts';
import type { LoadedSource } from './loaded-source.ts';
import { globFree } from './csv-raw.ts';
import { createSource, makeRoom } from './wide-table.ts';

interface Read {
  type: ColumnType;
  value: Sql;
}

/** Loads a Parquet file, or its `first` rows alone. Values that are not finite become missing and are counted; nested columns are refused by name. */
export async function loadParquet(db: Database, path: string, bytes: number, options: LoadOptions, context: JobContext, first?: number): Promise<LoadedSource & { fileRows: number }> {
  const file = sql`read_parquet(${literal(globFree(path))})`;
  const relation = first === undefined ? file : sql`(select * from ${file} limit ${first})`;
  const found = await describe(db, path, relation, context);
  const { names } = columnNames(path, found.map(({ name }) => trimCell(name)));
  const na = options.dialect?.na ?? options.na ?? [];
  const reads = found.map(({ name, type }) => readAs(path, name, type, na));
  const columns = reads.map(({ value }, i) => sql`${value} as ${identifier(names[i] ?? '')}`);
  const make = async (): Promise<{ base: Sql; source: Sql }> => {
    await makeRoom(db, columns.length, async () => Number((await db.row(sql`select count(*) as n from ${relation}`, { signal: context.signal }))['n']));
    return await createSource(db, columns, false, () => relation, context);
  };
  const { base, source } = await make().catch((error: unknown) => {
    throw parquetError(error, path);
  });
  const rows = Number((await db.row(sql`select count(*) as n from ${base}`))['n']);
  const fileRows = first === undefined ? rows : Number((await db.row(sql`select count(*) as n from ${file}`))['n']);
  if (rows === 0) throw new AppError({ code: 'NO_ROWS', message: 'The file has no rows.', place: { file: path }, next: 'Choose a file with rows.' });
  const dialect: Dialect = {
    format: 'parquet', encoding: 'utf-8', delimiter: ',', quote: '"', decimal: '.', thousands: '', header: true, na: [...na],
    columns: names.map((name, i) => ({ name, type: reads[i]?.type ?? 'text' })),
  };
  const notes = await nonFinite(db, relation, found, names, context);
  const loaded = dialect.columns.map(({ name, type }) => ({ name, type }));
  return { table: source, columns: loaded, rows, fileRows, report: await loadReport(db, { path, bytes, rows, dialect, raw: { refused: 0, shown: [] }, notes, table: source }) };
}

interface Found {
  name: string;
  type: string;
}

async function describe(db: Database, path: string, relation: Sql, context: JobContext): Promise<Found[]> {
  try {
    const rows = await db.rows(sql`describe select * from ${relation}`, context);
    return rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  } catch (error) {
    throw parquetError(error, path);
  }
}

function parquetError(error: unknown, path: string): unknown {
  if (!(error instanceof AppError) || error.data.code !== 'INTERNAL') return error;
  return new AppError({
    code: 'PARQUET_BROKEN',
    message: 'The Parquet file is damaged or cut off.',
    place: { file: path },
    next: 'Copy or write the file again.',
    cause: error.cause,
  });
}

function readAs(path: string, name: string, type: string, na: readonly string[]): Read {
  const column = identifier(name);
  if (/^(FLOAT|DOUBLE)$/.test(type)) return { type: 'number', value: sql`case when isfinite(${column}) then cast(${column} as double) end` };
  if (/^DECIMAL/.test(type)) return { type: 'number', value: sql`cast(${column} as double)` };
  if (/^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/.test(type)) return { type: 'integer', value: sql`cast(${column} as bigint)` };
  if (/^(UBIGINT|U?HUGEINT)$/.test(type)) return { type: 'text', value: sql`cast(${column} as varchar)` };
  if (type === 'BOOLEAN') return { type: 'boolean', value: column };
  if (/^(DATE|TIMESTAMP(_S|_MS|_NS)?)$/.test(type)) return { type: 'timestamp', value: sql`case when isfinite(cast(${column} as timestamp)) then cast(${column} as timestamp) end` };
  if (type === 'TIMESTAMP WITH TIME ZONE') return { type: 'timestamp', value: sql`make_timestamp(epoch_us(${column}))` };
  if (type === 'VARCHAR' || /^(ENUM|UUID)/.test(type)) return { type: 'text', value: cellText(sql`cast(${column} as varchar)`, na) };
  throw new AppError({
    code: 'COLUMN_TYPE_UNKNOWN',
    message: `The column ${quoted(name)} has the type ${type.slice(0, 80)}, which is not a number, text, boolean or date.`,
    place: { file: path, column: name },
    next: 'Write the file without this column, or take its parts into columns of their own.',
  });
}

async function nonFinite(db: Database, relation: Sql, found: readonly Found[], names: readonly string[], context: JobContext): Promise<LoadNote[]> {
  const floats = found.flatMap(({ name, type }, i) => (/^(FLOAT|DOUBLE)$/.test(type) ? [{ i, column: identifier(name) }] : []));
  if (floats.length === 0) return [];
  const row = await aggregateRow(db, floats.map(({ i, column }) => sql`count(*) filter (not isfinite(${column})) as ${identifier(`n${i}`)}`), relation, context);
  return floats.flatMap(({ i }) => {
    const count = Number(row[`n${i}`]);
    return count === 0 ? [] : [{ code: 'NOT_FINITE', column: names[i], count, message: 'Values that are not finite numbers (NaN, infinity) became missing.' }];
  });
}
