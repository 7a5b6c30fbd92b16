import type { Dialect, LoadReport } from '../../../electron/contract/load-report.ts';
import { fileName } from '../../ui/format.ts';

const DELIMITERS: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars', ' ': 'spaces' };

/** What the loader decided about a file, in one line. */
export function dialectWords({ format, delimiter, encoding, decimal, header }: Dialect): string {
  if (format === 'parquet') return 'Parquet';
  const parts = [
    `CSV with ${DELIMITERS[delimiter] ?? `“${delimiter}”`}`,
    encoding.toUpperCase(),
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
