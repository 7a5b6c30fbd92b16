import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { LoadOptions } from '../../contract/load-report.ts';
import type { Database, JobContext } from '../db/database.ts';
import { sniffEncoding } from './csv-sniff.ts';
import { CsvRecords } from './csv-records.ts';
import { gzipError, loadText } from './load-csv.ts';
import { loadParquet } from './load-parquet.ts';
import { HEAD, readHead, requireFormat, type Source } from './load-source.ts';
import type { LoadedSource } from './loaded-source.ts';

/** The beginning of a file as the whole file would be loaded. What all rows decide is a guess here. */
export interface Peeked {
  /** Its first records. */
  loaded: LoadedSource;
  /** The same cells as texts, as they stand in the file; null where they have none of their own. */
  texts: LoadedSource | null;
  /** Whether that is the file to its end. */
  whole: boolean;
  /** Records of the whole file, by the share that was read. */
  estimatedRows: number;
}

const PARQUET_ROWS = 1000;

/** Reads the first records of a file by the loader's own way, within a time that does not depend on the size of the file. */
export async function peekSource(db: Database, { path, options = {} }: Source, context: JobContext = {}): Promise<Peeked> {
  const { head, bytes } = await readHead(path);
  const format = requireFormat(path, head, options);
  if (format === 'parquet') {
    const loaded = await loadParquet(db, path, bytes, options, context, PARQUET_ROWS);
    return { loaded, texts: null, whole: loaded.rows === loaded.fileRows, estimatedRows: loaded.fileRows };
  }
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const plain = zipped ? await unzippedHead(path) : head;
  const ended = zipped ? plain.length < HEAD : head.length >= bytes;
  const records = ended ? plain : plain.subarray(0, wholeRecords(plain, options));
  const read = joinPath(db.scratch, db.name('head'));
  await writeFile(read, records);
  const temporary = [read];
  try {
    const loaded = await loadText(db, { path, read, bytes, options, temporary }, records, context);
    const { dialect } = loaded.report;
    const asTexts: LoadOptions = { dialect: { ...dialect, na: [], columns: dialect.columns.map(({ name }) => ({ name, type: 'text' })) } };
    const texts = await loadText(db, { path, read, bytes, options: asTexts, temporary }, records, context);
    const inHead = loaded.report.rows + loaded.report.refused.count;
    return { loaded, texts, whole: ended, estimatedRows: ended ? inHead : zipped ? 0 : Math.round((inHead * bytes) / records.length) };
  } finally {
    for (const file of temporary) await rm(file, { force: true });
  }
}

/** Bytes of the records that end within the head. Marks are single bytes in every encoding but UTF-16, so that letters need not be told apart. */
function wholeRecords(head: Buffer, { encoding, delimiter, quote, dialect }: LoadOptions): number {
  const told = dialect?.encoding ?? encoding ?? sniffEncoding(head);
  const wide = told === 'utf-16le' || told === 'utf-16be';
  const text = wide ? new TextDecoder(told, { ignoreBOM: true }).decode(head.subarray(0, head.length & ~1), { stream: true }) : head.toString('latin1');
  const splitter = new CsvRecords({ delimiter: dialect?.delimiter ?? delimiter ?? ',', quote: dialect?.quote ?? quote ?? '"' });
  const used = splitter.consumed(text);
  // A quote that is opened and not closed in sight: the lines after it are shown as they would be read without it.
  const enough = used > text.length / 2 ? used : Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  return (enough === 0 ? text.length : enough) * (wide ? 2 : 1);
}

async function unzippedHead(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const file = createReadStream(path);
    const stream = file.pipe(createGunzip());
    file.on('error', (error) => stream.destroy(error));
    for await (const piece of stream as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= HEAD) break;
    }
    file.destroy();
  } catch (error) {
    throw gzipError(error, path);
  }
  return Buffer.concat(pieces).subarray(0, HEAD);
}
