import type { ColumnType } from '../../contract/column.ts';
import { identifier, join, Sql, sql } from '../sql/sql.ts';
import { inOrder, type Expr } from './expression.ts';
import { Lowering, type CoreExpr } from './lower.ts';
import { canBeNaN, guard, needsNull, SQL_RULES, windowMean, type SqlRules } from './sql-rules.ts';

export interface NamedExpr {
  readonly name: string;
  readonly expr: Expr;
}

export interface LayeredSelect {
  /** What stands after FROM: a table's name, or a query in parentheses. It has `__mw_row` where an output is a window. */
  readonly from: Sql;
  /** Identifiers of the columns that are handed on as they are. */
  readonly keep: readonly Sql[];
  readonly outputs: readonly NamedExpr[];
  /** The types of the columns that the outputs read: they say how a column is read. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** Other rules: for the tests that plant a bug. */
  readonly rules?: SqlRules;
}

/** Texts nested deeper than this go on in a layer of their own: DuckDB's parser has a limit. */
const DEPTH = 48;

/**
 * One SELECT that gives the kept columns and the outputs. What the text would repeat (shared parts, operands that
 * a rule prints twice) is a column `__mw_tN` of a subquery, so that the text grows with the graph, not with the tree.
 * All rules are total: none raises, whatever the row.
 */
export function layeredSelect({ from, keep, outputs, columns, rules = SQL_RULES }: LayeredSelect): Sql {
  const lowering = new Lowering();
  const roots = outputs.map(({ expr }) => lowering.lower(expr));
  const print = new LayerPrinter(columns, rules, roots);
  const layers: Sql[][] = [];
  for (const { level, text, name } of print.shared) (layers[level - 1] ??= []).push(sql`${text} as ${name}`);
  const named = outputs.map(({ name }, i) => {
    const { text, nan } = print.printed(roots[i] as CoreExpr);
    return sql`${nan ? guard(text) : text} as ${identifier(name)}`;
  });
  const innermost = layers.reduce((inner, layer) => sql`(select *, ${layer} from ${inner})`, from);
  return sql`select ${join([...keep, ...named])} from ${innermost}`;
}

interface Printed {
  readonly text: Sql;
  /** How many layers must lie below. */
  readonly level: number;
  readonly depth: number;
  /** May be NaN where it should be NULL: arithmetic carries NaN on, and what would misread it reads a column without. */
  readonly nan: boolean;
}

class LayerPrinter {
  readonly shared: { readonly level: number; readonly text: Sql; readonly name: Sql }[] = [];
  private readonly results = new Map<CoreExpr, Printed>();

  constructor(columns: ReadonlyMap<string, ColumnType>, rules: SqlRules, roots: readonly CoreExpr[]) {
    const order = inOrder(roots) as CoreExpr[];
    const { uses, guarded } = this.survey(order, roots, columns, rules);
    for (const expr of order) {
      const args = expr.args.map((arg) => this.printed(arg as CoreExpr));
      let text = rules.print(expr, args.map((arg) => arg.text), columns);
      let level = Math.max(0, ...args.map((arg) => arg.level));
      if (expr.op === 'window') {
        const values = this.share(text, level + 1);
        [text, level] = [windowMean(values.text, expr.payload), values.level];
      }
      const depth = 1 + Math.max(0, ...args.map((arg) => arg.depth));
      const nan = canBeNaN(expr.op, args.map((arg) => arg.nan));
      const guards = nan && guarded.has(expr);
      const isShared = guards || expr.op === 'window' || (expr.args.length > 0 && ((uses.get(expr) ?? 0) > 1 || depth > DEPTH));
      if (isShared) this.results.set(expr, { ...this.share(guards ? guard(text) : text, level + 1), nan: nan && !guards });
      else this.results.set(expr, { text, level, depth, nan });
    }
  }

  printed(expr: CoreExpr): Printed {
    const known = this.results.get(expr);
    if (!known) throw new Error(`${expr.op} is read before it is printed`);
    return known;
  }

  private share(text: Sql, level: number): Omit<Printed, 'nan'> {
    const name = identifier(`__mw_t${this.shared.length}`);
    this.shared.push({ level, text, name });
    return { text: name, level, depth: 0 };
  }

  /** How often the text of each part would stand in the texts that read it, and which parts are read by what needs NULL. */
  private survey(order: readonly CoreExpr[], roots: readonly CoreExpr[], columns: ReadonlyMap<string, ColumnType>, rules: SqlRules): { uses: Map<CoreExpr, number>; guarded: Set<CoreExpr> } {
    const uses = new Map<CoreExpr, number>();
    const guarded = new Set<CoreExpr>();
    const use = (expr: CoreExpr, times: number): void => void uses.set(expr, (uses.get(expr) ?? 0) + times);
    for (const root of roots) use(root, 1);
    for (const expr of order) {
      if (expr.args.length === 0) continue;
      const marks = expr.args.map((_, i) => new Sql(`\u0001${i}\u0001`));
      const { text } = rules.print(expr, marks, columns);
      expr.args.forEach((arg, i) => {
        use(arg as CoreExpr, text.split(marks[i]?.text ?? '').length - 1);
        if (needsNull(expr.op, i)) guarded.add(arg as CoreExpr);
      });
    }
    return { uses, guarded };
  }
}
