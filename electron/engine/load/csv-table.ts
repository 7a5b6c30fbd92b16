import { ROW } from '../../contract/column.ts';
import type { LoadNote, LoadOptions } from '../../contract/load-report.ts';
import { AppError } from '../base/app-error.ts';
import type { Row } from '../db/chunk-values.ts';
import type { Database, JobContext } from '../db/database.ts';
import { type Sql, identifier, sql } from '../sql/sql.ts';
import { DATE_FORMATS } from './cell-grammar.ts';
import type { CellFacts } from './cell-grammar.ts';
import { quoted } from './column-names.ts';
import { REFUSED, cellFactsSql, cellSource, cellText, cellValue, isRefused, rawName } from './csv-cells.ts';
import type { CellRules, OnUnreadable } from './csv-cells.ts';
import type { CsvRaw } from './csv-raw.ts';
import type { CsvSniff } from './csv-sniff.ts';
import { planCells } from './csv-types.ts';
import type { CellPlan } from './csv-types.ts';
import { AT_ONCE, createSource, groupsOf, makeRoom } from './wide-table.ts';

/** Columns whose facts are counted in one statement; they are many. */
const FACTS_AT_ONCE = 20;

export interface Cells {
  names: readonly string[];
  sniff: CsvSniff;
  na: readonly string[];
  options: LoadOptions;
}

/** {@link readCells}; the texts of a wide file go into a table first, from which its columns are read some at a time. */
export async function loadCells(db: Database, raw: CsvRaw, cells: Cells, notes: LoadNote[], context: JobContext): Promise<{ table: Sql; plan: CellPlan }> {
  if (cells.names.length <= AT_ONCE) return await readCells(db, raw, cells, notes, context);
  await makeRoom(db, cells.names.length, () => raw.records - raw.refused);
  const texts = identifier(db.name('texts'));
  await db.run(sql`create table ${texts} as select * from ${raw.relation}`, { ...context, stage: 'Reading the file' });
  try {
    return await readCells(db, { ...raw, relation: texts }, cells, notes, context);
  } finally {
    await db.run(sql`drop table ${texts}`);
  }
}

/** Reads the cells by the types that the facts allow, or that are told; where a cell refuses, the facts of its column are counted on all rows, unless its type is told, and it is tried again. */
async function readCells(db: Database, raw: CsvRaw, { names, sniff, na, options }: Cells, notes: LoadNote[], context: JobContext): Promise<{ table: Sql; plan: CellPlan }> {
  const facts = [...sniff.facts];
  const exact = new Set<number>();
  const told = new Set<number>();
  /** Told columns with cells that are not of their type. */
  const mixed = new Set<number>();
  for (;;) {
    const plan = planCells(names, facts, sniff.delimiter, { decimal: options.dialect?.decimal ?? options.decimal });
    if (options.dialect) {
      plan.decimal = options.dialect.decimal;
      plan.thousands = options.dialect.thousands;
      plan.notes = [];
    }
    for (const [i, name] of names.entries()) {
      const known = options.dialect?.columns.find((column) => column.name === name);
      const decided = known ?? options.types?.find((column) => column.name === name);
      if (!decided) continue;
      told.add(i);
      const date = decided.date ?? (known ? undefined : plan.columns[i]?.date);
      plan.columns[i] = { type: decided.type, ...(date === undefined ? {} : { date }) };
    }
    const rules: CellRules = { decimal: plan.decimal, thousands: plan.thousands, na, underscore: raw.underscore };
    const lenient = (i: number): boolean => exact.has(i) || mixed.has(i);
    const mode = (i: number): OnUnreadable => (lenient(i) ? 'missing' : 'refuse');
    const values = plan.columns.map((column, i) => cellValue(rawName(i), column, rules, mode(i)));
    const sources = plan.columns.map((column, i) => sql`${cellSource(rawName(i), column, rules, mode(i))} as ${rawName(i)}`);
    const table = await typedTable(db, raw, names, sources, values, context);
    if (table) {
      notes.push(...(await unreadableCells(db, raw, names, values, na, [...names.keys()].filter((i) => lenient(i) && plan.columns[i]?.type !== 'text'), context)));
      return { table, plan };
    }
    const failing = await failingColumns(db, raw, plan, rules, [...names.keys()].filter((i) => !lenient(i)), context);
    if (failing.length === 0) throw new Error('The database refused a cell that no column refuses');
    for (const i of failing) if (told.has(i)) mixed.add(i);
    for (const group of groupsOf(failing.filter((i) => !told.has(i)), FACTS_AT_ONCE)) {
      const counted = await db.row(sql`select ${group.map((i) => cellFactsSql(rawName(i), i))} from (select ${group.map((i) => sql`${cellText(rawName(i), na)} as ${rawName(i)}`)} from ${raw.relation})`, { ...context, stage: 'Deciding types' });
      for (const i of group) {
        facts[i] = factsOf(counted, i);
        exact.add(i);
      }
    }
  }
}

/** The table with its values, or null if a cell refused its type. */
async function typedTable(db: Database, raw: CsvRaw, names: readonly string[], sources: readonly Sql[], values: readonly Sql[], context: JobContext): Promise<Sql | null> {
  const columns = values.map((value, i) => sql`${value} as ${identifier(names[i] ?? '')}`);
  const row = identifier(ROW);
  let made: { base: Sql; source: Sql };
  const outer = raw.row ? [row, ...columns] : columns;
  const inner = raw.row ? [sql`${raw.row} as ${row}`, ...sources] : sources;
  try {
    made = await createSource(db, outer, raw.row !== null, (places) => sql`(select ${places.map((i) => inner[i] as Sql)} from ${raw.relation})`, context);
  } catch (error) {
    if (error instanceof AppError && error.cause instanceof Error && error.cause.message.includes(REFUSED)) return null;
    throw error;
  }
  const { base, source } = made;
  const { n } = await db.row(sql`select count(*) as n from ${base}`);
  if (Number(n) === raw.records - raw.refused) return source;
  if (source !== base) await db.run(sql`drop view ${source}`);
  await db.run(sql`drop table ${base}`);
  throw new RecordCountError();
}

/** The file does not have the structure that the scan saw. */
class RecordCountError extends Error {}

/** Whether reading failed by the structure of the file, which reading record by record can mend. */
export function isStructureError(error: unknown): boolean {
  return error instanceof RecordCountError || (error instanceof AppError && error.cause instanceof Error && /CSV Error|Maximum line size/.test(error.cause.message));
}

async function failingColumns(db: Database, raw: CsvRaw, plan: CellPlan, rules: CellRules, candidates: readonly number[], context: JobContext): Promise<number[]> {
  const failing: number[] = [];
  for (const group of groupsOf(candidates)) failing.push(...(await failingOf(db, raw, plan, rules, group, context)));
  return failing;
}

async function failingOf(db: Database, raw: CsvRaw, plan: CellPlan, rules: CellRules, candidates: readonly number[], context: JobContext): Promise<number[]> {
  const columns = candidates.flatMap((i) => (plan.columns[i] ? [{ cell: rawName(i), column: plan.columns[i] }] : []));
  const texts = columns.map(({ cell, column }) => sql`${cellSource(cell, column, rules, 'refuse')} as ${cell}`);
  const counts = columns.map(({ cell, column }) => sql`count(*) filter (${isRefused(cell, column, rules)}) as ${cell}`);
  const row = await db.row(sql`select ${counts} from (select ${texts} from ${raw.relation})`, { ...context, stage: 'Deciding types' });
  return candidates.filter((i) => Number(row[`c${i}`]) > 0);
}

/** Cells with a text that is not of the column's type, in columns whose type is told or whose exceptions are known: they become missing, and are counted. */
async function unreadableCells(db: Database, raw: CsvRaw, names: readonly string[], values: readonly Sql[], na: readonly string[], columns: readonly number[], context: JobContext): Promise<LoadNote[]> {
  const notes: LoadNote[] = [];
  for (const group of groupsOf(columns)) notes.push(...(await unreadableOf(db, raw, names, values, na, group, context)));
  return notes;
}

async function unreadableOf(db: Database, raw: CsvRaw, names: readonly string[], values: readonly Sql[], na: readonly string[], columns: readonly number[], context: JobContext): Promise<LoadNote[]> {
  const unreadable = (i: number): Sql => sql`(${rawName(i)} is not null and (${values[i] ?? sql`null`}) is null)`;
  const counts = columns.map((i) => sql`count(*) filter (${unreadable(i)}) as ${rawName(i)}, min(${rawName(i)}) filter (${unreadable(i)}) as ${identifier(`text${i}`)}`);
  const texts = columns.map((i) => sql`${cellText(rawName(i), na)} as ${rawName(i)}`);
  const row = await db.row(sql`select ${counts} from (select ${texts} from ${raw.relation})`, { ...context, stage: 'Deciding types' });
  return columns.flatMap((i) => {
    const count = Number(row[`c${i}`]);
    if (count === 0) return [];
    const example = quoted(String(row[`text${i}`]));
    return [{ code: 'CELLS_UNREADABLE', column: names[i], count, message: `${count} ${count === 1 ? 'cell is' : 'cells are'} not of the column's type, such as ${example}, and became missing.` }];
  });
}

function factsOf(row: Row, i: number): CellFacts {
  const count = (name: string): number => Number(row[`${name}${i}`]);
  return {
    values: count('values'),
    integer: count('integer'),
    leadingZero: count('leadingZero'),
    wide: count('wide'),
    number: { '.': count('dot'), ',': count('comma') },
    grouped: { '.': count('groupedDot'), ',': count('groupedComma') },
    boolean: count('boolean'),
    dates: Object.fromEntries(DATE_FORMATS.map((format, f) => [format, Number(row[`date${f}_${i}`])])) as CellFacts['dates'],
  };
}
