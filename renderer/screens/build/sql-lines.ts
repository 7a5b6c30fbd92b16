const INDENT = '  ';

/**
 * SQL over several lines, as one reads it: each part of a list and each clause of a query on a line of its own, a query in
 * parentheses moved in. Nothing but space between words changes; names and texts stay as they are.
 */
export function sqlLines(sql: string): string {
  const pieces = sql.match(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[()]|,|\s+|[^\s"'(),]+/g) ?? [];
  /** For each open parenthesis whether a query is in it. */
  const open: boolean[] = [];
  let text = '';
  const query = (): boolean => open.at(-1) ?? true;
  const line = (): string => `\n${INDENT.repeat(open.filter(Boolean).length)}`;
  pieces.forEach((piece, i) => {
    if (piece === '(') {
      let at = i + 1;
      while (pieces[at]?.trim() === '') at += 1;
      const next = pieces[at];
      open.push(next === 'select');
      text += query() ? `(${line()}` : '(';
    } else if (piece === ')') {
      const was = open.pop();
      text += was ? `${line()})` : ')';
    } else if (piece === ',' && query()) text += `,${line()}${INDENT}`;
    else if (/^(from|where|qualify|join|left|order|limit|union)$/.test(piece) && query()) text = `${text.trimEnd()}${piece === 'join' && /\bleft$/.test(text.trimEnd()) ? ' ' : line()}${piece}`;
    else if (piece.trim() === '') text += /\s$/.test(text) ? '' : ' ';
    else text += piece;
  });
  return text;
}
