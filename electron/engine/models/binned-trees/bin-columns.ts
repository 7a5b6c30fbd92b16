import type { Kernel, Pause, TreeRows } from '../kernel.ts';
import type { TrainingData } from '../model.ts';
import { featureColumns } from '../training-data.ts';
import { binEdges } from './bin-edges.ts';

/** Rows in bins, and for each column the edges between them. */
export interface BinnedRows {
  readonly rows: TreeRows;
  readonly edges: readonly Float64Array[];
}

export async function binColumns(kernel: Kernel, data: TrainingData, pause: Pause): Promise<BinnedRows> {
  const rows = kernel.treeRows(data.rows, data.features.length);
  const edges: Float64Array[] = [];
  for (const [column, values] of featureColumns(data).entries()) {
    const sorted = rows.sorted(values);
    const hasMissing = sorted.length < data.rows;
    const ofColumn = binEdges(sorted, hasMissing);
    rows.encode(column, values, ofColumn, hasMissing);
    edges.push(ofColumn);
    await pause();
  }
  return { rows, edges };
}

/** The threshold of a bin: what is at or below it lies in this bin or one before; the last bin holds all present values. */
export function thresholdOf(edges: Float64Array, bin: number): number {
  return edges[bin] ?? Number.MAX_VALUE;
}

/** The rows that weigh something: those of weight 0 are as if they were not there. */
export function weighingRows(data: TrainingData): TrainingData {
  const { weights, rows, features } = data;
  if (!weights?.includes(0)) return data;
  const kept: number[] = [];
  weights.forEach((weight, i) => {
    if (weight > 0) kept.push(i);
  });
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i] as number);
  const x = new Float64Array(kept.length * features.length);
  features.forEach((_, j) => x.set(pick(data.x.subarray(j * rows, (j + 1) * rows)), j * kept.length));
  const origin = data.origin && { ...data.origin, rowIds: pick(data.origin.rowIds) };
  return { ...data, rows: kept.length, x, y: pick(data.y), weights: pick(weights), ...(origin ? { origin } : {}) };
}
