import type { ColumnType } from '../../contract/column.ts';
import type { Json } from '../base/canonical-json.ts';
import type { Expr } from '../expr/expression.ts';
import type { NodeDefinition, Schema, Target } from '../nodes/node.ts';

/** A node of a chain with its parsed parameters and the columns before it. */
export interface ChainNode {
  readonly id: string;
  readonly definition: NodeDefinition;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A node once it is fitted: `state` is null where nothing is. */
export interface FittedNode extends ChainNode {
  readonly before: Schema;
  readonly after: Schema;
  readonly state: Json | null;
}

/** Everything from the raw columns to the features of one model, in order, fitted on training rows. */
export interface FittedChain {
  /** The raw columns as loaded. */
  readonly source: Schema;
  readonly nodes: readonly FittedNode[];
  /** Without a target: no column, and what the model can say of a row as its classes. No node reads it then. */
  readonly target: Target;
  /** The class whose precision, recall and ROC curve are shown; null for regression and several classes. */
  readonly positive: string | null;
  /** Feature columns of the last schema, in order. */
  readonly features: readonly string[];
}

/** A column that crosses from the generated NumPy code into the ONNX file, as an expression over raw columns. */
export interface Crossing {
  /** Unique among the crossings: the raw column's name, or the name of the output of the node that made it. */
  readonly name: string;
  /** `text` goes into the input `text`; all else into `numeric`. */
  readonly type: ColumnType;
  readonly expr: Expr;
}

/** The serving form of a chain: filters, samplers and cross-fitting are gone; every row is transformed. */
export interface ServingProgram {
  /** Raw columns that serving reads, in the order of the file. */
  readonly raw: Schema;
  /** Columns of `numeric`, then of `text`. A crossing that is a bare raw column needs no code in front. */
  readonly crossings: readonly Crossing[];
  /** The features over the crossings (columns named as those), in order: what the ONNX file computes. */
  readonly features: readonly { readonly name: string; readonly expr: Expr }[];
  /** The features over raw columns, windows included: what SQL computes. */
  readonly direct: readonly { readonly name: string; readonly expr: Expr }[];
  /** Rows of history that a window needs, the row itself included; 1 where none does. */
  readonly history: { readonly rows: number; readonly entity: string | null; readonly time: string | null };
}
