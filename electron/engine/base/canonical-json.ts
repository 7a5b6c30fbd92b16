/** JSON values; numbers are finite. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON with keys in code-point order and one stable text for one value, so that hashes and Git merges hold.
 * `indent` 0 gives one line; `rows` keeps lists of numbers on a line each. Throws on a number that is not finite. Keys whose value is undefined are left out.
 */
export function canonicalJson(value: Json, indent = 0, { rows = false } = {}): string {
  return print(value, indent, '', rows) + (indent > 0 ? '\n' : '');
}

function print(value: Json, indent: number, margin: string, rows: boolean): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`JSON cannot hold ${value}`);
    return Object.is(value, -0) ? '0' : JSON.stringify(value);
  }
  const inner = margin + ' '.repeat(indent);
  const [open, separator, close] = indent > 0 ? ['\n' + inner, ',\n' + inner, '\n' + margin] : ['', ',', ''];
  if (isArray(value)) {
    if (value.length === 0) return '[]';
    if (rows && value.every((item) => item === null || typeof item === 'number')) return `[${value.map((item) => print(item, 0, '', false)).join(',')}]`;
    return `[${open}${value.map((item) => print(item, indent, inner, rows)).join(separator)}${close}]`;
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort(byCodePoint);
  if (keys.length === 0) return '{}';
  const colon = indent > 0 ? ': ' : ':';
  const members = keys.map((key) => `${JSON.stringify(key)}${colon}${print(value[key] ?? null, indent, inner, rows)}`);
  return `{${open}${members.join(separator)}${close}}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Order of texts by code point, as Python and DuckDB's binary collation sort them (JavaScript's own order is by UTF-16 unit). */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codeUnitRank(x) - codeUnitRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all other units. */
function codeUnitRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
