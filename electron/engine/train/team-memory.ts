import { AppError } from '../base/app-error.ts';
import type { Call, Own } from './call-board.ts';
import type { Team } from './kernel-threads.ts';

/** Bytes of the memory of WebAssembly. */
const MOST = 2 ** 32 - 2 ** 16;
/** Pieces of a range for each thread: who is done early takes one more. */
const PIECES = 4;

interface Exports {
  base(): number;
  reserve(bytes: number): number;
}

/** A piece of a range, counted from its beginning. */
export interface Piece {
  readonly from: number;
  readonly count: number;
}

/** The memory of a team, given out from its beginning on. */
export class TeamMemory {
  readonly team: Team;
  readonly #what: string;
  readonly #less: string;
  #next: number;

  /** What the memory is for, and what would ask for less: words for a message. */
  constructor(team: Team, what: string, less: string) {
    this.team = team;
    this.#what = what;
    this.#less = less;
    this.#next = (team.instance.exports as unknown as Exports).base();
  }

  /** Bytes at a multiple of 16. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = at + Math.ceil(bytes / 16) * 16;
    if (this.#next > MOST || !(this.team.instance.exports as unknown as Exports).reserve(this.#next)) throw outOfMemory(this.#what, this.#less);
    this.team.clear(at, this.#next);
    return at;
  }

  /** What is taken from now on begins here: what lies there is no longer needed. */
  giveBack(at: number): void {
    this.#next = at;
  }

  get buffer(): ArrayBuffer {
    return this.team.memory.buffer;
  }

  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.buffer, at, count);
  }

  /** Cuts a range into pieces of `least` rows or more, of an even number but for the last; one if this thread is alone. */
  pieces(count: number, least: number): Piece[] {
    const { threads, grain } = this.team;
    const wanted = threads === 1 ? 1 : Math.max(1, Math.min(PIECES * threads, Math.floor((count * grain) / least)));
    const size = Math.max(2, Math.ceil(count / wanted / 2) * 2);
    const pieces: Piece[] = [];
    // A piece has two rows at least, where there are two.
    for (let from = 0; from < count; ) {
      const rest = count - from;
      const taken = rest - size < 2 ? rest : size;
      pieces.push({ from, count: taken });
      from += taken;
    }
    return pieces;
  }

  run(calls: readonly Call[]): void {
    this.team.run(calls);
  }
}

/** A place in the memory that each thread has for itself. */
export function own(place: number): Own {
  return { own: place };
}

function outOfMemory(what: string, less: string): AppError {
  return new AppError({
    code: 'OUT_OF_MEMORY',
    message: `There is not enough memory to ${what}.`,
    next: `Leave out columns or rows, ${less}, or close other programs and try again.`,
  });
}
