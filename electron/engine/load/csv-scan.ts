import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { RecordMarks } from './csv-records.ts';
import type { JobContext } from '../db/database.ts';
import { throwIfCancelled } from '../base/app-error.ts';

export type LineEnd = '\n' | '\r\n';

/** The structure of a whole file, as its bytes show it. */
export interface CsvScan {
  bytes: number;
  utf8: boolean;
  nul: boolean;
  /** Control characters that no text has. */
  controls: number;
  /** Records with the header, blank lines left out. Right only where `regular`. */
  records: number;
  blankLines: number;
  /** One kind of line end, every quote where a quote belongs: DuckDB's reader can be trusted, and its count is compared. */
  regular: boolean;
  /** What ends a record, outside quotes. Right only where `regular`. */
  lineEnd: LineEnd;
  underscore: boolean;
  longestRecord: number;
}

const CHUNK = 2 ** 22;
const LONGEST_RECORD = 2 ** 26;
const LF = 10;
const CR = 13;
/** No byte of a text: where no character quotes. */
const NONE = -1;

/** Reads the file once, at the speed of memory where it has no quotes, and says whether it can be read in one go. */
export async function scanCsv(path: string, { delimiter, quote }: RecordMarks, context: JobContext): Promise<CsvScan> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const scan: CsvScan = { bytes: size, utf8: true, nul: false, controls: 0, records: 0, blankLines: 0, regular: true, lineEnd: '\n', underscore: false, longestRecord: 0 };
    const state: State = { delimiter: delimiter.charCodeAt(0), quote: quote === '' ? NONE : quote.charCodeAt(0), lines: 0, crlf: 0, returns: 0 };
    let rest = Buffer.alloc(0);
    let done = 0;
    while (done < size) {
      throwIfCancelled(context.signal);
      const buffer = Buffer.allocUnsafe(rest.length + CHUNK);
      rest.copy(buffer);
      const { bytesRead } = await file.read(buffer, rest.length, CHUNK, done);
      if (bytesRead === 0) break;
      done += bytesRead;
      const chunk = buffer.subarray(0, rest.length + bytesRead);
      const used = scanChunk(chunk, done >= size, scan, state);
      rest = chunk.subarray(used);
      if (rest.length > LONGEST_RECORD) {
        scan.regular = false;
        rest = Buffer.alloc(0);
      }
      context.onProgress?.({ stage: 'Reading the file', fraction: done / size });
    }
    if (state.returns !== 0) scan.lineEnd = '\r\n';
    if (state.returns !== 0 && !(state.returns === state.lines && state.crlf === state.lines)) scan.regular = false;
    return scan;
  } finally {
    await file.close();
  }
}

interface State {
  delimiter: number;
  quote: number;
  lines: number;
  crlf: number;
  returns: number;
}

/** Counts what ends within the chunk; gives the number of bytes used, always whole records but at the end of the file. */
function scanChunk(chunk: Buffer, last: boolean, scan: CsvScan, state: State): number {
  const end = last ? chunk.length : chunk.lastIndexOf(LF) + 1;
  if (end === 0) return 0;
  const quoted = state.quote !== NONE && chunk.includes(state.quote);
  const used = quoted && scan.regular ? scanQuoted(chunk, end, last, scan, state) : scanLines(chunk, end, scan, state);
  const part = chunk.subarray(0, used);
  if (!isUtf8(part)) scan.utf8 = false;
  if (!scan.nul && part.includes(0)) scan.nul = true;
  if (!scan.underscore && part.includes(0x5f)) scan.underscore = true;
  for (let at = part.indexOf(CR); at >= 0; at = part.indexOf(CR, at + 1)) state.returns++;
  return used;
}

function scanLines(chunk: Buffer, end: number, scan: CsvScan, state: State): number {
  let start = 0;
  while (start < end) {
    let line = chunk.indexOf(LF, start);
    if (line < 0 || line >= end) line = end;
    else {
      state.lines++;
      if (line > 0 && chunk[line - 1] === CR) state.crlf++;
    }
    countRecord(chunk, start, line, scan);
    start = line + 1;
  }
  return end;
}

function countRecord(chunk: Buffer, start: number, line: number, scan: CsvScan): void {
  const length = line - start;
  if (length === 0 || (length === 1 && chunk[start] === CR)) scan.blankLines++;
  else scan.records++;
  if (length > scan.longestRecord) scan.longestRecord = length;
}

function scanQuoted(chunk: Buffer, end: number, last: boolean, scan: CsvScan, state: State): number {
  const { delimiter, quote } = state;
  let start = 0;
  let fieldStart = true;
  for (let at = 0; at < end; at++) {
    const byte = chunk[at];
    if (byte === LF) {
      state.lines++;
      if (at > 0 && chunk[at - 1] === CR) state.crlf++;
      countRecord(chunk, start, at, scan);
      start = at + 1;
      fieldStart = true;
    } else if (byte === delimiter) fieldStart = true;
    else if (byte !== quote) fieldStart = false;
    else {
      if (!fieldStart) scan.regular = false;
      fieldStart = false;
      const close = closingQuote(chunk, at + 1, end, state);
      if (close < 0) {
        if (!last) return start;
        scan.regular = false;
        return end;
      }
      const after = chunk[close + 1];
      if (close + 1 < end && after !== delimiter && after !== LF && after !== CR) scan.regular = false;
      if (!scan.regular) return end;
      at = close;
    }
  }
  if (start < end) countRecord(chunk, start, end, scan);
  return end;
}

/** The quote that closes a field, or -1. Carriage returns in quoted text do not make the line ends mixed. */
function closingQuote(chunk: Buffer, from: number, end: number, state: State): number {
  for (let at = from; at < end; at++) {
    const byte = chunk[at];
    if (byte === CR) state.returns--;
    if (byte !== state.quote) continue;
    if (chunk[at + 1] !== state.quote) return at;
    at++;
  }
  return -1;
}
