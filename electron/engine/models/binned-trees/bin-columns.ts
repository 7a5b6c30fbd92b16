import type { Kernel, NodeSplit, Pause, TreeRows } from '../kernel.ts';
import type { TrainingData } from '../model.ts';
import { featureColumns } from '../training-data.ts';
import { binEdges } from './bin-edges.ts';

/** Categories that have a bin of their own, those of most rows; others are as if missing. */
const MOST_CATEGORIES = 254;

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
  for (const [column, given] of columns.entries()) {
    if (column % rows.threads === 0) rows.sortAhead(columns.slice(column, column + rows.threads).filter((_, i) => !categorical.has(column + i)));
    const codes = categorical.has(column) ? frequent(given) : null;
    const values = codes ? placesOf(given, codes) : given;
    if (codes) categories.set(column, codes);
    const sorted = rows.sorted(values);
    const hasMissing = sorted.length < data.rows;
    const ofColumn = codes ? Float64Array.from(codes.subarray(1), (_, i) => i + 0.5) : binEdges(sorted, hasMissing);
    rows.encode(column, values, ofColumn, hasMissing);
    edges.push(ofColumn);
    await pause();
  }
  return { rows, edges, categories };
}

/** The most frequent codes from 0 on, ascending. */
function frequent(values: Float64Array): Float64Array {
  const counts = new Map<number, number>();
  for (const value of values) if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts].sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || a - b).slice(0, MOST_CATEGORIES);
  return Float64Array.from(kept, ([code]) => code).sort();
}

/** For each value its place among the codes, NaN for others. */
function placesOf(values: Float64Array, codes: Float64Array): Float64Array {
  const places = new Map(Array.from(codes, (code, place) => [code, place]));
  return values.map((value) => places.get(value) ?? NaN);
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
