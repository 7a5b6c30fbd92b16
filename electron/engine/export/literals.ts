import { pythonString } from '../expr/python-literal.ts';

/** Values that templates may print: each through the helper of the language that it stands in. */
export type Printable = null | boolean | number | string | readonly Printable[];

/** Python source made by the exporter's own printers; the only text that enters a template as code. */
export class PythonCode {
  constructor(readonly text: string) {}
}

/** A tuple of more has a line for each of its values: ruff takes time by the square of a line. */
const LONG_TUPLE = 50;

/** A Python literal; lists become tuples. */
export function python(value: Printable): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return pythonNumber(value);
  if (typeof value === 'string') return pythonText(value);
  return `(${value.map(python).join(value.length > LONG_TUPLE ? ',\n' : ', ')}${value.length === 1 ? ',' : ''})`;
}

function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no literal`);
  return Object.is(value, -0) ? '0' : String(value);
}

/** Letters of any script stay readable; whatever a reader could not see or tell apart is escaped. */
function pythonText(value: string): string {
  const letters = [...value].map((character) => (/^[\p{L}\p{N}\p{Sc}°²³µ]$/u.test(character) ? character : pythonString(character).slice(1, -1)));
  return `"${letters.join('')}"`;
}

/** A Python identifier that the exporter made. */
export function identifier(value: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(value)) throw new Error(`${JSON.stringify(value)} is no identifier of the exporter`);
  return value;
}

/** A basic string of TOML. */
export function toml(value: string): string {
  return `"${[...value].map((character) => escaped(character, (code) => (code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`))).join('')}"`;
}

/** A double-quoted scalar of YAML. */
export function yaml(value: string): string {
  return toml(value);
}

function escaped(character: string, unicode: (code: number) => string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '"' || character === '\\') return `\\${character}`;
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character) ? character : unicode(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
}

/** One word of a POSIX shell. */
export function sh(value: string): string {
  if (/^[A-Za-z0-9_./:=-]+$/.test(value)) return value;
  return `'${value.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}

/** An element of an exec-form instruction of a Dockerfile. */
export function docker(value: string): string {
  return JSON.stringify(value);
}

const MARKS = /[\\`*{}[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)|#(?=[#\s]*$)|(?<=^\s*)(?:[#=]|[+-](?=[\s+-]|$))|(?<=^\s*\d+)[.)](?=\s|$)/gu;

/** Text of Markdown, on one line: no character of it is a mark. */
export function markdown(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(MARKS, (mark) => `\\${mark}`).replaceAll('://', '\\://').replaceAll('@', '&#64;');
}

/** A name in a code span, also in a cell of a table, where a bar or a backslash cannot stand in one: it is escaped text then. */
export function markdownCode(value: string): string {
  const line = value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  if (/[|\\]/.test(line) || line.trim() === '') return markdown(line);
  const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const space = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}
