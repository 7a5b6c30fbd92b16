import type { z } from 'zod';
import type { TargetTask, Task } from '../../contract/task.ts';
import type { Json } from '../base/canonical-json.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import type { Kernel } from './kernel.ts';

/** Training rows. Class labels are the index into `classes`, which ascend by code point. */
export interface TrainingData {
  readonly task: Task;
  /** Column-major: feature j of row i is at `j * rows + i`. Missing is NaN. */
  readonly x: Float64Array;
  readonly rows: number;
  readonly features: readonly string[];
  /** A number, or the index of a class. */
  readonly y: Float64Array;
  /** Empty for regression. */
  readonly classes: readonly string[];
  /** Row weights ≥ 0, if any. */
  readonly weights?: Float64Array;
  /** Rows that are not learned from: a model that stops early is judged by them. */
  readonly validation?: Pick<TrainingData, 'x' | 'rows' | 'y' | 'weights'>;
  /** Where the rows come from, for messages: the target's column and the row ids. */
  readonly origin?: { readonly target: string; readonly rowIds: Float64Array };
}

export interface FitContext {
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  /** What the user must know of this fit, in a sentence. */
  readonly onNote?: (text: string) => void;
}

/** How large a problem is. */
export interface MatrixShape {
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  /** That train on it. */
  readonly threads: number;
}

/** What a fitted model is restored from: JSON in the project, and all that the ONNX file needs. */
export type ModelState = { readonly [key: string]: Json };

/** The estimator of the exported project that `train.py` fits on the same rows. */
export interface PythonEstimator {
  /** Import statements, one a line: `from sklearn.linear_model import LinearRegression`. */
  readonly imports: readonly string[];
  /** An expression that makes the unfitted estimator. */
  readonly code: string;
  /** Classes that `code` needs, in front of it. */
  readonly support?: string;
  /** What has to be installed beside scikit-learn. */
  readonly requires?: readonly PythonPackage[];
}

/** A package of the index, and the module that it is imported as. */
export interface PythonPackage {
  readonly distribution: string;
  readonly version: string;
  readonly module: string;
}

/**
 * An algorithm, stated once: from it come the card in the window, the form, checks, training, ONNX and Python.
 * `fit` throws AppErrors that name the column or parameter, and CANCELLED within 250 ms of an abort.
 */
export interface TrainableModel<P extends z.ZodObject = z.ZodObject, M extends ModelState = ModelState> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly tasks: readonly Task[];
  /** Every parameter has a default and a description. */
  readonly params: P;
  /** The check of a fitted state that is read from a file. */
  readonly state: z.ZodType<M>;
  /** `refused`: a feature with missing values is a problem that is shown before training. */
  readonly missing: 'refused' | 'handled';
  /** Numbers that a fit keeps beside the matrix where they can be many: what memory does not suffice for is refused before the start. */
  beside?(shape: MatrixShape, params: z.output<P>): number;
  fit(kernel: Kernel, data: TrainingData, params: z.output<P>, context: FitContext): Promise<M>;
  /**
   * Adds the model to a graph. `features` is a double tensor [N, f]; the result is the name of a double tensor: [N, 1]
   * for regression, [N, classes] of probabilities (labels are added by the caller), without a target [N, 2]: the index
   * of a label and a number, both NaN where a row cannot be scored.
   */
  onnx(model: M, graph: GraphBuilder, features: string): string;
  /** `features` are the columns that it will be fitted on, in order. */
  python(params: z.output<P>, task: Task, features: readonly string[]): PythonEstimator;
  /** Importance of each feature (|standardised coefficient| or impurity decrease), adding up to 1; null where undefined. */
  importance?(model: M): readonly number[] | null;
  /** Without a target: the labels that it can give a row, by their index. */
  labels?(model: M): readonly string[];
}

/** A model that predicts a target. */
export interface ModelDefinition<P extends z.ZodObject = z.ZodObject, M extends ModelState = ModelState> extends TrainableModel<P, M> {
  readonly tasks: readonly TargetTask[];
  /** The trainer's own prediction, the reference for ONNX: [rows] for regression, row-major [rows, classes] otherwise. */
  predict(model: M, x: Float64Array, rows: number): Float64Array;
}

/** Keeps the types of one definition while the registry holds many. */
export function defineModel<P extends z.ZodObject, M extends ModelState>(definition: ModelDefinition<P, M>): ModelDefinition {
  return definition as unknown as ModelDefinition;
}
