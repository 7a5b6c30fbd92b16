import type { ErrorPlace } from './app-error.ts';

/** Where an error is, in words: the same in the window and on the command line. */
export function placeText({ file, line, row, node, column, field, offset }: ErrorPlace): string {
  const parts = [
    file,
    line === undefined ? undefined : `line ${line}`,
    row === undefined ? undefined : `row ${row}`,
    node === undefined ? undefined : `node ${node}`,
    column === undefined ? undefined : `column ${column}`,
    field === undefined ? undefined : `field ${field}`,
    offset === undefined ? undefined : `character ${offset + 1}`,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
