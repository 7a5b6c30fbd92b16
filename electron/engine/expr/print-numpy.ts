import { inOrder, type Expr } from './expression.ts';
import { NUMPY_TABLE, type NumpyTable } from './numpy-rules.ts';

export interface NumpySource {
  /** Statements in order, one a line, without indentation. */
  readonly statements: readonly string[];
  /** A Python expression for each expression asked for, in that order. */
  readonly results: readonly string[];
}

/** Texts nested deeper than this become a statement of their own. */
const DEPTH = 8;

/**
 * Python (NumPy) for expressions. The code reads `numbers` and `texts`, mappings from column names to arrays in row
 * order (as the ONNX inputs: missing is NaN or '', booleans are 0, 1 or NaN, timestamps microseconds; texts are
 * arrays of dtype object), `np` (numpy) and `ex` (the exported module `expressions`). It has to run under
 * `np.errstate(all="ignore")`. Results of numbers may be scalars: `ex.column(result, rows)` makes an array of them,
 * `ex.text_column(result, rows)` of texts; booleans are pairs (true, false), see `ex.to_number`.
 */
export function printNumpy(exprs: readonly Expr[], options: { readonly prefix?: string; readonly table?: NumpyTable } = {}): NumpySource {
  const { prefix = 't', table = NUMPY_TABLE } = options;
  const statements: string[] = [];
  const results = new Map<Expr, { readonly text: string; readonly depth: number }>();
  const byText = new Map<string, string>();
  const order = inOrder(exprs);
  const uses = countUses(order, exprs);
  const result = (expr: Expr): { readonly text: string; readonly depth: number } => {
    const known = results.get(expr);
    if (!known) throw new Error(`${expr.op} is read before it is printed`);
    return known;
  };
  for (const expr of order) {
    const args = expr.args.map(result);
    const rule = table[expr.op] as (args: readonly string[], expr: Expr) => string;
    const text = rule(args.map((arg) => arg.text), expr);
    const depth = 1 + Math.max(0, ...args.map((arg) => arg.depth));
    const isShared = expr.args.length > 0 && ((uses.get(expr) ?? 0) > 1 || depth > DEPTH);
    if (!isShared) {
      results.set(expr, { text, depth });
      continue;
    }
    // Equal parts have equal texts by now.
    let name = byText.get(text);
    if (name === undefined) {
      name = `${prefix}${byText.size}`;
      byText.set(text, name);
      statements.push(`${name} = ${text}`);
    }
    results.set(expr, { text: name, depth: 0 });
  }
  return { statements, results: exprs.map((expr) => result(expr).text) };
}

function countUses(order: readonly Expr[], roots: readonly Expr[]): Map<Expr, number> {
  const uses = new Map<Expr, number>();
  for (const expr of [...roots, ...order.flatMap((expr) => expr.args)]) uses.set(expr, (uses.get(expr) ?? 0) + 1);
  return uses;
}
