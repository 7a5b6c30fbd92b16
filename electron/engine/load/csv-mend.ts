import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Encoding, RefusedRecord } from '../../contract/load-report.ts';
import { AppError, throwIfCancelled } from '../base/app-error.ts';
import type { JobContext } from '../db/database.ts';
import { CsvRecords, type CsvRecord, type RecordMarks } from './csv-records.ts';

/** What came out of an irregular file. */
export interface Mended {
  records: number;
  refused: number;
  shown: RefusedRecord[];
  blankLines: number;
  strayQuotes: number;
  nulCells: number;
  /** Bytes of the longest line written. */
  longest: number;
}

const SHOWN = 100;
/** What a decoder writes for bytes that it cannot read. */
const REPLACED = '\ufffd';

/**
 * Reads a file of any encoding and any line ends record by record and writes what can be read as plain CSV: UTF-8, comma, every cell quoted, the
 * record's number in front. What cannot be read is listed with its line and reason. `broken`: the file is not of the encoding that it is said to be of.
 */
export async function mendCsv(path: string, out: string, how: { encoding: Encoding; guessed: boolean; broken: boolean; marks: RecordMarks; header: boolean; columns: number; bytes: number }, context: JobContext): Promise<Mended> {
  const mended: Mended = { records: 0, refused: 0, shown: [], blankLines: 0, strayQuotes: 0, nulCells: 0, longest: 0 };
  const decoder = new TextDecoder(how.encoding, { fatal: false });
  const records = new CsvRecords(how.marks, how.columns);
  const target = createWriteStream(out, { flags: 'wx' });
  const failed = finished(target);
  failed.catch(() => undefined);
  const isBroken = ({ fields }: CsvRecord): boolean => how.broken && fields.some((field) => field.includes(REPLACED));
  let header = how.header;
  let done = 0;
  const take = async (text: string, last: boolean): Promise<void> => {
    // Bytes that windows-1252 leaves open: the file is in some other encoding.
    if (how.guessed && /[\u0081\u008d\u008f\u0090\u009d]/.test(text)) throw unknownEncoding(path);
    let lines = '';
    for (const record of records.push(text, last)) {
      if (header) {
        header = false;
        if (isBroken(record)) throw unknownEncoding(path, `The names in the first line are not ${how.encoding}, as which the file is to be read.`);
        continue;
      }
      const row = mended.records++;
      const problem = record.problem ?? (isBroken(record) ? `holds bytes that are not ${how.encoding}` : null);
      if (problem !== null) {
        mended.refused++;
        if (mended.shown.length < SHOWN) mended.shown.push({ line: record.line, row, reason: problem, text: record.text.slice(0, 200) });
        continue;
      }
      if (record.strayQuote) mended.strayQuotes++;
      let line = String(row);
      for (const field of record.fields) {
        if (field.includes('\0')) mended.nulCells++;
        line += `,"${field.replaceAll('\0', '').replaceAll('"', '""')}"`;
      }
      mended.longest = Math.max(mended.longest, Buffer.byteLength(line));
      lines += `${line}\n`;
    }
    if (lines !== '' && !target.write(lines)) await Promise.race([once(target, 'drain'), failed]);
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
      throwIfCancelled(context.signal);
      done += chunk.length;
      await take(decoder.decode(chunk, { stream: true }), false);
      context.onProgress?.({ stage: 'Mending the file', fraction: done / Math.max(how.bytes, 1) });
    }
    await take(decoder.decode(), true);
  } finally {
    target.end();
    await failed.catch(() => undefined);
  }
  await failed;
  mended.blankLines = records.blankLines;
  return mended;
}

function unknownEncoding(path: string, message = 'The text of the file is neither UTF-8 nor windows-1252, so its letters cannot be told.'): AppError {
  return new AppError({
    code: 'ENCODING_UNKNOWN',
    message,
    place: { file: path, field: 'encoding' },
    next: 'Save the file as UTF-8, for instance from the program that wrote it, and load it again.',
  });
}
