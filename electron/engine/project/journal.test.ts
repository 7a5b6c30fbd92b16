import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomEdit, START_GRAPH } from '../../../test/kit/random-edits.ts';
import { applyEdit } from '../../contract/graph-edit.ts';
import { PROJECT_VERSION, type ProjectDocument } from '../../contract/project-document.ts';
import { journalLine, parseJournal, replay, revisionOf, type JournalRecord } from './journal.ts';

const START: ProjectDocument = { format: 'millwright-project', version: PROJECT_VERSION, name: 'p', seed: 1, sources: [{ id: 'data', path: 'd.csv', options: {}, columns: [{ name: 'a', type: 'number' }], rows: 3 }], graph: START_GRAPH };

/** Commands on the start document, and the document after each. */
function session(actions: readonly (readonly [number, number, number])[]): { documents: ProjectDocument[]; records: JournalRecord[] } {
  const documents = [START];
  const records: JournalRecord[] = [];
  for (const [kind, a, b] of actions) {
    const before = documents.at(-1) as ProjectDocument;
    const edit = randomEdit(before.graph, kind, a, b);
    if (!edit) continue;
    const { graph, inverse } = applyEdit(before.graph, edit);
    const after = { ...before, graph };
    records.push({ v: 1, before: revisionOf(before), after: revisionOf(after), change: { id: `c${records.length}`, kind: 'do', label: 'größer "é"', edit, undo: inverse } });
    documents.push(after);
  }
  return { documents, records };
}

const SMALL = session([[6, 2, 1], [0, 1, 1], [6, 2, 4], [4, 0, 0], [9, 0, 0]]);
const FILE = Buffer.from(SMALL.records.map(journalLine).join(''));
const lines = FILE.toString().split('\n').slice(0, -1);

describe('a journal', () => {
  it('brings any document of a session to the last one', () => {
    const actions = fc.array(fc.tuple(fc.nat(10), fc.nat(30), fc.nat(30)), { maxLength: 30 });
    fc.assert(
      fc.property(actions, fc.nat(30), (list, at) => {
        const { documents, records } = session(list);
        const written = documents[at % documents.length] as ProjectDocument;
        const { records: read } = parseJournal(Buffer.from(records.map(journalLine).join('')));
        const result = replay(written, read);
        expect(result.foreign).toBe(false);
        expect(revisionOf(result.document)).toBe(revisionOf(documents.at(-1) as ProjectDocument));
        expect(result.history.slice(result.history.length - result.pending).length).toBe(result.pending);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('that was cut at any byte gives every command that was written to its end', () => {
    for (let length = 0; length <= FILE.length; length += 1) {
      const whole = FILE.subarray(0, length).toString('latin1').split('\n').length - 1;
      const read = parseJournal(FILE.subarray(0, length));
      expect(read.records).toHaveLength(whole);
      expect(read.bytes).toBe(lines.slice(0, whole).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
      expect(replay(START, read.records).document).toEqual(SMALL.documents[whole]);
    }
  });

  it('that is damaged at any byte gives a document of the session, and all that was made before the damage', () => {
    const revisions = SMALL.documents.map(revisionOf);
    const last = SMALL.documents.at(-1) as ProjectDocument;
    for (let at = 0; at < FILE.length; at += 1) {
      for (const bits of [1, 255]) {
        const damaged = Buffer.from(FILE);
        damaged.writeUInt8(damaged.readUInt8(at) ^ bits, at);
        const whole = FILE.subarray(0, at).toString('latin1').split('\n').length - 1;
        const read = parseJournal(damaged);
        expect(read.records.length).toBeGreaterThanOrEqual(whole);
        const { document } = replay(SMALL.documents[whole] as ProjectDocument, read.records);
        expect(revisions.lastIndexOf(revisionOf(document))).toBeGreaterThanOrEqual(whole);
        expect(revisions).toContain(revisionOf(replay(START, read.records).document));
        expect(replay(last, read.records).document).toEqual(last);
      }
    }
  });

  it('of another document changes nothing, and says so', () => {
    const other = { ...START, seed: 2 };
    expect(replay(other, SMALL.records)).toMatchObject({ document: other, pending: 0, foreign: true, history: [] });
    expect(replay(START, [])).toMatchObject({ document: START, foreign: false });
  });

  it('does not take a line whose checksum holds for what it is not', () => {
    const [record] = SMALL.records;
    if (!record) throw new Error('no record');
    const wrong: JournalRecord = { ...record, after: 'another' };
    expect(replay(START, [wrong])).toMatchObject({ document: START, pending: 0 });
    expect(parseJournal(Buffer.from('0123456789abcdef {}\n\n{}\n'))).toEqual({ records: [], bytes: 0 });
  });
});
