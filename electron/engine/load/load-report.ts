import { basename } from 'node:path';
import type { Dialect, LoadNote, LoadReport, RefusedRecord } from '../../contract/load-report.ts';
import { aggregateRow } from '../db/aggregate-row.ts';
import type { Database } from '../db/database.ts';
import { type Sql, identifier, sql } from '../sql/sql.ts';

const SAFE = 2 ** 53;

interface Loaded {
  path: string;
  bytes: number;
  rows: number;
  dialect: Dialect;
  raw: { refused: number; shown: RefusedRecord[] };
  notes: LoadNote[];
  table: Sql;
}

/** The report of a load: what was decided, with the missing values of each column and the integers that only name things. */
export async function loadReport(db: Database, { path, bytes, rows, dialect, raw, notes, table }: Loaded): Promise<LoadReport> {
  const counts = dialect.columns.map(({ name, type }, i) => {
    const column = identifier(name);
    const wide = type === 'integer' ? sql`, count(*) filter (${column} > ${SAFE - 1} or ${column} < ${1 - SAFE}) as ${identifier(`wide${i}`)}` : sql``;
    return sql`count(${column}) as ${identifier(`n${i}`)}${wide}`;
  });
  const row = await aggregateRow(db, counts, table);
  const identifiers = dialect.columns.flatMap(({ name }, i) => {
    const count = Number(row[`wide${i}`] ?? 0);
    return count === 0 ? [] : [{ code: 'INTEGER_IDENTIFIER', column: name, count, message: 'Whole numbers beyond 2^53 are identifiers: as numbers they would lose digits.' }];
  });
  return {
    file: basename(path),
    bytes,
    rows,
    dialect,
    refused: { count: raw.refused, shown: raw.shown },
    columns: dialect.columns.map(({ name, type }, i) => ({ name, type, missing: rows - Number(row[`n${i}`]) })),
    notes: [...notes, ...identifiers],
  };
}
