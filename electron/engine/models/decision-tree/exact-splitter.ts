import { addRow, SplitScan, type Split, type Splitter, type Targets } from './splitter.ts';
import { ALL_PRESENT, between } from '../thresholds.ts';

/** Considers every threshold between two neighbouring values; each feature's rows are sorted once and stay sorted. */
export class ExactSplitter implements Splitter {
  readonly #columns: readonly Float64Array[];
  readonly #targets: Targets;
  readonly #minimum: number;
  /** For each feature the rows by value (missing last), then by number. */
  readonly #orders: readonly Uint32Array[];
  readonly #goesLeft: Uint8Array;
  readonly #buffer: Uint32Array;

  constructor(columns: readonly Float64Array[], rows: number, targets: Targets, minSamplesLeaf: number) {
    this.#columns = columns;
    this.#targets = targets;
    this.#minimum = minSamplesLeaf;
    this.#orders = columns.map((column) => {
      const rank = (i: number): number => (Number.isNaN(column[i]) ? Infinity : (column[i] as number));
      return Uint32Array.from({ length: rows }, (_, i) => i).sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b));
    });
    this.#goesLeft = new Uint8Array(rows);
    this.#buffer = new Uint32Array(rows);
  }

  row(place: number): number {
    return this.#orders[0]?.[place] as number;
  }

  async best(from: number, to: number): Promise<Split | null> {
    const { width } = this.#targets;
    const scan = new SplitScan(this.#targets, this.#minimum);
    const total = new Float64Array(width);
    for (let place = from; place < to; place++) addRow(this.#targets, total, 0, this.row(place));
    this.#columns.forEach((column, feature) => {
      const order = this.#orders[feature] as Uint32Array;
      let present = to;
      const missing = new Float64Array(width);
      while (present > from && Number.isNaN(column[order[present - 1] as number])) addRow(this.#targets, missing, 0, order[--present] as number);
      const left = new Float64Array(width);
      for (let place = from; place < present; place++) {
        addRow(this.#targets, left, 0, order[place] as number);
        if (place + 1 === present) break;
        const value = column[order[place] as number] as number;
        const next = column[order[place + 1] as number] as number;
        if (next > value) scan.offer(feature, between(value, next), left, missing, total);
      }
      if (present > from && present < to) scan.offer(feature, ALL_PRESENT, left, new Float64Array(width), total);
    });
    return scan.best;
  }

  apply({ feature, threshold, missingLeft }: Split, from: number, to: number): number {
    const column = this.#columns[feature] as Float64Array;
    for (let place = from; place < to; place++) {
      const row = this.row(place);
      const value = column[row] as number;
      this.#goesLeft[row] = value <= threshold || (missingLeft && Number.isNaN(value)) ? 1 : 0;
    }
    let middle = from;
    for (const order of this.#orders) {
      middle = from;
      let rest = 0;
      for (let place = from; place < to; place++) {
        const row = order[place] as number;
        if (this.#goesLeft[row] === 1) order[middle++] = row;
        else this.#buffer[rest++] = row;
      }
      order.set(this.#buffer.subarray(0, rest), middle);
    }
    return middle;
  }
}
