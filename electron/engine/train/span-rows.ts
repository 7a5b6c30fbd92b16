import type { KernelColumns, Pause } from '../models/kernel.ts';
import type { Call } from './call-board.ts';
import type { Team } from './kernel-threads.ts';
import { TeamMemory } from './team-memory.ts';

/** Rows of a block, and values from one column of a block to the next where a kernel makes one: those of spans.ts of the kernels. */
export const BLOCK = 512;
export const BLOCK_STRIDE = BLOCK + 8;
/** Rows of a span. */
const SPAN = 16 * BLOCK;
/** Columns past which a span is all rows, and threads share the columns: sums of many spans would take more room than rows. */
const WIDE = 256;
/** Doubles of a piece of a span: it stays in the second-level cache. */
const PIECE = 2 ** 15;
/** Spans that are worked on at once, for each thread: who is done early takes one more. */
const LANES = 4;
/** Multiply-adds of a thread between two pauses: some 30 ms. */
const WORK = 40_000_000;

/** What is done to every span of rows. Sizes are in doubles, places in bytes. */
export interface SpanWork {
  /** Of the sums of a span: 0 when it begins, unless `begin` says more. */
  readonly sums: number;
  readonly begin?: (sums: Float64Array) => void;
  /** Of what a call needs beside. */
  readonly room: number;
  /** Numbers of the rows that come with their columns, 0 beside a last odd row. */
  readonly beside: readonly Float64Array[];
  /** Numbers that all calls read. */
  readonly constants: readonly ArrayLike<number>[];
  /** Multiply-adds of a row in `call`. */
  readonly rowWork: number;
  call(piece: Piece): Call;
  /** Calls that are made when all of `call` are: of some columns each, and how many multiply-adds of a row they are. */
  then?(piece: Piece): readonly { readonly call: Call; readonly rowWork: number }[];
  /** Hears the sums of every span, in order. */
  end(sums: Float64Array): void;
  /** Hears of rows from such a one on, in any order, when their calls are made. */
  hear?(room: Float64Array, from: number, rows: number): void;
}

/** Rows of a span in memory: columns, and what comes beside them. `rows` are even. */
export interface Piece {
  readonly columns: number;
  /** Bytes from one column to the next. */
  readonly stride: number;
  readonly rows: number;
  readonly shifts: number;
  readonly constants: readonly number[];
  readonly beside: readonly number[];
  readonly room: number;
  readonly sums: number;
}

/** Rows of several spans at a time. */
interface Round {
  readonly from: number;
  readonly pieces: readonly { readonly lane: number; readonly from: number; readonly rows: number }[];
  readonly endsSpans: boolean;
}

/** Whether these columns are so many that threads share them rather than the rows. */
export function isWide(columns: number): boolean {
  return columns > WIDE;
}

/** How many threads rows of these columns keep busy. */
export function usefulThreads({ columns, rows, threads = 1 }: KernelColumns): number {
  return isWide(columns.length) ? threads : Math.max(1, Math.min(threads, Math.ceil(rows / SPAN)));
}

/**
 * Streams rows through the memory of a team, a piece of several spans at a time. Within a span pieces are worked on in
 * their order, so that its sums have one; while other threads work, this one copies what comes next.
 */
export async function overSpans(team: Team, { columns, rows, shift }: KernelColumns, work: SpanWork, pause: Pause | undefined): Promise<void> {
  const k = columns.length;
  const all = [...columns, ...work.beside];
  const span = isWide(k) ? Math.max(1, Math.ceil(rows / BLOCK)) * BLOCK : SPAN;
  const blocks = Math.max(1, Math.min(SPAN / BLOCK, Math.floor(PIECE / (all.length * BLOCK))));
  const pieceRows = blocks * BLOCK;
  const stride = pieceRows + 8;
  const spans = Math.max(1, Math.ceil(rows / span));
  const lanes = Math.ceil(spans / Math.ceil(spans / (team.threads === 1 ? 1 : LANES * team.threads)));
  const buffers = team.threads > 1 ? 2 : 1;

  const memory = new TeamMemory(team, `add up the products of ${k} columns`, 'ask for fewer threads');
  const shifts = memory.take(8 * k);
  const constants = work.constants.map((values) => memory.take(8 * values.length));
  const panels = Array.from({ length: buffers * lanes }, () => memory.take(8 * stride * all.length));
  const rooms = Array.from({ length: buffers * lanes }, () => memory.take(8 * work.room));
  const sums = Array.from({ length: lanes }, () => memory.take(8 * work.sums));
  const doubles = new Float64Array(memory.buffer);
  doubles.set(shift, shifts / 8);
  work.constants.forEach((values, i) => doubles.set(values, (constants[i] as number) / 8));
  const sumsOf = (lane: number): Float64Array => doubles.subarray((sums[lane] as number) / 8, (sums[lane] as number) / 8 + work.sums);
  const begin = (): void => {
    for (let lane = 0; lane < lanes; lane++) {
      const own = sumsOf(lane).fill(0);
      work.begin?.(own);
    }
  };

  const fill = (round: Round | undefined, buffer: number): void => {
    for (const { lane, from, rows: count } of round?.pieces ?? []) {
      const panel = (panels[buffer * lanes + lane] as number) / 8;
      all.forEach((column, j) => {
        doubles.set(column.subarray(from, from + count), panel + j * stride);
        if (count & 1) doubles[panel + j * stride + count] = j < k ? (shift[j] as number) : 0;
      });
    }
  };
  const pieceOf = (lane: number, count: number, buffer: number): Piece => {
    const at = panels[buffer * lanes + lane] as number;
    return {
      columns: at,
      stride: 8 * stride,
      rows: count + (count & 1),
      shifts,
      constants,
      beside: work.beside.map((_, i) => at + 8 * stride * (k + i)),
      room: rooms[buffer * lanes + lane] as number,
      sums: sums[lane] as number,
    };
  };

  let done = 0;
  const rest = async (multiplyAdds: number): Promise<void> => {
    done += multiplyAdds;
    if (!pause || done < WORK * team.threads) return;
    done = 0;
    await pause();
  };
  begin();
  const rounds = roundsOf(rows, span, lanes, pieceRows);
  let next = rounds.next().value;
  fill(next, 0);
  for (let buffer = 0; next; buffer = (buffer + 1) % buffers) {
    const round = next;
    next = rounds.next().value;
    const following = next;
    const pieces = round.pieces.map(({ lane, rows: count }) => pieceOf(lane, count, buffer));
    const calls = pieces.map((piece) => work.call(piece));
    const count = round.pieces.reduce((sum, piece) => sum + piece.rows, 0);
    if (buffers > 1) team.runBeside(calls, () => fill(following, 1 - buffer));
    else team.run(calls);
    await rest(count * (work.rowWork + k));
    for (let parts = pieces.flatMap((piece) => work.then?.(piece) ?? []); parts.length > 0; ) {
      // As many as may pass before a pause.
      let [taken, sum] = [0, 0];
      for (; taken < parts.length && sum < WORK * team.threads; taken++) sum += pieceRows * (parts[taken]?.rowWork ?? 0);
      team.run(parts.slice(0, taken).map(({ call }) => call));
      parts = parts.slice(taken);
      await rest(sum);
    }
    for (const { lane, from, rows: heard } of round.pieces) {
      const room = (rooms[buffer * lanes + lane] as number) / 8;
      work.hear?.(doubles.subarray(room, room + work.room), from, heard);
    }
    if (round.endsSpans) {
      for (let lane = 0; lane < lanes && round.from + lane * span < rows; lane++) work.end(sumsOf(lane));
      begin();
    }
    if (buffers === 1) fill(following, 0);
  }
}

/** Rounds over the rows: `lanes` spans at a time, a piece of each a round. */
function* roundsOf(rows: number, span: number, lanes: number, pieceRows: number): Generator<Round, undefined> {
  for (let from = 0; from < rows; from += lanes * span) {
    const longest = Math.min(span, rows - from);
    for (let at = 0; at < longest; at += pieceRows) {
      const pieces = [];
      for (let lane = 0; lane < lanes; lane++) {
        const first = from + lane * span + at;
        const end = Math.min(rows, from + (lane + 1) * span, first + pieceRows);
        if (first < end) pieces.push({ lane, from: first, rows: end - first });
      }
      yield { from, pieces, endsSpans: at + pieceRows >= longest };
    }
  }
  return undefined;
}
