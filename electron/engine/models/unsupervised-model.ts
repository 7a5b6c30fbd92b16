import type { z } from 'zod';
import type { Kernel } from './kernel.ts';
import type { FitContext, ModelState, PythonEstimator, TrainableModel, TrainingData } from './model.ts';

/** Rows without a target. */
export type UnlabelledData = Pick<TrainingData, 'x' | 'rows' | 'features'>;

/** An algorithm that learns from features alone, stated once. */
export interface UnsupervisedDefinition<P extends z.ZodObject = z.ZodObject, M extends ModelState = ModelState> extends Omit<TrainableModel<P, M>, 'fit' | 'python'> {
  fit(kernel: Kernel, data: UnlabelledData, params: z.output<P>, context: FitContext): Promise<M>;
  labels(model: M): readonly string[];
  /** Row-major [rows, 2], as of onnx, from column-major features. */
  predict(kernel: Kernel, model: M, x: Float64Array, rows: number, context: Pick<FitContext, 'threads' | 'signal'>): Promise<Float64Array>;
  python(params: z.output<P>): PythonEstimator;
}

/** Keeps the types of one definition while the list holds many. */
export function defineUnsupervised<P extends z.ZodObject, M extends ModelState>(definition: UnsupervisedDefinition<P, M>): UnsupervisedDefinition {
  return definition as unknown as UnsupervisedDefinition;
}
