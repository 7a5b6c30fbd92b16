import { RESERVED_PREFIX } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';

/** Names as columns can have them: trimmed, none empty (a missing one becomes c<i>), none of the engine's own, unique without regard to ASCII case. */
export function columnNames(file: string, given: readonly string[]): { names: string[]; unnamed: number[] } {
  const unnamed: number[] = [];
  const seen = new Map<string, string>();
  const names = given.map((name, i) => {
    if (name !== '') return name;
    unnamed.push(i);
    return `c${i}`;
  });
  for (const name of names) {
    if (name.toLowerCase().startsWith(RESERVED_PREFIX)) {
      throw new AppError({
        code: 'COLUMN_NAME_RESERVED',
        message: `The column ${quoted(name)} has a name that Millwright keeps for itself.`,
        place: { file, column: name },
        next: `Rename it in the file: names must not begin with ${RESERVED_PREFIX}.`,
      });
    }
    if (name.includes('\0')) {
      throw new AppError({
        code: 'COLUMN_NAME_UNREADABLE',
        message: `The column ${quoted(name.replaceAll('\0', '␀'))} has the character U+0000 in its name.`,
        place: { file },
        next: 'Remove the character from the header, or save the file again as UTF-8 text.',
      });
    }
    const key = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const other = seen.get(key);
    if (other !== undefined) {
      throw new AppError({
        code: 'COLUMN_NAMES_EQUAL',
        message: other === name ? `Two columns have the name ${quoted(name)}.` : `The columns ${quoted(other)} and ${quoted(name)} differ only in upper and lower case.`,
        place: { file, column: name },
        next: 'Give each column a name of its own in the first line of the file.',
      });
    }
    seen.set(key, name);
  }
  return { names, unnamed };
}

/** A name for a message: in quotes, and not longer than a line. */
export function quoted(name: string): string {
  return `“${name.length <= 80 ? name : `${name.slice(0, 80)}…`}”`;
}
