/** Numbers of which each span of rows gives a part, added up in the order of the spans, rounding errors kept (Neumaier): the parts may be made apart. */
export class SpannedSums {
  readonly #sum: Float64Array<ArrayBuffer>;
  readonly #lost: Float64Array<ArrayBuffer>;

  constructor(count: number) {
    this.#sum = new Float64Array(count);
    this.#lost = new Float64Array(count);
  }

  add(i: number, value: number): void {
    const before = this.#sum[i] as number;
    const after = before + value;
    this.#lost[i] = (this.#lost[i] as number) + (Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before);
    this.#sum[i] = after;
  }

  values(): Float64Array<ArrayBuffer> {
    return this.#sum.map((value, i) => (Number.isFinite(value) ? value + (this.#lost[i] as number) : value));
  }
}
