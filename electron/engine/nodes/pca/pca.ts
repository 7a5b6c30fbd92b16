import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { AppError } from '../../base/app-error.ts';
import { symmetricEigen } from '../../base/symmetric-eigen.ts';
import { column, num, sub, toNumber, valueType, weightedSum, type Expr } from '../../expr/expression.ts';
import { noValues, tooLarge } from '../fit-errors.ts';
import { defineRowNode, type Schema } from '../node.ts';
import { floats, pythonLiteral } from '../python-values.ts';
import type { Statistics } from '../statistics.ts';

const NUMBERS = ['number', 'integer', 'boolean'] as const;
/** Covariances grow with the square of the columns: this many are 45,150. */
const MOST_COLUMNS = 300;

const StateSchema = z.object({
  mean: z.array(z.number()).min(1),
  /** Directions of largest variance, of length 1, a row each. */
  components: z.array(z.array(z.number())).min(1),
  /** The variance along each (ddof 1), and its share of the variance of all columns. */
  variance: z.array(z.number().nonnegative()),
  share: z.array(z.number().nonnegative()),
});
type State = z.output<typeof StateSchema>;

const componentNames = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** How many components come out, as far as the parameters alone tell; null: the data decides. */
function plannedCount(nComponents: number | null, columns: number): number | null {
  if (nComponents === null) return columns;
  return nComponents < 1 ? null : nComponents;
}

function valueOf(name: string, schema: Schema): Expr {
  const value = column(name, valueType(schema.find((one) => one.name === name)?.type ?? 'number'));
  return value.type === 'boolean' ? toNumber(value) : value;
}

const bad = (code: string, name: string, message: string, next: string): AppError => new AppError({ code, place: { column: name }, message, next });

/** Row-major covariance matrix (ddof 1), or the error that tells which column has none. */
function covarianceMatrix(columns: readonly string[], found: readonly Partial<Statistics>[]): Float64Array {
  const k = columns.length;
  const rows = found[0]?.rows ?? 0;
  const matrix = new Float64Array(k * k);
  found.forEach(({ count = 0, mean = null, variance = null, covariance = [] }, i) => {
    const name = columns[i] ?? '';
    if (count === 0) throw noValues(name, 'Leave the column out.');
    if (count < rows) throw bad('MISSING_VALUES', name, `Column "${name}" lacks a value in ${rows - count} of ${rows} training rows, and principal components need them all.`, 'Add a simple imputer before this node, or leave the column out.');
    if (mean === null || variance === null || covariance.includes(null)) throw tooLarge(name, 'variance');
    if (rows < 2) throw bad('TOO_FEW_ROWS', name, `There is one training row: it does not tell how "${name}" varies.`, 'Give the training part more rows.');
    [variance, ...covariance].forEach((value, j) => {
      const one = ((value ?? 0) * rows) / (rows - 1);
      matrix[i * k + i + j] = one;
      matrix[(i + j) * k + i] = one;
    });
  });
  if (!matrix.every(Number.isFinite)) throw tooLarge(columns[0] ?? '', 'variance');
  return matrix;
}

/** scikit-learn's rule for a share: the first components whose shares add up to more than it. */
function countForShare(shares: readonly number[], share: number): number {
  let sum = 0;
  const last = shares.findIndex((one) => (sum += one) > share);
  return last < 0 ? shares.length : last + 1;
}

/** The sign of scikit-learn's svd_flip: the entry that is largest in size, of equals the first, is positive. */
function withLargestPositive(component: readonly number[]): number[] {
  const largest = component.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return component.map((value) => (largest < 0 ? -value : value) + 0);
}

/** The weights of the columns in each component; whitened ones give variance 1. */
function weightsOf({ components, variance }: State, whiten: boolean): readonly (readonly number[])[] {
  return whiten ? components.map((weights, i) => weights.map((weight) => weight / Math.sqrt(variance[i] ?? 1))) : components;
}

export const pca = defineRowNode({
  id: 'pca',
  title: 'Principal components',
  group: 'transform',
  summary: 'Replaces columns of numbers by fewer that do not correlate: the directions along which the training rows vary most (PCA). Scale the columns before; no value may be missing.',
  runsIn: 'row',
  needsEveryValue: true,
  params: z.object({
    columns: z.array(z.string()).min(1).max(MOST_COLUMNS).describe('Columns').meta({ picker: 'columns', accepts: NUMBERS }),
    nComponents: z.number().positive().nullable().default(null).describe('How many components: a whole number, or, below 1, the share of the variance that they hold; left open, as many as columns').meta({ title: 'Number of components', examples: [1, 0.8] }),
    whiten: z.boolean().default(false).describe('Scale each component to variance 1').meta({ title: 'Scale to unit variance' }),
    prefix: z.string().min(1).max(100).default('pca').describe('The components are named by this, with a number from 0 behind it').meta({ title: 'Name of the components' }),
  }),
  check: ({ columns, nComponents }) => {
    const problem = (message: string, next: string) => [{ code: 'BAD_PARAMETER', severity: 'error' as const, field: 'nComponents', message, next }];
    if (nComponents === null || nComponents < 1) return [];
    if (!Number.isInteger(nComponents)) return problem(`There are no ${nComponents} components.`, 'Enter a whole number, or a share of the variance between 0 and 1.');
    return nComponents <= columns.length ? [] : problem(`${columns.length} columns have no ${nComponents} components.`, `Enter at most ${columns.length}, or choose more columns.`);
  },
  state: StateSchema,
  reads: ({ columns }) => columns,
  fit: ({ columns }, schema) => columns.map((name, i) => ({ key: String(i), value: valueOf(name, schema), requests: { rows: true, count: true, mean: true, variance: true, covariance: columns.slice(i + 1).map((_, j) => String(i + 1 + j)) } })),
  learn: (statistics, { columns, nComponents, whiten }) => {
    const [first = ''] = columns;
    const found = columns.map((_, i) => statistics[String(i)] ?? {});
    const k = columns.length;
    const matrix = covarianceMatrix(columns, found);
    const rows = found[0]?.rows ?? 0;
    const { values, vectors } = symmetricEigen(matrix, k);
    const total = columns.reduce((sum, _, j) => sum + (matrix[j * k + j] ?? 0), 0);
    if (total === 0) throw bad('NO_VARIANCE', first, `"${first}" and all other columns of the node are constant in the training rows: there is no direction in which they vary.`, 'Choose columns that vary.');
    const order = Array.from({ length: Math.min(k, rows) }, (_, c) => k - 1 - c);
    const variance = order.map((v) => Math.max(0, values[v] ?? 0));
    const share = variance.map((value) => value / total);
    const count = plannedCount(nComponents, k) ?? countForShare(share, nComponents ?? 1);
    if (count > order.length) throw bad('TOO_FEW_ROWS', first, `${rows} training rows have at most ${order.length} principal components, not ${count}: "${first}" and the other columns are more than the rows.`, `Enter at most ${order.length} components.`);
    // A variance of that size is rounding: divided by it, a component would be noise.
    const none = whiten ? variance.slice(0, count).findIndex((value) => value <= (variance[0] ?? 0) * k * Number.EPSILON) : -1;
    if (none >= 0) throw bad('NO_VARIANCE', first, `The columns ("${first}" and the others of the node) depend on each other: component ${none} has no variance that could be scaled to 1.`, none > 0 ? `Enter at most ${none} components, or do not whiten.` : 'Do not whiten.');
    return {
      mean: found.map(({ mean }) => mean ?? 0),
      components: order.slice(0, count).map((v) => withLargestPositive(columns.map((_, j) => vectors[j * k + v] ?? 0))),
      variance: variance.slice(0, count),
      share: share.slice(0, count),
    };
  },
  outputs: (schema, { columns, nComponents, prefix }, state) => {
    const count = state?.components.length ?? plannedCount(nComponents, columns.length);
    if (count === null) return null;
    const made = componentNames(prefix, count).map((name): Column => ({ name, type: 'number', role: 'feature' }));
    const place = schema.findIndex((one) => columns.includes(one.name));
    const rest = schema.filter((one) => !columns.includes(one.name));
    const before = schema.slice(0, Math.max(0, place)).length;
    return [...rest.slice(0, before), ...made, ...rest.slice(before)];
  },
  apply: (schema, { columns, whiten, prefix }, state) => {
    const deviations = columns.map((name, j) => sub(valueOf(name, schema), num(state.mean[j] ?? 0)));
    const weights = weightsOf(state, whiten);
    return new Map(componentNames(prefix, weights.length).map((name, c) => [name, weightedSum(deviations, weights[c] ?? [])]));
  },
  python: (_schema, { nComponents, whiten }, { mean, components, variance }) => ({
    imports: ['from {package}.features.transformers import PrincipalComponents'],
    code: `PrincipalComponents(n_components=${nComponents !== null && nComponents >= 1 ? String(nComponents) : pythonLiteral(nComponents)}, whiten=${pythonLiteral(whiten)})`,
    // The rows of the dummy fit are too few for a number of components.
    restoreParams: { n_components: null },
    attributes: {
      mean_: floats(mean),
      components_: { list: components.map(floats) },
      ...(whiten ? { explained_variance_: floats(variance) } : {}),
    },
  }),
});
