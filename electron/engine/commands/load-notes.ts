import type { LoadNote, LoadReport } from '../../contract/load-report.ts';

/** What the loader mended, refused or assumed, as sentences that name the column and say how often. */
export function loadNotes({ notes }: LoadReport): string[] {
  return notes.map(noteText);
}

function noteText({ message, column, count }: LoadNote): string {
  const named = column === undefined ? message : `"${column}": ${message}`;
  return count === undefined || message.includes(String(count)) ? named : `${named} (${count})`;
}
