import type { Expr } from '../expr/expression.ts';
import { printNumpy } from '../expr/print-numpy.ts';
import { python } from './literals.ts';

/** An output of a generated function: a boolean leaves it as 0, 1 or NaN. */
export interface FunctionOutput {
  readonly name: string;
  readonly expr: Expr;
}

/** A Python function from columns to columns that computes expressions by NumPy. */
export function pythonFunction(name: string, summary: string, outputs: readonly FunctionOutput[]): string {
  const source = printNumpy(outputs.map((one) => one.expr));
  const entries = outputs.map(({ name: key, expr }, i) => `${python(key)}: ${asColumn(expr, source.results[i] ?? 'np.nan')},`);
  const lines = [`"""${summary}"""`, ...source.statements, 'return {', ...entries.map((entry) => `    ${entry}`), '}'];
  return [
    '@np.errstate(all="ignore")',
    `def ${name}(numbers: Mapping[str, Array], texts: Mapping[str, Array], rows: int) -> dict[str, Array]:`,
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

function asColumn(expr: Expr, result: string): string {
  if (expr.type === 'text') return `ex.text_column(${result}, rows)`;
  return `ex.column(${expr.type === 'boolean' ? `ex.to_number(${result})` : result}, rows)`;
}
