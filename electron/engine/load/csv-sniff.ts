import type { Encoding, LoadOptions, Quote } from '../../contract/load-report.ts';
import { CsvRecords } from './csv-records.ts';
import type { CsvRecord, RecordMarks } from './csv-records.ts';
import { countCell, noFacts, trimCell } from './cell-grammar.ts';
import type { CellFacts } from './cell-grammar.ts';

/** What the first part of a file lets us guess. */
export interface CsvSniff extends RecordMarks {
  header: boolean;
  /** Whether the header is a guess: nothing but text in the file. */
  headerGuessed: boolean;
  /** As many as the first record has. */
  names: readonly string[];
  facts: CellFacts[];
  /** The header is the first line and nothing but it. */
  plainHeader: boolean;
}

const DELIMITERS = ['\t', ';', '|', ','];

/** The encoding that the first bytes show; UTF-8 is for the whole file to confirm. */
export function sniffEncoding(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  let even = 0;
  let odd = 0;
  const length = Math.min(head.length, 4096) & ~1;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  if (length >= 4 && odd > length / 5 && even < odd / 20) return 'utf-16le';
  if (length >= 4 && even > length / 5 && odd < even / 20) return 'utf-16be';
  return 'utf-8';
}

/** Guesses delimiter, header and types from the first records. */
export function sniffCsv(text: string, whole: boolean, na: ReadonlySet<string>, options: LoadOptions): CsvSniff {
  const quote = options.dialect?.quote ?? options.quote ?? '"';
  const delimiter = options.dialect?.delimiter ?? options.delimiter ?? bestDelimiter(text, whole, quote);
  const records = [...new CsvRecords({ delimiter, quote }).push(text, whole)].filter((record) => record.problem === null);
  const [first] = records;
  if (!first) return { delimiter, quote, header: false, headerGuessed: false, names: [], facts: [], plainHeader: false };
  const names = first.fields.map(trimCell);
  const below = records.slice(1).filter((record) => record.fields.length === names.length);
  const facts = countAll(names.length, below, na);
  const told = options.dialect?.header ?? options.header;
  const evidence = headerEvidence(names, below, facts, na);
  const header = told ?? evidence !== 'no';
  if (!header) names.forEach((cell, i) => countCellUnlessMissing(facts[i], cell, na));
  return {
    delimiter,
    quote,
    header,
    headerGuessed: told === undefined && evidence === 'guess',
    names: header ? names : names.map((_, i) => `c${i}`),
    facts,
    plainHeader: first.line === 1 && !first.fields.some((field) => /[\r\n]/.test(field)),
  };
}

function bestDelimiter(text: string, whole: boolean, quote: Quote): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const widths: number[] = [];
    for (const record of new CsvRecords({ delimiter, quote }).push(text, whole)) {
      if (record.problem === null) widths.push(record.fields.length);
      if (widths.length >= 2000) break;
    }
    const width = widths[0] ?? 0;
    if (width < 2) continue;
    const score = Math.round((widths.filter((other) => other === width).length / widths.length) * 50);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function countAll(width: number, records: readonly CsvRecord[], na: ReadonlySet<string>): CellFacts[] {
  const facts = Array.from({ length: width }, noFacts);
  for (const record of records) record.fields.forEach((cell, i) => countCellUnlessMissing(facts[i], trimCell(cell), na));
  return facts;
}

function countCellUnlessMissing(facts: CellFacts | undefined, text: string, na: ReadonlySet<string>): void {
  if (facts && text !== '' && !na.has(text)) countCell(facts, text);
}

/** `yes`: a text stands above numbers, booleans or dates; `no`: such a value stands above its like; `guess`: all is text. */
function headerEvidence(names: readonly string[], below: readonly CsvRecord[], facts: readonly CellFacts[], na: ReadonlySet<string>): 'yes' | 'no' | 'guess' {
  let typed = false;
  for (const [i, cell] of names.entries()) {
    const column = facts[i] ?? noFacts();
    const own = noFacts();
    countCellUnlessMissing(own, cell, na);
    if (column.values === 0) {
      if (below.length === 0 && isTyped(own)) typed = true;
      continue;
    }
    if (!isTyped(column)) continue;
    if (own.values > 0 && !isTyped(own)) return 'yes';
    if (own.values > 0) typed = true;
  }
  if (typed) return 'no';
  const repeated = names.some((cell, i) => cell !== '' && below.some((record) => trimCell(record.fields[i] ?? '') === cell));
  return repeated ? 'no' : 'guess';
}

function isTyped(facts: CellFacts): boolean {
  const { values } = facts;
  const numbers = Math.max(facts.number['.'] + facts.grouped['.'], facts.number[','] + facts.grouped[',']);
  return values > 0 && [numbers, facts.boolean, ...Object.values(facts.dates)].includes(values);
}
