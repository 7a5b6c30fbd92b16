import type { Column } from '../../contract/column.ts';
import { column, inOrder, valueType, withArgs, type Expr } from '../expr/expression.ts';
import type { Crossing, FittedChain, ServingProgram } from './chain.ts';
import { applyRowNode, asNumber, isFrontOnly, readColumn, tableEnvironment, type Environment } from './environment.ts';

/**
 * The serving form of a fitted chain: one expression a feature over raw columns, cut where the ONNX file cannot go on.
 * Nodes that only change which rows are fitted on (filters, splits, samplers) leave no trace.
 */
export function composeServing(chain: FittedChain): ServingProgram {
  let environment: Environment = tableEnvironment(chain.source);
  const front = new Map<Expr, { name: string; type: Column['type'] }>();
  for (const { definition, params, state, after } of chain.nodes) {
    if (definition.kind === 'roles') environment = { ...environment, schema: after };
    if (definition.kind !== 'row') continue;
    const result = applyRowNode(environment, definition, params, state, chain.target);
    environment = result.after;
    for (const { name, expr, own } of result.made) {
      if (isFrontOnly(own)) front.set(expr, { name, type: environment.schema.find((one) => one.name === name)?.type ?? 'number' });
    }
  }
  const direct = chain.features.map((name) => ({ name, expr: asNumber(readColumn(environment, name)) }));
  const { crossings, features } = cut(direct, front, chain);
  return { raw: rawColumns(chain, crossings), crossings, features, direct, history: historyOf(crossings) };
}

function cut(direct: ServingProgram['direct'], front: ReadonlyMap<Expr, { name: string; type: Column['type'] }>, chain: FittedChain) {
  const crossings = new Map<Expr, Crossing>();
  const rawCrossings = new Map<string, Crossing>();
  const names = new Set<string>();
  const types = new Map(chain.source.map((one) => [one.name, one.type]));
  const unique = (name: string): string => {
    let result = name;
    for (let n = 2; names.has(result); n++) result = `${name} (${n})`;
    names.add(result);
    return result;
  };
  const memo = new Map<Expr, Expr>();
  const rewrite = (expr: Expr): Expr => {
    const known = memo.get(expr);
    if (known) return known;
    const made = front.get(expr);
    let result: Expr;
    if (made) {
      const crossing = { name: unique(made.name), type: made.type, expr };
      crossings.set(expr, crossing);
      result = column(crossing.name, expr.type);
    } else if (expr.op === 'column') {
      const { name } = expr.payload;
      let crossing = rawCrossings.get(name);
      if (!crossing) {
        crossing = { name: unique(name), type: types.get(name) ?? 'number', expr };
        rawCrossings.set(name, crossing);
      }
      result = column(crossing.name, expr.type);
    } else {
      result = withArgs(expr, expr.args.map(rewrite));
    }
    memo.set(expr, result);
    return result;
  };
  // Raw names are taken first, so that a raw column crosses under its own name.
  for (const { name } of rawReads(direct.map((one) => one.expr), front, chain)) {
    const crossing: Crossing = { name: unique(name), type: types.get(name) ?? 'number', expr: column(name, valueType(types.get(name) ?? 'number')) };
    rawCrossings.set(name, crossing);
  }
  const features = direct.map(({ name, expr }) => ({ name, expr: rewrite(expr) }));
  const ordered = [...rawCrossings.values(), ...crossings.values()];
  return { crossings: [...ordered.filter((one) => one.type !== 'text'), ...ordered.filter((one) => one.type === 'text')], features };
}

/** Raw columns that are read outside front nodes, in the order of the file. */
function rawReads(roots: readonly Expr[], front: ReadonlyMap<Expr, unknown>, chain: FittedChain): readonly Column[] {
  const names = new Set<string>();
  const seen = new Set<Expr>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr) || front.has(expr)) return;
    seen.add(expr);
    if (expr.op === 'column') names.add(expr.payload.name);
    expr.args.forEach(visit);
  };
  roots.forEach(visit);
  return chain.source.filter((one) => names.has(one.name));
}

function rawColumns(chain: FittedChain, crossings: readonly Crossing[]): readonly Column[] {
  const names = new Set(inOrder(crossings.map((one) => one.expr)).flatMap((expr) => (expr.op === 'column' ? [expr.payload.name] : [])));
  return chain.source.filter((one) => names.has(one.name));
}

function historyOf(crossings: readonly Crossing[]): ServingProgram['history'] {
  const all = inOrder(crossings.map((one) => one.expr));
  const needs = new Map<Expr, number>();
  for (const expr of all) {
    const below = Math.max(0, ...expr.args.map((arg) => needs.get(arg) ?? 0));
    needs.set(expr, expr.op === 'window' ? below + expr.payload.rows - 1 : below);
  }
  const first = all.find((expr) => expr.op === 'window');
  const name = (expr: Expr | undefined): string | null => (expr?.op === 'column' ? expr.payload.name : null);
  return { rows: 1 + Math.max(0, ...needs.values()), entity: name(first?.args[1]), time: name(first?.args[2]) };
}
