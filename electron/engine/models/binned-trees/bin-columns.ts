import type { ColumnValues, Kernel, NodeSplit, Pause, TreeRows } from '../kernel.ts';
import type { TrainingData } from '../model.ts';
import { featureColumns } from '../training-data.ts';

/** Categories that have a bin of their own, those of most rows; others are as if missing. */
const MOST_CATEGORIES = 254;
/** Codes below are counted in a table. */
const SMALL_CODES = 4096;

/** Rows in bins, and for each column the edges between them, or its categories, one a bin. */
export interface BinnedRows {
  readonly rows: TreeRows;
  readonly edges: readonly Float64Array[];
  readonly categories: ReadonlyMap<number, Float64Array>;
}

export interface Binning {
  readonly threads: number;
  readonly pause: Pause;
  /** The columns whose values are codes of categories. */
  readonly categorical?: ReadonlySet<number>;
}

/** Puts rows in bins for `use`, and gives their memory back after it. */
export async function withBins<T>(kernel: Kernel, data: TrainingData, { threads, pause, categorical = new Set() }: Binning, use: (binned: BinnedRows) => Promise<T>): Promise<T> {
  const rows = kernel.treeRows(data.rows, data.features.length, threads);
  try {
    return await use(await binColumns(rows, data, categorical, pause));
  } finally {
    rows.close();
  }
}

async function binColumns(rows: TreeRows, data: TrainingData, categorical: ReadonlySet<number>, pause: Pause): Promise<BinnedRows> {
  const edges: Float64Array[] = [];
  const categories = new Map<number, Float64Array>();
  const columns = featureColumns(data);
  const prepared = (values: Float64Array, column: number): ColumnValues => {
    if (!categorical.has(column)) return { values };
    const codes = frequent(values);
    categories.set(column, codes);
    return { values: placesOf(values, codes), edges: Float64Array.from(codes.subarray(1), (_, i) => i + 0.5) };
  };
  for (let first = 0; first < columns.length; first += rows.atOnce) {
    edges.push(...(await rows.bin(first, columns.slice(first, first + rows.atOnce).map((values, i) => prepared(values, first + i)), pause)));
    await pause();
  }
  return { rows, edges, categories };
}

/** The most frequent codes from 0 on, ascending. */
function frequent(values: Float64Array): Float64Array {
  const kept = [...countsOf(values)].sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || a - b).slice(0, MOST_CATEGORIES);
  return Float64Array.from(kept, ([code]) => code).sort();
}

/** How often each code from 0 on comes. */
function countsOf(values: Float64Array): Map<number, number> {
  const small = new Uint32Array(SMALL_CODES);
  const counts = new Map<number, number>();
  for (const value of values) {
    if (value >= 0 && value < SMALL_CODES) small[value] = (small[value] as number) + 1;
    else if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  small.forEach((count, code) => count > 0 && counts.set(code, count));
  return counts;
}

/** For each value its place among the codes, NaN for others. */
function placesOf(values: Float64Array, codes: Float64Array): Float64Array {
  const small = new Float64Array(SMALL_CODES).fill(NaN);
  const others = new Map<number, number>();
  codes.forEach((code, place) => (code < SMALL_CODES ? (small[code] = place) : others.set(code, place)));
  return values.map((value) => (value < SMALL_CODES ? (small[value] ?? NaN) : (others.get(value) ?? NaN)));
}

/** By what a split parts values: a threshold, or the categories on its left. */
export function partingOf({ edges, categories }: BinnedRows, { column, bin, members }: NodeSplit): number | number[] {
  const codes = categories.get(column);
  return codes && members ? members.map((one) => codes[one] as number) : thresholdOf(edges[column] as Float64Array, bin);
}

/** The threshold of a bin: what is at or below it lies in this bin or one before; the last bin holds all present values. */
export function thresholdOf(edges: Float64Array, bin: number): number {
  return edges[bin] ?? Number.MAX_VALUE;
}

/** The rows that weigh something: those of weight 0 are as if they were not there. */
export function weighingRows(data: TrainingData): TrainingData {
  const { weights } = data;
  if (!weights?.includes(0)) return data;
  return pickRows(data, Array.from(weights.keys()).filter((i) => (weights[i] as number) > 0));
}

/** The rows at these places, in this order. */
export function pickRows(data: TrainingData, kept: readonly number[]): TrainingData {
  const { rows, features, weights, origin } = data;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i] as number);
  const x = new Float64Array(kept.length * features.length);
  features.forEach((_, j) => x.set(pick(data.x.subarray(j * rows, (j + 1) * rows)), j * kept.length));
  return { ...data, rows: kept.length, x, y: pick(data.y), ...(weights ? { weights: pick(weights) } : {}), ...(origin ? { origin: { ...origin, rowIds: pick(origin.rowIds) } } : {}) };
}
