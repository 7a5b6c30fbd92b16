/** Numbers that are added up span by span, rounding errors kept (Neumaier), and the sums of the spans in turn: spans may be added up apart. */
export class SpannedSums {
  readonly #span: Sums;
  readonly #total: Sums;

  constructor(count: number) {
    this.#span = sums(count);
    this.#total = sums(count);
  }

  add(i: number, value: number): void {
    add(this.#span, i, value);
  }

  endSpan(): void {
    const { sum, lost } = this.#span;
    for (let i = 0; i < sum.length; i++) add(this.#total, i, (sum[i] as number) + (lost[i] as number));
    sum.fill(0);
    lost.fill(0);
  }

  /** The sums over the spans that have ended. */
  values(): Float64Array<ArrayBuffer> {
    const { sum, lost } = this.#total;
    return sum.map((value, i) => (Number.isFinite(value) ? value + (lost[i] as number) : value));
  }
}

interface Sums {
  readonly sum: Float64Array<ArrayBuffer>;
  readonly lost: Float64Array<ArrayBuffer>;
}

function sums(count: number): Sums {
  return { sum: new Float64Array(count), lost: new Float64Array(count) };
}

function add({ sum, lost }: Sums, i: number, value: number): void {
  const before = sum[i] as number;
  const after = before + value;
  lost[i] = (lost[i] as number) + (Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before);
  sum[i] = after;
}
