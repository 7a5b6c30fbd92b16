import type { z } from 'zod';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import type { Kernel } from './kernel.ts';
import type { FitContext, ModelState, PythonEstimator, TrainingData } from './model.ts';

/** Rows without a target. */
export type UnlabelledData = Pick<TrainingData, 'x' | 'rows' | 'features'>;

/** An algorithm that learns from features alone, stated once, as a ModelDefinition is. */
export interface UnsupervisedDefinition<P extends z.ZodObject = z.ZodObject, M extends ModelState = ModelState> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly purpose: 'anomalies' | 'clusters';
  readonly params: P;
  readonly state: z.ZodType<M>;
  readonly missing: 'refused' | 'handled';
  /** What it says of a row, in order; the first is a whole number. */
  readonly outputs: readonly string[];
  fit(kernel: Kernel, data: UnlabelledData, params: z.output<P>, context: FitContext): Promise<M>;
  /** Row-major [rows, outputs], from column-major features. */
  predict(kernel: Kernel, model: M, x: Float64Array, rows: number, context: Pick<FitContext, 'threads' | 'signal'>): Promise<Float64Array>;
  /** Adds the model to a graph: from a double tensor [N, f] to the name of one [N, outputs]. */
  onnx(model: M, graph: GraphBuilder, features: string): string;
  python(params: z.output<P>): PythonEstimator;
}

/** Keeps the types of one definition while the list holds many. */
export function defineUnsupervised<P extends z.ZodObject, M extends ModelState>(definition: UnsupervisedDefinition<P, M>): UnsupervisedDefinition {
  return definition as unknown as UnsupervisedDefinition;
}
