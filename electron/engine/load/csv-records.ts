import type { Quote } from '../../contract/load-report.ts';

/** A record as it stands in the file: its fields, or the reason why it cannot be read. Lines count from 1. */
export interface CsvRecord {
  line: number;
  fields: string[];
  problem: string | null;
  /** The first line of a record that has a problem. */
  text: string;
  /** A quote inside an unquoted field, kept as it is. */
  strayQuote: boolean;
}

const LONGEST_RECORD = 8 * 2 ** 20;

/** What a file's records are split by. */
export interface RecordMarks {
  readonly delimiter: string;
  readonly quote: Quote;
}

/**
 * Splits text into records, whatever the line ends. A quoted field that is not closed, or goes on after its closing quote, costs its first line
 * alone: reading resumes with the next line, so that one bad quote never swallows the rows after it.
 */
export class CsvRecords {
  readonly #delimiter: string;
  readonly #quote: Quote;
  readonly #columns: number | null;
  #text = '';
  #line = 1;
  blankLines = 0;

  /** With `columns` a record of another width has a problem. */
  constructor({ delimiter, quote }: RecordMarks, columns: number | null = null) {
    this.#delimiter = delimiter;
    this.#quote = quote;
    this.#columns = columns;
  }

  /** The records that end within the text so far; `last` says that no more comes. */
  *push(text: string, last = false): Generator<CsvRecord> {
    this.#text += text;
    let at = 0;
    while (at < this.#text.length) {
      const found = this.#record(at, last);
      if (!found) break;
      const { record, next } = found;
      at = next;
      if (record) yield record;
    }
    this.#text = this.#text.slice(at);
  }

  /** How much of a text are records that end within it. */
  consumed(text: string): number {
    const records = this.push(text);
    while (records.next().done !== true);
    return text.length - this.#text.length;
  }

  #record(start: number, last: boolean): { record: CsvRecord | null; next: number } | null {
    const text = this.#text;
    const line = this.#line;
    const fields: string[] = [];
    let strayQuote = false;
    let at = start;
    let lines = 1;
    for (;;) {
      let opening = at;
      while (text[opening] === ' ') opening++;
      if (text[opening] === this.#quote) {
        const field = this.#quoted(opening, last);
        if (field === null) return null;
        if (typeof field === 'string') return this.#broken(start, line, field, last);
        fields.push(field.value);
        lines += field.lines;
        at = field.end;
      } else {
        const end = fieldEnd(text, at, this.#delimiter);
        if (end === text.length && !last) return null;
        const value = text.slice(at, end);
        if (this.#quote !== '' && value.includes(this.#quote)) strayQuote = true;
        fields.push(value);
        at = end;
      }
      if (text[at] === this.#delimiter) {
        at++;
        continue;
      }
      if (text[at] === '\r' && at + 1 === text.length && !last) return null;
      const next = at >= text.length ? at : text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
      if (fields.length === 1 && next - start <= 2 && fields[0] === '' && text[start] !== this.#quote) {
        this.#line += 1;
        if (this.#columns === 1 && next < text.length) return { record: { line, fields, problem: null, text: '', strayQuote: false }, next };
        this.blankLines += 1;
        return { record: null, next };
      }
      // A delimiter at the end of a line gives one empty field more; nothing is lost with it.
      if (this.#columns !== null && fields.length === this.#columns + 1 && fields.at(-1) === '') fields.pop();
      if (this.#columns !== null && fields.length !== this.#columns) {
        const problem = `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} where ${this.#columns} are expected`;
        if (lines > 1) return this.#broken(start, line, `${problem}, in a quoted text over several lines`, last);
        this.#line += lines;
        return { record: { line, fields, problem, text: text.slice(start, at), strayQuote }, next };
      }
      this.#line += lines;
      return { record: { line, fields, problem: null, text: '', strayQuote }, next };
    }
  }

  /** A quoted field from its quote to the character after it, null if the text ends within, or what is wrong with it. */
  #quoted(opening: number, last: boolean): { value: string; end: number; lines: number } | string | null {
    const text = this.#text;
    let value = '';
    let from = opening + 1;
    for (;;) {
      const quote = text.indexOf(this.#quote, from);
      if (quote < 0 || quote - opening > LONGEST_RECORD) {
        return last || text.length - opening > LONGEST_RECORD ? 'a quote is opened and never closed' : null;
      }
      if (quote + 1 === text.length && !last) return null;
      value += text.slice(from, quote);
      if (text[quote + 1] === this.#quote) {
        value += this.#quote;
        from = quote + 2;
        continue;
      }
      let end = quote + 1;
      while (text[end] === ' ') end++;
      if (end === text.length && !last) return null;
      const after = text[end];
      if (after !== undefined && after !== this.#delimiter && after !== '\n' && after !== '\r') return 'text follows a closing quote';
      return { value, end, lines: lineEnds(value) };
    }
  }

  #broken(start: number, line: number, problem: string, last: boolean): { record: CsvRecord; next: number } | null {
    const end = lineEnd(this.#text, start);
    if (end >= this.#text.length - 1 && !last) return null;
    this.#line += 1;
    const next = end >= this.#text.length ? end : this.#text[end] === '\r' && this.#text[end + 1] === '\n' ? end + 2 : end + 1;
    return { record: { line, fields: [], problem, text: this.#text.slice(start, end), strayQuote: false }, next };
  }
}

function fieldEnd(text: string, from: number, delimiter: string): number {
  const mark = delimiter.charCodeAt(0);
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === mark || code === 10 || code === 13) return i;
  }
  return text.length;
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function lineEnds(value: string): number {
  let count = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 10 || (code === 13 && value.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}
