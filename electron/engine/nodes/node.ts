import type { z } from 'zod';
import type { Column, ColumnType } from '../../contract/column.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Task } from '../../contract/task.ts';
import type { Json } from '../base/canonical-json.ts';
import type { Expr } from '../expr/expression.ts';
import type { Sql } from '../sql/sql.ts';
import type { StatisticRequests, Statistics } from './statistics.ts';

export type Schema = readonly Column[];
export type NodeGroup = 'roles' | 'rows' | 'missing' | 'scale' | 'encode' | 'transform' | 'text' | 'time' | 'split' | 'balance';

/**
 * Where a node's work is done once the model serves. `row`: in the ONNX file, row by row; `look-up`: in it, by tables
 * of learned edges; `front`: in front of it, as generated NumPy code; `training`: on training rows alone, never in serving.
 */
export type RunsIn = 'row' | 'look-up' | 'front' | 'training';

/** What is known of the target once the feature-target split has named it. */
export interface Target {
  readonly column: string;
  readonly task: Task;
  /** Class labels in ascending code-point order; empty for regression. */
  readonly classes: readonly string[];
}

/** Problems of one node's parameters; the caller adds the node's id. */
export type NodeProblem = Omit<Problem, 'node' | 'fix'>;

interface NodeBase<P extends z.ZodObject> {
  readonly id: string;
  readonly title: string;
  readonly group: NodeGroup;
  readonly summary: string;
  readonly runsIn: RunsIn;
  /** The reason where the ONNX file cannot hold the node, in a sentence for the user. */
  readonly reason?: string;
  /** Its fit refuses a missing value in the columns that it reads, by an error that names the simple imputer. */
  readonly needsEveryValue?: boolean;
  /** Every parameter has a description; all but what only the user can know have a default. */
  readonly params: P;
  /** Further checks of parameters against the columns that arrive. Column pickers are checked by the graph. */
  check?(params: z.output<P>, schema: Schema): NodeProblem[];
}

/** A value whose statistics a node needs; `key` finds them again in `learn`. */
export interface FitRequest {
  readonly key: string;
  readonly value: Expr;
  readonly requests: StatisticRequests;
}

/**
 * A JSON value with NumPy arrays; null in an array of float64 or object is NaN, the one missing value of the exported
 * project's frames (float64 for numbers, integers, booleans and timestamps; object for text). It is what scikit-learn's
 * fitted attributes are restored from.
 */
export type PythonValue =
  | null | boolean | number | string
  | { readonly array: readonly (number | string | boolean | null)[]; readonly dtype: 'float64' | 'int64' | 'object' | 'bool' }
  | { readonly list: readonly PythonValue[] }
  | { readonly object: Readonly<Record<string, PythonValue>> };

/** The scikit-learn transformer of the exported project. */
export interface PythonTransformer {
  /** Import statements, one a line. `{package}` stands for the project's package. */
  readonly imports: readonly string[];
  /** An expression that makes the unfitted transformer. `crossFitting` stands where its `cv=` folds go. */
  readonly code: string;
  /** Parameters set before the dummy fit of a restore (`categories=…`); empty where none are needed. */
  readonly restoreParams: Readonly<Record<string, PythonValue>>;
  /** Fitted attributes, set after it. */
  readonly attributes: Readonly<Record<string, PythonValue>>;
}

/**
 * A node whose outputs are row expressions (windows included) of what arrives: scalers, encoders, formulas, rolling means.
 * Columns that it neither drops nor replaces pass through.
 */
export interface RowNode<P extends z.ZodObject = z.ZodObject, S extends Json = Json> extends NodeBase<P> {
  readonly kind: 'row';
  /** The check of a fitted state; null: nothing is fitted. */
  readonly state: z.ZodType<S> | null;
  /** Names of the columns that it reads. */
  reads(params: z.output<P>, schema: Schema): readonly string[];
  /** What is learned, and from which statistics; the schema is that of the fitting rows. */
  fit?(params: z.output<P>, schema: Schema): readonly FitRequest[];
  learn?(statistics: Readonly<Record<string, Partial<Statistics>>>, params: z.output<P>, schema: Schema, target: Target | null): S;
  /**
   * Training rows get outputs learned without their own fold (fit_transform ≠ transform); the folds come from
   * md5 of `seed:purpose:row`, stratified by class where the target has classes.
   */
  crossFit?(params: z.output<P>): { readonly folds: number; readonly purpose: string };
  /** All columns after the node; null while only the data can tell (categories) and no state is there. */
  outputs(schema: Schema, params: z.output<P>, state: S | null, target: Target | null): Schema | null;
  /** The expressions of the columns that are new or changed, over the columns that arrive. Numbers are made finite by the caller. */
  apply(schema: Schema, params: z.output<P>, state: S, target: Target | null): ReadonlyMap<string, Expr>;
  /** Its scikit-learn transformer; absent: the exporter prints `apply` as NumPy (only where nothing is fitted). */
  python?(schema: Schema, params: z.output<P>, state: S, target: Target | null): PythonTransformer;
}

/** A node that leaves rows out while fitting; counted, and not served. */
export interface RowsNode<P extends z.ZodObject = z.ZodObject> extends NodeBase<P> {
  readonly kind: 'rows';
  reads(params: z.output<P>, schema: Schema): readonly string[];
  /** `where`: rows whose condition is true stay; `first`: the first row (by row id) of equal keys stays, missing equals missing. */
  keep(params: z.output<P>, schema: Schema): { readonly where: Expr } | { readonly first: readonly Expr[] };
}

/** Names the target and the columns that are set aside. */
export interface RolesNode<P extends z.ZodObject = z.ZodObject> extends NodeBase<P> {
  readonly kind: 'roles';
  outputs(schema: Schema, params: z.output<P>): Schema;
  /** `task`: null lets the data decide (text, boolean or two values: classification). */
  target(params: z.output<P>): { readonly column: string; readonly task: 'classification' | 'regression' | null; readonly positive: string | null };
}

export interface SplitPlan {
  readonly method: 'random' | 'stratified' | 'group' | 'time';
  /** The column of strata, groups or time; null for `random`. */
  readonly column: string | null;
  /** Shares of rows (of groups), adding up to 1. */
  readonly train: number;
  readonly validation: number;
}

/** Divides rows into training, validation and test rows. */
export interface SplitNode<P extends z.ZodObject = z.ZodObject> extends NodeBase<P> {
  readonly kind: 'split';
  plan(params: z.output<P>, schema: Schema): SplitPlan;
}

/** Changes which training rows the following nodes and the model fit on. */
export interface SamplerNode<P extends z.ZodObject = z.ZodObject> extends NodeBase<P> {
  readonly kind: 'sampler';
  /** A relation of (`__mw_row`, `copies`): how often each training row of `rows` (what stands after FROM; `__mw_row`, `label`, `rank`) is taken; rank orders rows of a label by md5 from 0. */
  copies(rows: Sql, params: z.output<P>): Sql;
  /** The function of the exported project's `training/sampling.py` that does the same, with its keyword arguments. */
  python(params: z.output<P>): { readonly function: string; readonly arguments: Readonly<Record<string, PythonValue>> };
}

export type NodeDefinition = RowNode | RowsNode | RolesNode | SplitNode | SamplerNode;

/** Form hints of a parameter that holds column names: which types and roles the picker offers. */
export interface ColumnPicker {
  readonly picker: 'columns' | 'column' | 'formula';
  readonly accepts?: readonly ColumnType[];
}

/** Keeps the types of one definition while the registry holds many. */
export function defineRowNode<P extends z.ZodObject, S extends Json>(node: Omit<RowNode<P, S>, 'kind'>): NodeDefinition {
  return { kind: 'row', ...node } as unknown as NodeDefinition;
}
export function defineRowsNode<P extends z.ZodObject>(node: Omit<RowsNode<P>, 'kind'>): NodeDefinition {
  return { kind: 'rows', ...node } as unknown as NodeDefinition;
}
export function defineRolesNode<P extends z.ZodObject>(node: Omit<RolesNode<P>, 'kind'>): NodeDefinition {
  return { kind: 'roles', ...node } as unknown as NodeDefinition;
}
export function defineSplitNode<P extends z.ZodObject>(node: Omit<SplitNode<P>, 'kind'>): NodeDefinition {
  return { kind: 'split', ...node } as unknown as NodeDefinition;
}
export function defineSamplerNode<P extends z.ZodObject>(node: Omit<SamplerNode<P>, 'kind'>): NodeDefinition {
  return { kind: 'sampler', ...node } as unknown as NodeDefinition;
}
