import type { DateFormat, Dialect, Encoding, LoadReport, Quote } from '../../../electron/contract/load-report.ts';
import { fileName } from '../../ui/format.ts';

const DELIMITERS: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars', ' ': 'spaces' };

export const delimiterWords = (delimiter: string): string => DELIMITERS[delimiter] ?? `“${delimiter}”`;

const QUOTES: Record<Quote, string> = { '"': 'quotes (")', "'": "apostrophes (')", '': 'nothing' };
export const quoteWords = (quote: Quote): string => QUOTES[quote];

const ENCODINGS: Record<Encoding, string> = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16, little endian', 'utf-16be': 'UTF-16, big endian', 'windows-1252': 'Windows-1252 (Western)' };
export const encodingWords = (encoding: Encoding): string => ENCODINGS[encoding];

const DATES: Record<DateFormat, string> = { iso: '2026-01-31', '%m/%d/%Y': 'month/day/year', '%d/%m/%Y': 'day/month/year', '%d.%m.%Y': 'day.month.year', '%m-%d-%Y': 'month-day-year', '%d-%m-%Y': 'day-month-year', '%Y/%m/%d': 'year/month/day' };
export const dateWords = (format: DateFormat): string => DATES[format];

/** What the loader decided about a file, in one line. */
export function dialectWords({ format, delimiter, quote, encoding, decimal, header }: Dialect): string {
  if (format === 'parquet') return 'Parquet';
  const parts = [
    `CSV with ${delimiterWords(delimiter)}`,
    encodingWords(encoding),
    ...(quote === '"' ? [] : [quote === '' ? 'no quotes' : 'apostrophes around texts']),
    ...(decimal === ',' ? ['decimal comma'] : []),
    header ? 'names in the first line' : 'no line of names',
  ];
  return parts.join(', ');
}

/** Sizes as people say them. */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

export const reportTitle = ({ file, bytes, dialect }: LoadReport): string => `${fileName(file)}: ${sizeWords(bytes)}, ${dialectWords(dialect)}`;
