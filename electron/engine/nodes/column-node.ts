import { z } from 'zod';
import type { Column, ColumnType } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import type { Json } from '../base/canonical-json.ts';
import { column as columnExpr, toNumber, valueType, type Expr } from '../expr/expression.ts';
import { defineRowNode, type NodeDefinition, type NodeGroup, type NodeProblem, type PythonTransformer, type RunsIn, type Schema, type Target } from './node.ts';
import type { StatisticRequests, StatisticsFor } from './statistics.ts';

/** A transform of one column, stated once and applied to every column that the user picks. */
export interface ColumnNodeInit<P extends z.ZodRawShape, S extends Json, R extends StatisticRequests> {
  readonly id: string;
  readonly title: string;
  readonly group: NodeGroup;
  readonly summary: string;
  readonly runsIn: RunsIn;
  readonly reason?: string;
  /** Types of the columns that it takes. */
  readonly accepts: readonly ColumnType[];
  readonly params: z.ZodObject<P>;
  /** Further checks; that the columns exist and are of an accepted type is checked by the graph. */
  readonly check?: (params: z.output<z.ZodObject<P>>, columns: readonly Column[]) => NodeProblem[];
  /** The state of one column; null: nothing is fitted. */
  readonly state: z.ZodType<S> | null;
  readonly fit?: (params: z.output<z.ZodObject<P>>, column: Column) => R;
  readonly learn?: (statistics: StatisticsFor<R>, params: z.output<z.ZodObject<P>>, column: Column, target: Target | null) => S;
  readonly crossFit?: (params: z.output<z.ZodObject<P>>) => { readonly folds: number; readonly purpose: string };
  /** The columns that take the place of one; null while only the data can tell and no state is there. */
  readonly outputs: (column: Column, params: z.output<z.ZodObject<P>>, state: S | null, target: Target | null) => readonly Column[] | null;
  /** One expression an output, in the same order. `value` is the column; a boolean comes as the number 0 or 1. */
  readonly apply: (value: Expr, state: S, params: z.output<z.ZodObject<P>>, column: Column, target: Target | null) => readonly Expr[];
  /** One transformer for all columns; `states` are in the order of `columns`. */
  readonly python?: (columns: readonly Column[], params: z.output<z.ZodObject<P>>, states: readonly S[], target: Target | null) => PythonTransformer;
}

/** The parameter of every column node: which columns it transforms. */
function columnsParam(accepts: readonly ColumnType[]) {
  return z.array(z.string()).describe('Columns').meta({ picker: 'columns', accepts });
}

const NO_COLUMNS: NodeProblem = {
  code: 'NO_COLUMNS',
  severity: 'warning',
  field: 'columns',
  message: 'No column is chosen: the node does nothing.',
  next: 'Choose columns, or delete the node.',
};

/** The value that a column node reads: booleans as 0 and 1, as the ONNX file takes them. */
function columnValue(column: Column): Expr {
  const value = columnExpr(column.name, valueType(column.type));
  return value.type === 'boolean' ? toNumber(value) : value;
}

/** Names differ by more than capital letters, because they do in DuckDB; levels are known only once the node is fitted. */
function refuseRepeatedNames(schema: Schema): void {
  const seen = new Set<string>();
  for (const { name } of schema) {
    if (seen.has(name.toLowerCase())) {
      throw new AppError({
        code: 'COLUMN_NAME_TAKEN',
        place: { column: name },
        message: `A new column would be called "${name}", and there is one of that name already.`,
        next: 'Leave the other column out, or rename it, before this node.',
      });
    }
    seen.add(name.toLowerCase());
  }
}

/** Makes a row node from the transform of one column. Its state is the list of the columns' states. */
export function columnNode<P extends z.ZodRawShape, S extends Json, R extends StatisticRequests>(init: ColumnNodeInit<P, S, R>): NodeDefinition {
  const params = z.object({ columns: columnsParam(init.accepts), ...init.params.shape });
  type Params = { columns: string[] } & z.output<z.ZodObject<P>>;
  const picked = (schema: Schema, all: Params): Column[] => {
    const byName = new Map(schema.map((one) => [one.name, one]));
    return all.columns.flatMap((name) => byName.get(name) ?? []);
  };

  const replace = (schema: Schema, all: Params, states: readonly S[] | null, target: Target | null): Column[] | null => {
    const result: Column[] = [];
    const positions = new Map(picked(schema, all).map((one, i) => [one, i]));
    for (const one of schema) {
      const position = positions.get(one);
      if (position === undefined) {
        result.push(one);
        continue;
      }
      const made = init.outputs(one, all, states?.[position] ?? null, target);
      if (made === null) return null;
      result.push(...made);
    }
    if (states !== null) refuseRepeatedNames(result);
    return result;
  };

  return defineRowNode<z.ZodObject, Json>({
    id: init.id,
    title: init.title,
    group: init.group,
    summary: init.summary,
    runsIn: init.runsIn,
    ...(init.reason === undefined ? {} : { reason: init.reason }),
    params,
    state: init.state === null ? null : (z.array(init.state) as unknown as z.ZodType<Json>),
    reads: (all) => (all as Params).columns,
    check: (all, schema) => ((all as Params).columns.length === 0 ? [NO_COLUMNS] : (init.check?.(all as Params, picked(schema, all as Params)) ?? [])),
    ...(init.fit && init.learn
      ? {
          fit: (all, schema) =>
            picked(schema, all as Params).map((one, i) => ({
              key: String(i),
              value: columnValue(one),
              requests: init.fit?.(all as Params, one) ?? {},
            })),
          learn: (statistics, all, schema, target) =>
            picked(schema, all as Params).map((one, i) => init.learn?.((statistics[String(i)] ?? {}) as StatisticsFor<R>, all as Params, one, target) ?? null),
        }
      : {}),
    ...(init.crossFit ? { crossFit: (all) => init.crossFit?.(all as Params) ?? { folds: 1, purpose: '' } } : {}),
    outputs: (schema, all, state, target) => replace(schema, all as Params, state as readonly S[] | null, target),
    apply: (schema, all, state, target) => {
      const result = new Map<string, Expr>();
      const states = state as unknown as readonly S[];
      picked(schema, all as Params).forEach((one, i) => {
        const own = states?.[i] as S;
        const made = init.outputs(one, all as Params, own, target) ?? [];
        const exprs = init.apply(columnValue(one), own, all as Params, one, target);
        made.forEach((output, j) => {
          const expr = exprs[j];
          if (expr) result.set(output.name, expr);
        });
      });
      return result;
    },
    ...(init.python
      ? {
          python: (schema, all, state, target) =>
            init.python?.(picked(schema, all as Params), all as Params, (state ?? []) as unknown as readonly S[], target) as PythonTransformer,
        }
      : {}),
  });
}
