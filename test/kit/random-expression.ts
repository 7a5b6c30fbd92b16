import fc from 'fast-check';
import * as e from '../../electron/engine/expr/expression.ts';
import type { Expr } from '../../electron/engine/expr/expression.ts';

const TEXTS = ['a', 'b', 'A', 'ß', ' a ', "o'x", '😀', '\\', '"', ''];
const LITERALS = [0, -0, 1, -1, 0.5, 1.5, 2, 3, 10, -7, 0.1, 1 / 3, 1e-50, 1.00000002, 0.99999999, 5e-324, 1e308, -1e308, 2 ** 53, 2 ** 52 + 1, Math.PI, 1022, -746];
const TEXT_LITERALS = fc.constantFrom(...TEXTS).map((value) => e.text(value));

type Choices = Record<'number' | 'boolean' | 'text', Expr>;

/** Typed expressions to this depth, of every operation that all engines hold, over the columns of `hostileTable`. */
export function randomExpression(maxDepth: number): { readonly [T in keyof Choices]: fc.Arbitrary<Expr> } {
  const depthIdentifier = fc.createDepthIdentifier();
  const limits = { maxDepth, depthIdentifier, depthSize: 'small', withCrossShrink: true } as const;
  const trees = fc.letrec<Choices>((tie) => {
    const [n, b, t] = [tie('number'), tie('boolean'), tie('text')];
    const one = (...makes: ((x: Expr) => Expr)[]): fc.Arbitrary<Expr> => fc.tuple(fc.constantFrom(...makes), n).map(([make, x]) => make(x));
    const two = (...makes: ((x: Expr, y: Expr) => Expr)[]): fc.Arbitrary<Expr> => fc.tuple(fc.constantFrom(...makes), n, n).map(([make, x, y]) => make(x, y));
    const literal = fc.oneof(fc.constantFrom(...LITERALS), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => e.num(value));
    const table = fc.tuple(fc.uniqueArray(fc.constantFrom(...TEXTS), { maxLength: 6 }), fc.option(fc.constantFrom(0, 0.1, -5)));
    const edges = fc.uniqueArray(fc.constantFrom(...LITERALS.filter((value) => !Object.is(value, -0))), { maxLength: 7 }).map((values) => values.sort((a, c) => a - c));
    return {
      number: fc.oneof(
        limits,
        { weight: 4, arbitrary: fc.constantFrom('x', 'y', 'z', 'i', 'w', `a "b" ;--'`).map((name) => e.column(name, 'number')) },
        { weight: 2, arbitrary: literal },
        { weight: 6, arbitrary: two(e.add, e.sub, e.mul, e.div, e.rem, e.mod, e.min, e.max) },
        { weight: 4, arbitrary: one(e.neg, e.abs, e.floor, e.ceil, e.trunc, e.sign, e.sqrt, e.finite, (x) => e.round(x), (x) => e.round(x, 2), (x) => e.round(x, -1)) },
        { weight: 1, arbitrary: one(e.exp, e.ln, e.log1p, e.log2, e.log10, e.sigmoid, e.tanh, e.sin, e.cos) },
        { weight: 1, arbitrary: two(e.pow) },
        { weight: 1, arbitrary: fc.tuple(n, fc.integer({ min: -16, max: 16 })).map(([x, k]) => e.pow(x, e.num(k))) },
        { weight: 1, arbitrary: fc.array(fc.tuple(n, fc.constantFrom(...LITERALS)), { minLength: 1, maxLength: 5 }).map((terms) => e.weightedSum(terms.map(([x]) => x), terms.map(([, weight]) => weight))) },
        { weight: 2, arbitrary: two(e.coalesce) },
        { weight: 2, arbitrary: fc.tuple(b, n, n).map(([c, x, y]) => e.when(c, x, y)) },
        { weight: 1, arbitrary: b.map((c) => e.toNumber(c)) },
        { weight: 1, arbitrary: fc.tuple(t, table).map(([s, [keys, otherwise]]) => e.lookup(s, keys, keys.map((_, i) => i / 3), otherwise)) },
        { weight: 1, arbitrary: fc.tuple(n, edges).map(([x, list]) => e.bins(x, list)) },
        { weight: 1, arbitrary: fc.constant(e.missing('number')) },
      ),
      boolean: fc.oneof(
        limits,
        { weight: 2, arbitrary: fc.constantFrom('p', 'q').map((name) => e.column(name, 'boolean')) },
        { weight: 5, arbitrary: fc.tuple(fc.constantFrom(e.lt, e.le, e.eq, e.ne), n, n).map(([make, x, y]) => make(x, y)) },
        { weight: 2, arbitrary: fc.tuple(fc.constantFrom(e.eq, e.ne), t, t).map(([make, x, y]) => make(x, y)) },
        { weight: 3, arbitrary: fc.tuple(fc.constantFrom(e.and, e.or), b, b).map(([make, x, y]) => make(x, y)) },
        { weight: 2, arbitrary: b.map((c) => e.not(c)) },
        { weight: 1, arbitrary: fc.oneof(n, b, t).map((x) => e.isMissing(x)) },
        { weight: 1, arbitrary: fc.constant(e.missing('boolean')) },
      ),
      text: fc.oneof(
        limits,
        { weight: 4, arbitrary: fc.constantFrom('s', 't').map((name) => e.column(name, 'text')) },
        { weight: 2, arbitrary: TEXT_LITERALS },
        { weight: 2, arbitrary: fc.tuple(t, t).map(([x, y]) => e.coalesce(x, y)) },
        { weight: 2, arbitrary: fc.tuple(b, t, t).map(([c, x, y]) => e.when(c, x, y)) },
      ),
    };
  });
  return trees;
}
