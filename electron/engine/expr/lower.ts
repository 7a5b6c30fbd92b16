import { exactCos, exactExp, exactFinite, exactLn, exactLog10, exactLog1p, exactLog2, exactMod, exactPow, exactRound, exactSigmoid, exactSign, exactSin, exactTanh, exactTrunc, isSmallWhole, wholePower } from './exact-math.ts';
import { inOrder, missing, num, withArgs, type Expr, type ExprOf, type Op } from './expression.ts';

/** What is written in terms of other operations, so that a printer needs no rule for it. */
export type DerivedOp = 'mod' | 'trunc' | 'sign' | 'exp' | 'ln' | 'log1p' | 'log2' | 'log10' | 'sigmoid' | 'tanh' | 'pow' | 'sin' | 'cos' | 'finite';
/** What every printer has a rule for. */
export type CoreOp = Exclude<Op, DerivedOp>;
export type CoreExpr = ExprOf<CoreOp>;

function derived(expr: Expr): Expr | undefined {
  const [x, y] = expr.args as readonly [Expr, Expr];
  switch (expr.op) {
    case 'mod': return exactMod(x, y);
    case 'pow': return isSmallWhole(y) ? wholePower(x, y.payload.value) : exactPow(x, y);
    case 'trunc': return exactTrunc(x);
    case 'sign': return exactSign(x);
    case 'exp': return exactExp(x);
    case 'ln': return exactLn(x);
    case 'log1p': return exactLog1p(x);
    case 'log2': return exactLog2(x);
    case 'log10': return exactLog10(x);
    case 'sigmoid': return exactSigmoid(x);
    case 'tanh': return exactTanh(x);
    case 'sin': return exactSin(x);
    case 'cos': return exactCos(x);
    case 'finite': return exactFinite(x);
    case 'round': return expr.payload.digits === 0 ? undefined : exactRound(x, expr.payload.digits);
    case 'text': return expr.payload.value === '' ? missing('text') : undefined;
    case 'number': return Object.is(expr.payload.value, -0) ? num(0) : undefined;
    default: return undefined;
  }
}

/**
 * Expressions in core operations alone, with equal parts made one object: afterwards identity is equality.
 * Linear in the graph, however large the tree is that it stands for.
 */
export class Lowering {
  private readonly known = new Map<Expr, CoreExpr>();
  private readonly unique = new Map<string, CoreExpr>();
  private readonly ids = new Map<CoreExpr, number>();

  lower(root: Expr): CoreExpr {
    for (const expr of inOrder([root])) {
      if (this.known.has(expr)) continue;
      const whole = withArgs(expr, expr.args.map((arg) => this.known.get(arg) as Expr));
      const other = derived(whole);
      this.known.set(expr, other ? this.lower(other) : this.intern(whole as CoreExpr));
    }
    return this.known.get(root) as CoreExpr;
  }

  private intern(expr: CoreExpr): CoreExpr {
    const key = JSON.stringify([expr.op, expr.type, expr.args.map((arg) => this.ids.get(arg as CoreExpr)), expr.payload]);
    const known = this.unique.get(key);
    if (known) return known;
    this.unique.set(key, expr);
    this.ids.set(expr, this.ids.size);
    this.known.set(expr, expr);
    return expr;
  }
}
