import type { ColumnSums, KernelColumns, Pause } from '../models/kernel.ts';
import type { Team } from './kernel-threads.ts';
import { BLOCK, BLOCK_STRIDE, isWide, overSpans, type Piece, type SpanWork } from './span-rows.ts';
import { SpannedSums } from './spanned-sums.ts';

/** Multiply-adds of a row in one call that makes a part of a Gram matrix: some 10 ms for a block. */
const PART = 20_000;
/** Numbers that the kernel keeps of the moments of a column. */
const MOMENTS = 6;

/** As Kernel.gram. */
export async function gram(team: Team, input: KernelColumns, weights: Float64Array | undefined, pause?: Pause): Promise<Float64Array> {
  const k = input.columns.length;
  const total = new SymmetricSums(k, isWide(k));
  const rowWork = (k * (k + 1)) / 2;
  const left = weights ? k * BLOCK_STRIDE : 0;
  const shared = { sums: 2 * k * k, room: left, beside: weights ? [weights] : [], constants: [], end: (sums: Float64Array) => total.add(sums, 0) };
  const leftOf = (piece: Piece): number => (weights ? piece.room : 0);
  const whole: SpanWork = { ...shared, rowWork, call: (piece) => ['gramRows', piece.columns, piece.stride, k, piece.rows, piece.shifts, piece.beside[0] ?? 0, leftOf(piece), piece.sums] };
  const inParts: SpanWork = {
    ...shared,
    rowWork: k,
    call: (piece) => ['prepareBlock', piece.columns, piece.stride, k, piece.rows, piece.shifts, piece.beside[0] ?? 0, leftOf(piece)],
    then: (piece) => gramParts(piece, k, leftOf(piece), piece.sums),
  };
  await overSpans(team, input, isWide(k) ? inParts : whole, pause);
  return total.values();
}

/** Calls that make the Gram matrix of a block that is prepared: some rows of it each. */
export function gramParts({ columns, stride, rows }: Piece, k: number, left: number, sum: number): ReturnType<NonNullable<SpanWork['then']>> {
  const parts = [];
  for (let from = 0; from < k; ) {
    let [to, rowWork] = [from, 0];
    while (to < k && (to === from || rowWork < PART)) {
      rowWork += 4 * (k - to);
      to = Math.min(k, to + 4);
    }
    parts.push({ call: ['gramPart', columns, stride, k, rows, left, sum, from, to] as const, rowWork });
    from = to;
  }
  return parts;
}

/** As Kernel.combine. */
export async function combine(team: Team, input: KernelColumns, factors: ArrayLike<number>, pause?: Pause): Promise<Float64Array<ArrayBuffer>> {
  const k = input.columns.length;
  const result = new Float64Array(input.rows);
  await overSpans(team, input, {
    sums: 0,
    room: 16 * BLOCK,
    beside: [],
    constants: [factors],
    rowWork: k,
    call: (piece) => ['combineBlock', piece.columns, piece.stride, k, piece.rows, piece.shifts, piece.constants[0] ?? 0, piece.room],
    end: () => undefined,
    hear: (room, from, rows) => result.set(room.subarray(0, rows), from),
  }, pause);
  return result;
}

/** As Kernel.dots. */
export async function dots(team: Team, input: KernelColumns, vector: Float64Array, pause?: Pause): Promise<Float64Array<ArrayBuffer>> {
  const k = input.columns.length;
  const total = new SpannedSums(k);
  await overSpans(team, input, {
    sums: 2 * k,
    room: k,
    beside: [vector],
    constants: [],
    rowWork: k,
    call: (piece) => ['dotRows', piece.columns, piece.stride, k, piece.rows, piece.shifts, piece.beside[0] ?? 0, piece.room, piece.sums],
    end: (sums) => addSums(total, sums, 0, k),
  }, pause);
  return total.values();
}

/** As Kernel.moments. */
export async function moments(team: Team, input: KernelColumns, weights: Float64Array | undefined, pause?: Pause): Promise<ColumnSums[]> {
  const k = input.columns.length;
  const [sums, squares] = [new SpannedSums(k), new SpannedSums(k)];
  const [low, high] = [new Float64Array(k).fill(Infinity), new Float64Array(k).fill(-Infinity)];
  await overSpans(team, input, {
    sums: MOMENTS * k,
    begin(own) {
      for (let at = 0; at < own.length; at += MOMENTS) own.set([Infinity, -Infinity], at + 4);
    },
    room: 4 * k,
    beside: weights ? [weights] : [],
    constants: [],
    rowWork: 2 * k,
    call: (piece) => ['momentRows', piece.columns, piece.stride, k, piece.rows, piece.shifts, piece.beside[0] ?? 0, piece.room, piece.sums],
    end(own) {
      for (let j = 0; j < k; j++) {
        const [sum = 0, lost = 0, square = 0, squareLost = 0, least = 0, most = 0] = own.subarray(MOMENTS * j, MOMENTS * (j + 1));
        sums.add(j, sum + lost);
        squares.add(j, square + squareLost);
        low[j] = Math.min(low[j] as number, least);
        high[j] = Math.max(high[j] as number, most);
      }
    },
  }, pause);
  const [sum, square] = [sums.values(), squares.values()];
  return input.columns.map((_, j) => ({ sum: sum[j] as number, squares: square[j] as number, low: low[j] as number, high: high[j] as number }));
}

/** Adds `count` sums of a span, which lie before their rounding errors. */
export function addSums(total: SpannedSums, sums: Float64Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) total.add(i, (sums[at + i] as number) + (sums[at + count + i] as number));
}

/** A symmetric matrix of sums over spans, of which its upper triangle is made; where there is but one span, without room for the errors of more. */
export class SymmetricSums {
  readonly #k: number;
  readonly #spans: SpannedSums | null;
  #only: Float64Array<ArrayBuffer>;

  constructor(k: number, isOneSpan: boolean) {
    this.#k = k;
    this.#spans = isOneSpan ? null : new SpannedSums(k * k);
    this.#only = new Float64Array(isOneSpan ? k * k : 0);
  }

  /** The sums of a span from such a place on, before their rounding errors. */
  add(sums: Float64Array, at: number): void {
    const cells = this.#k * this.#k;
    if (this.#spans) return addSums(this.#spans, sums, at, cells);
    for (let cell = 0; cell < cells; cell++) this.#only[cell] = (sums[at + cell] as number) + (sums[at + cells + cell] as number);
  }

  values(): Float64Array<ArrayBuffer> {
    const k = this.#k;
    const matrix = this.#spans?.values() ?? this.#only;
    for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) matrix[a * k + b] = matrix[b * k + a] as number;
    return matrix;
  }
}
