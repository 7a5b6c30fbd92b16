/** Rows as a text table, a line each; columns of numbers are right-aligned. */
export function table(titles: readonly string[], lines: readonly (readonly string[])[]): string {
  const [head = [], ...rows] = [titles, ...lines].map((cells) => cells.map((cell) => cell.replaceAll(/\s*[\r\n]+\s*/g, ' ')));
  const widths = head.map((name, j) => Math.max(name.length, ...rows.map((row) => (row[j] ?? '').length)));
  const right = head.map((_, j) => rows.length > 0 && rows.every((row) => /^[-–\d.e+ ±]*$/.test(row[j] ?? '')));
  const line = (cells: readonly string[]): string => cells.map((cell, j) => (right[j] ? cell.padStart(widths[j] ?? 0) : cell.padEnd(widths[j] ?? 0))).join('  ').trimEnd();
  return `${[line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')}\n`;
}
