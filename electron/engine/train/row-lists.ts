import type { NodeSplit } from '../models/kernel.ts';
import type { BinnedCodes } from './binned-codes.ts';
import type { Call } from './call-board.ts';
import type { TeamMemory } from './team-memory.ts';

interface Exports {
  partBySides(index: number, count: number, codes: number, sides: number, buffer: number): number;
}

/** Codes of a column at most. */
const CODES = 256;
/** Fewer rows are parted by one thread, in less time than others take to begin. */
const LEAST_PARTED = 16_384;
/** Rows of a piece at least. */
const LEAST_ROWS = 8192;

/**
 * The list of all rows in two halves, places [0, rows) and [rows, 2 · rows): a range of one half leaves the same range of
 * the other free. Threads part pieces of a range where they are, and then bring them together in the other half.
 */
export class RowLists {
  readonly #memory: TeamMemory;
  readonly #codes: BinnedCodes;
  readonly #rows: number;
  readonly #index: number;
  readonly #sides: number;
  #inOrder = false;

  constructor(memory: TeamMemory, codes: BinnedCodes, rows: number) {
    this.#memory = memory;
    this.#codes = codes;
    this.#rows = rows;
    this.#index = memory.take(8 * rows);
    this.#sides = memory.take(CODES);
  }

  /** Whether the rows stand in the list by their number. */
  get inOrder(): boolean {
    return this.#inOrder;
  }

  /** The address of a place. */
  at(place: number): number {
    return this.#index + 4 * place;
  }

  list(taken?: Uint8Array): number {
    this.#inOrder = !taken;
    if (!taken) {
      this.#memory.run(this.#memory.pieces(this.#rows, 4 * LEAST_ROWS).map(({ from, count }) => ['listRows', this.at(from), from, count]));
      return this.#rows;
    }
    const index = new Uint32Array(this.#memory.buffer, this.#index, this.#rows);
    let count = 0;
    for (let i = 0; i < this.#rows; i++) if (taken[i] !== 0) index[count++] = i;
    for (let i = 0, at = count; i < this.#rows; i++) if (taken[i] === 0) index[at++] = i;
    return count;
  }

  /** As of {@link TreeRows}. */
  part(split: Omit<NodeSplit, 'score'>, from: number, to: number): readonly [number, number] {
    const memory = this.#memory;
    const count = to - from;
    if (count === 0) return [from, from];
    const { codes } = this.#codes.column(split.column);
    const [index, sides] = [this.at(from), this.#sides];
    const other = from < this.#rows ? from + this.#rows : from - this.#rows;
    this.#writeSides(split);
    this.#inOrder = false;
    const pieces = count * memory.team.grain < LEAST_PARTED ? [] : memory.pieces(count, LEAST_ROWS);
    if (pieces.length < 2) return [from, from + (memory.team.instance.exports as unknown as Exports).partBySides(index, count, codes, sides, this.at(other))];
    memory.run(pieces.map((piece) => ['partBySides', index + 4 * piece.from, piece.count, codes, sides, this.at(other + piece.from)]));
    const counts = pieces.map((_, i) => memory.team.board.result(i));
    const middle = counts.reduce((sum, one) => sum + one, 0);
    let [left, right] = [this.at(other), this.at(other + middle)];
    memory.team.runChains(
      pieces.map((piece, i): Call[] => {
        const [source, onLeft] = [index + 4 * piece.from, 4 * (counts[i] as number)];
        const onRight = 4 * piece.count - onLeft;
        const [toLeft, toRight] = [left, right];
        left += onLeft;
        right += onRight;
        return [
          ['copyBytes', toLeft, source, onLeft],
          ['copyBytes', toRight, source + onLeft, onRight],
        ];
      }),
    );
    return [other, other + middle];
  }

  /** For each code of the column 1 if it goes right. */
  #writeSides({ column, bin, members, missingLeft }: Omit<NodeSplit, 'score'>): void {
    const { bins, hasMissing } = this.#codes.column(column);
    const sides = new Uint8Array(this.#memory.buffer, this.#sides, CODES);
    if (members) {
      sides.fill(1);
      for (const one of members) sides[one] = 0;
      return;
    }
    sides.fill(0, 0, bin + 1).fill(1, bin + 1);
    if (hasMissing) sides[bins] = missingLeft ? 0 : 1;
  }
}
