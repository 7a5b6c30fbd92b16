import { FRONT_ONLY, inOrder, toNumber, type Expr } from '../expr/expression.ts';
import { Lowering, type CoreExpr } from '../expr/lower.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { ONNX_TABLE, type OnnxTable, type Operands, type Truth } from './onnx-rules.ts';
import { bools, doubles, int64s, strings } from './tensor.ts';

/** An input matrix: the place of every column of it, none left out. */
export interface InputMatrix {
  readonly tensor: string;
  readonly columns: ReadonlyMap<string, number>;
}

/** `numeric` holds numbers (missing NaN), booleans (0, 1, NaN) and timestamps (microseconds), `text` texts (missing ''). */
export interface ExpressionInputs {
  readonly numeric?: InputMatrix;
  readonly text?: InputMatrix;
}

/**
 * Adds nodes for the expressions and gives the name of a tensor [N, f] of doubles, a column an expression; missing
 * is NaN; booleans become 0, 1 or NaN. Throws on operations in {@link FRONT_ONLY}.
 *
 * All parts of one shape (the same operators on other columns and constants) are one node over a matrix: 30 scaled
 * columns are a Gather, a Sub and a Div. Every part is computed once.
 */
export function compileExpressions(graph: GraphBuilder, exprs: readonly Expr[], inputs: ExpressionInputs, table: OnnxTable = ONNX_TABLE): string {
  const lowering = new Lowering();
  const roots = exprs.map((expr) => lowering.lower(expr.type === 'boolean' ? toNumber(expr) : expr));
  for (const root of roots) if (root.type !== 'number') throw new TypeError('An output of the ONNX file is a number');
  return new Compiler(graph, inputs, table).compile(roots);
}

/** All parts of one shape. */
interface Group {
  readonly nodes: CoreExpr[];
  readonly height: number;
  /** Depends on no column: its tensors are [1, width]. */
  readonly constant: boolean;
  value?: string | Truth;
}

/** NoopElimination of ONNX Runtime compares constants of length 1 as float32 and drops x + 1e-50: these get two columns. */
const PADDED: ReadonlySet<CoreExpr['op']> = new Set(['add', 'sub', 'mul', 'div', 'rem', 'min', 'max', 'exponentGuess', 'weightedSum']);
/** Of these the rule itself writes the constant. */
const OWN_CONSTANT: ReadonlySet<CoreExpr['op']> = new Set(['exponentGuess', 'weightedSum']);

class Compiler {
  private readonly groups = new Map<string, Group>();
  private readonly places = new Map<CoreExpr, { readonly group: Group; readonly signature: string; readonly index: number }>();
  private readonly signatures = new Map<string, string>();

  constructor(private readonly graph: GraphBuilder, private readonly inputs: ExpressionInputs, private readonly table: OnnxTable) {}

  compile(roots: readonly CoreExpr[]): string {
    for (const expr of inOrder(roots) as CoreExpr[]) this.place(expr);
    const byHeight = [...this.groups.values()].sort((a, b) => a.height - b.height);
    for (const group of byHeight) group.value = this.groupValue(group);
    return this.gathered(roots);
  }

  private place(expr: CoreExpr): void {
    const reason = FRONT_ONLY[expr.op];
    if (reason !== undefined) throw new TypeError(`${expr.op} cannot be in the ONNX file: ${reason}`);
    const below = expr.args.map((arg) => this.placeOf(arg as CoreExpr));
    const signature = this.signature(expr, below.map((place) => place.signature));
    let group = this.groups.get(signature);
    if (!group) {
      const height = 1 + Math.max(-1, ...below.map((place) => place.group.height));
      group = { nodes: [], height, constant: expr.op !== 'column' && below.every((place) => place.group.constant) };
      this.groups.set(signature, group);
    }
    this.places.set(expr, { group, signature, index: group.nodes.push(expr) - 1 });
  }

  /** Columns, literals and tables are holes in a shape: only operators and types count. Interned, so of bounded length. */
  private signature(expr: CoreExpr, args: readonly string[]): string {
    const name = expr.op === 'number' || expr.op === 'text' || expr.op === 'missing' ? 'literal' : expr.op;
    const key = [name, expr.type, ...args].join(' ');
    const known = this.signatures.get(key);
    if (known !== undefined) return known;
    const signature = `s${this.signatures.size}`;
    this.signatures.set(key, signature);
    return signature;
  }

  private placeOf(expr: CoreExpr): { readonly group: Group; readonly signature: string; readonly index: number } {
    const place = this.places.get(expr);
    if (!place) throw new Error(`${expr.op} is read before it is compiled`);
    return place;
  }

  private groupValue(group: Group): string | Truth {
    const [first] = group.nodes;
    if (!first) throw new Error('A group has members');
    if (first.op === 'column') return this.readColumns(group.nodes);
    if (first.args.length === 0) return this.literals(group.nodes);
    const nodes = this.isPadded(group) ? [first, first] : group.nodes;
    const rule = this.table[first.op as keyof OnnxTable] as (operands: Operands<CoreExpr>) => string | Truth;
    return rule(this.operands(nodes));
  }

  private operands(nodes: readonly CoreExpr[]): Operands<CoreExpr> {
    const [first] = nodes;
    const columns = (first?.args ?? []).map((_, i) => nodes.map((node) => node.args[i] as CoreExpr));
    // One operand that is the same for the whole group may stay one column and be broadcast, if another is wide.
    const same = columns.map((exprs) => nodes.length > 1 && exprs.every((expr) => expr === exprs[0]) && !this.placeOf(exprs[0] as CoreExpr).group.constant);
    if (same.length > 0 && same.every(Boolean)) same[0] = false;
    const lists = columns.map((exprs, i) => (same[i] ? exprs.slice(0, 1) : exprs));
    const list = (i: number): readonly CoreExpr[] => lists[i] ?? [];
    return {
      graph: this.graph,
      nodes,
      plain: (i) => this.gather(list(i)),
      isTrue: (i) => this.gather(list(i), 'isTrue'),
      isFalse: (i) => this.gather(list(i), 'isFalse'),
      literals: (i) => {
        const exprs = list(i);
        return exprs.every((expr) => expr.args.length === 0 && expr.op !== 'column') ? exprs.map(literalValue) : undefined;
      },
    };
  }

  /** A tensor of these parts, all of one group, in this order. */
  private gather(exprs: readonly CoreExpr[], side?: keyof Truth): string {
    const [first] = exprs;
    if (!first) throw new Error('Nothing to gather');
    const { group } = this.placeOf(first);
    if (first.args.length === 0 && first.op !== 'column' && first.type !== 'boolean') return this.literals(exprs) as string;
    if (first.op === 'column' && first.type !== 'boolean') return this.readColumns(exprs) as string;
    const value = group.value;
    if (value === undefined) throw new Error(`${first.op} is read before it is compiled`);
    const tensor = typeof value === 'string' ? value : value[side ?? 'isTrue']();
    const indices = exprs.map((expr) => this.placeOf(expr).index);
    const width = group.nodes.length;
    const whole = indices.length === width && indices.every((index, i) => index === i) && !this.isPadded(group);
    return whole ? tensor : this.graph.node('Gather', [tensor, this.graph.constant(int64s(indices))], { axis: 1 });
  }

  private isPadded(group: Group): boolean {
    const [first] = group.nodes;
    return first !== undefined && group.nodes.length === 1 && PADDED.has(first.op) && (OWN_CONSTANT.has(first.op) || first.args.some((arg) => this.placeOf(arg as CoreExpr).group.constant));
  }

  private readColumns(exprs: readonly CoreExpr[]): string | Truth {
    const [first] = exprs;
    const matrix = first?.type === 'text' ? this.inputs.text : this.inputs.numeric;
    const indices = exprs.map((expr) => {
      const index = expr.op === 'column' ? matrix?.columns.get(expr.payload.name) : undefined;
      if (index === undefined) throw new Error(`The ONNX file has no input column ${expr.op === 'column' ? JSON.stringify(expr.payload.name) : expr.op}`);
      return index;
    });
    if (!matrix) throw new Error('The ONNX file has no such input');
    const whole = indices.length === matrix.columns.size && indices.every((index, i) => index === i);
    const tensor = whole ? matrix.tensor : this.graph.node('Gather', [matrix.tensor, this.graph.constant(int64s(indices))], { axis: 1 });
    if (first?.type !== 'boolean') return tensor;
    const zero = this.graph.constant(doubles([0], [1, 1]));
    return {
      isTrue: () => this.graph.node('Or', [this.graph.node('Less', [tensor, zero]), this.graph.node('Greater', [tensor, zero])]),
      isFalse: () => this.graph.node('Equal', [tensor, zero]),
    };
  }

  private literals(exprs: readonly CoreExpr[]): string | Truth {
    const dims = [1, exprs.length];
    const values = exprs.map(literalValue);
    const [first] = exprs;
    if (first?.type === 'number') return this.graph.constant(doubles(values.map(Number), dims));
    if (first?.type === 'text') return this.graph.constant(strings(values.map(String), dims));
    const unknown = (): string => this.graph.constant(bools(values.map(() => false), dims));
    return { isTrue: unknown, isFalse: unknown };
  }

  /** The roots in their order, from all groups that hold one. */
  private gathered(roots: readonly CoreExpr[]): string {
    const used = new Map<Group, CoreExpr[]>();
    for (const root of roots) {
      const { group } = this.placeOf(root);
      const members = used.get(group) ?? [];
      if (!members.includes(root)) members.push(root);
      used.set(group, members);
    }
    const members = [...used.values()].flat();
    const position = new Map(members.map((expr, i) => [expr, i]));
    const tensors = [...used].map(([group, exprs]) => {
      const tensor = this.gather(exprs);
      return group.constant ? this.overRows(tensor, exprs.length) : tensor;
    });
    if (tensors.length === 0) return this.overRows(this.graph.constant(doubles([], [1, 0])), 0);
    const all = tensors.length === 1 ? (tensors[0] as string) : this.graph.node('Concat', tensors, { axis: 1 });
    const order = roots.map((root) => position.get(root) ?? 0);
    if (order.length === members.length && order.every((index, i) => index === i)) return all;
    return this.graph.node('Gather', [all, this.graph.constant(int64s(order))], { axis: 1 });
  }

  private overRows(tensor: string, width: number): string {
    const input = this.inputs.numeric?.tensor ?? this.inputs.text?.tensor;
    if (input === undefined) throw new Error('The ONNX file has no input');
    const rows = this.graph.node('Shape', [input], { start: 0, end: 1 });
    return this.graph.node('Expand', [tensor, this.graph.node('Concat', [rows, this.graph.constant(int64s([width]))], { axis: 0 })]);
  }
}

function literalValue(expr: CoreExpr): number | string {
  if (expr.op === 'number' || expr.op === 'text') return expr.payload.value;
  return expr.type === 'text' ? '' : NaN;
}
