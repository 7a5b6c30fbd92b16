/** A piece of SQL that is safe to splice: only {@link sql} and the functions of this file make one. */
export class Sql {
  constructor(readonly text: string) {}
}

/**
 * The one tag by which text becomes SQL. A hole takes SQL, a list of SQL (joined by commas) or a finite number
 * that is a whole number within ±2^53; texts and names go through {@link literal} and {@link identifier}.
 */
export function sql(parts: TemplateStringsArray, ...holes: readonly (Sql | readonly Sql[] | number | bigint)[]): Sql {
  let text = parts[0] ?? '';
  holes.forEach((hole, i) => {
    text += spliced(hole) + (parts[i + 1] ?? '');
  });
  return new Sql(text);
}

function spliced(hole: Sql | readonly Sql[] | number | bigint): string {
  if (hole instanceof Sql) return hole.text;
  if (typeof hole === 'bigint') return hole < 0n ? `(${hole})` : String(hole);
  if (typeof hole === 'number') {
    if (!Number.isSafeInteger(hole)) throw new Error(`A number in SQL is spliced by double(), not as it is: ${hole}`);
    return hole < 0 ? `(${hole})` : String(hole);
  }
  return hole.map((piece) => piece.text).join(', ');
}

/** Pieces joined by a separator of trusted text. */
export function join(pieces: readonly Sql[], separator = ', '): Sql {
  return new Sql(pieces.map((piece) => piece.text).join(separator));
}

/** A quoted identifier; any text but U+0000 is a name. */
export function identifier(name: string): Sql {
  if (name.includes('\0')) throw new Error('A name in SQL cannot hold U+0000');
  return new Sql(`"${name.replaceAll('"', '""')}"`);
}

/** A text literal. U+0000 is printed as chr(0), which DuckDB's parser cannot read inside quotes. */
export function literal(value: string): Sql {
  const quoted = value.split('\0').map((piece) => `'${piece.replaceAll("'", "''")}'`);
  return new Sql(quoted.length === 1 ? (quoted[0] ?? "''") : `(${quoted.join(' || chr(0) || ')})`);
}

/**
 * A typed DOUBLE in parentheses, from JavaScript's shortest form: a plain 1.5 is DECIMAL to DuckDB, and `x--0.3`
 * is a comment. NaN is refused: missing is NULL.
 */
export function double(value: number): Sql {
  return new Sql(`(cast('${doubleText(value)}' as double))`);
}

/** A list of typed DOUBLEs, as {@link double} prints each; one cast of all is planned a hundred times faster than one of each. */
export function doubleList(values: readonly (number | null)[]): Sql {
  return new Sql(`(cast('[${values.map((value) => (value === null ? 'NULL' : doubleText(value))).join(', ')}]' as double[]))`);
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) throw new Error('NaN is not a number of SQL; missing is NULL');
  return value === Infinity ? 'infinity' : value === -Infinity ? '-infinity' : String(value);
}

/** NULL of a type. */
export const NULL_DOUBLE = new Sql('(cast(null as double))');
export const NULL_TEXT = new Sql('(cast(null as varchar))');
export const NULL_BOOLEAN = new Sql('(cast(null as boolean))');
