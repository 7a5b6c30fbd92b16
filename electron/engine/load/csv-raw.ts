import { join as joinPath } from 'node:path';
import type { Encoding, LoadNote, LoadOptions, RefusedRecord } from '../../contract/load-report.ts';
import type { Database, JobContext } from '../db/database.ts';
import { Sql, identifier, literal, sql } from '../sql/sql.ts';
import { rawName } from './csv-cells.ts';
import type { RecordMarks } from './csv-records.ts';
import { mendCsv } from './csv-mend.ts';
import type { CsvScan, LineEnd } from './csv-scan.ts';
import type { CsvSniff } from './csv-sniff.ts';

/** The file as DuckDB can read it, and where its record numbers are. */
export interface CsvRaw {
  relation: Sql;
  /** Null: the row id of the table is the record's number. */
  row: Sql | null;
  records: number;
  refused: number;
  shown: RefusedRecord[];
  underscore: boolean;
}

/** A file to load: `path` is the user's, `read` the one to read (unpacked, perhaps); what is written on the way is deleted at the end. */
export interface CsvJob {
  path: string;
  read: string;
  bytes: number;
  options: LoadOptions;
  temporary: string[];
}

/** As mended files are written. */
const MENDED: RecordMarks = { delimiter: ',', quote: '"' };

export interface Structure {
  sniff: CsvSniff;
  scan: CsvScan;
  encoding: Encoding;
  guessed: boolean;
  width: number;
}

/** The file itself where DuckDB reads it surely, compared with the scan's count; a mended copy where it does not. */
export async function openRaw(db: Database, job: CsvJob, structure: Structure, notes: LoadNote[], context: JobContext): Promise<CsvRaw> {
  const { sniff, scan, encoding, width } = structure;
  const columns = Array.from({ length: width }, (_, i) => rawName(i));
  const records = scan.records - (sniff.header ? 1 : 0);
  const regular = encoding === 'utf-8' && scan.utf8 && scan.regular && !scan.nul && (sniff.plainHeader || !sniff.header) && !(width === 1 && scan.blankLines > 0);
  if (regular) {
    const relation = reader(job.read, columns, { marks: sniff, header: sniff.header, lineEnd: scan.lineEnd, longest: scan.longestRecord });
    if (scan.blankLines > 0) notes.push({ code: 'BLANK_LINES', count: scan.blankLines, message: 'Blank lines are left out; they are not records.' });
    return { relation, row: null, records, refused: 0, shown: [], underscore: scan.underscore };
  }
  return await openMended(db, job, structure, notes, context);
}

export async function openMended(db: Database, job: CsvJob, { sniff, scan, encoding, guessed, width }: Structure, notes: LoadNote[], context: JobContext): Promise<CsvRaw> {
  const out = joinPath(db.scratch, db.name('mended'));
  job.temporary.push(out);
  const mended = await mendCsv(job.read, out, { encoding, guessed, broken: encoding === 'utf-8' && !scan.utf8, marks: sniff, header: sniff.header, columns: width, bytes: job.bytes }, context);
  if (mended.blankLines > 0) notes.push({ code: 'BLANK_LINES', count: mended.blankLines, message: 'Blank lines are left out; they are not records.' });
  if (mended.strayQuotes > 0) notes.push({ code: 'STRAY_QUOTES', count: mended.strayQuotes, message: 'Quotes inside unquoted cells are kept as part of the text.' });
  if (mended.nulCells > 0) notes.push({ code: 'NUL_REMOVED', count: mended.nulCells, message: 'The character U+0000 is removed from cells.' });
  if (mended.refused > 0) notes.push({ code: 'RECORDS_REFUSED', count: mended.refused, message: 'Records that cannot be read are left out; they keep their numbers.' });
  const row = identifier('row');
  const relation = reader(out, [row, ...Array.from({ length: width }, (_, i) => rawName(i))], { marks: MENDED, header: false, lineEnd: '\n', longest: mended.longest });
  return { relation, row: sql`cast(${row} as bigint)`, records: mended.records, refused: mended.refused, shown: mended.shown, underscore: true };
}

/** The line end is named: DuckDB takes the first that it meets for it, though it be in quotes. */
function reader(path: string, columns: readonly Sql[], how: { marks: RecordMarks; header: boolean; lineEnd: LineEnd; longest: number }): Sql {
  const types = columns.map((column) => sql`${literal(column.text.slice(1, -1))}: 'VARCHAR'`);
  const longest = Math.max(2 ** 21, Math.ceil(how.longest * 1.1) + 64);
  return sql`read_csv(${literal(globFree(path))}, auto_detect = false, header = ${new Sql(String(how.header))}, delim = ${literal(how.marks.delimiter)}, quote = ${literal(how.marks.quote)}, escape = ${literal(how.marks.quote)}, nullstr = '',
    new_line = ${literal(how.lineEnd === '\n' ? '\\n' : '\\r\\n')}, columns = {${types}}, strict_mode = true, null_padding = false, max_line_size = ${longest})`;
}

/** A path whose characters of patterns stand for themselves. */
export function globFree(path: string): string {
  return path.replace(/[*?[]/g, (mark) => `[${mark}]`);
}
