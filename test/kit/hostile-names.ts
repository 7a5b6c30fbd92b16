import { seeded } from './hostile-table.ts';

/** Set by a payload that ran in the page: tests expect that it never is. */
export const RAN = '__hostileRan';

/** One of each kind of text that some language reads as more than text. */
const PAYLOADS: readonly string[] = [
  // the page
  `<img src=x onerror=${RAN}=1>`, `<script>${RAN}=1</script>`, `"><svg onload=${RAN}=1>`, `' onmouseover='${RAN}=1`, `javascript:${RAN}=1`, `<a href="https://example.com/x">x</a>`,
  `<style>*{display:none}</style>`, '</title><h1>x', '&lt;b&gt;&amp;&#39;', '<!--', ']]>', `<b style="background:url(https://example.com/y)">`, `<extra><sup>2</sup>%{x}<br>`,
  // templates and code
  `{{constructor.constructor('${RAN}=1')()}}`, `$\{${RAN}=1}`, '{%raw%}', '<%= 1 %>', '{@html x}', '#{x}', `"""; import os; os.system('x')`, `'''`, "f'{x}'", '\\N{BULLET}', '\\u0022', '\\', '\\n', '`id`', '$(id)', '; rm -rf .', '| tee x', '&& x', '%PATH%', '$HOME',
  // databases
  `"; drop table x; --`, `'; drop table x; --`, '*/ x /*', '--', `" or ""="`, 'select', 'null', '$1', '?', ':x', '%s', '%(x)s', "E'\\x'", '$$x$$', 'rowid', 'main.x',
  // objects, files, markup and spreadsheets
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'prototype', '../../x', 'C:\\x', '/etc/passwd', 'CON', '~', '*?[x]', "=cmd|' /C calc'!A0", '@SUM(A1)', '+1+1', '=1+1',
  'a: b', '- x', '!!python/object:x', '&x *x', '[x](javascript:x)', '| x | y |', '```', '# x', '[section]', 'x = "y"', '{"x": 1}', '[]',
  // letters
  'ünï😀', '👩‍👩‍👧‍👦', '\u202Egnp.x', 'a\u200Bb', 'a\u00A0b', 'x\u2028y', '\uFEFFx', 'e\u0301', 'ﷺ', 'İıſK', 'Ω≈ç√', '田中', 'שלום', 'Z͑ͫ̓a̎', 'a\u0007b', 'a\u001Bb', 'line\nend', 'line\r\nend', 'tab\there', 'a,b;c|d', '"', "'", '""', 'x'.repeat(4000), '(a+)+$', '.*', 'NaN', 'inf', 'None', 'true', '0', '-1', '1e400', '00123', ' x '.repeat(20).trim(),
];

/**
 * Texts that a program could run, cut, lose or mix up: every payload alone, then payloads put together at random, the same in every run. They are trimmed,
 * not empty, unlike each other also without regard to case, without U+0000 and outside the engine's own prefix: names that a loaded file can have.
 */
export function hostileNames(count: number, seed = 1): string[] {
  const random = seeded(seed);
  const pick = (): string => PAYLOADS[Math.floor(random() * PAYLOADS.length)] ?? '';
  const seen = new Set<string>();
  const names: string[] = [];
  const take = (name: string): void => {
    const key = name.toLowerCase();
    if (seen.has(key) || names.length === count) return;
    seen.add(key);
    names.push(name);
  };
  PAYLOADS.forEach(take);
  while (names.length < count) take(`${pick()}${['', ' ', '_', '"', "'", '<', '.', ','][Math.floor(random() * 8)] ?? ''}${pick()}`.trim());
  return names;
}

/** A CSV file with these columns whose cells are hostile texts too; every tenth column has numbers instead, and the first tells the row. */
export function hostileCsv(columns: readonly string[], rows: number, seed = 2): string {
  const random = seeded(seed);
  const values = hostileNames(200, seed);
  const cell = (column: number, row: number): string => (column === 0 ? String(row) : column % 10 === 9 ? (random() * 100).toFixed(2) : (values[Math.floor(random() * values.length)] ?? ''));
  const line = (cells: readonly string[]): string => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  return `${[line(columns), ...Array.from({ length: rows }, (_, row) => line(columns.map((_, column) => cell(column, row))))].join('\n')}\n`;
}
