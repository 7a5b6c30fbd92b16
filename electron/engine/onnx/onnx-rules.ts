import type { ExprOf } from '../expr/expression.ts';
import type { CoreExpr, CoreOp } from '../expr/lower.ts';
import { binsEnsemble } from './bins-ensemble.ts';
import { ML, type GraphBuilder } from './graph-builder.ts';
import { doubles, int64s, strings } from './tensor.ts';

/** True, false or neither, as two tensors of bool that are made when they are asked for. */
export interface Truth {
  isTrue(): string;
  isFalse(): string;
}

/** What a rule sees of a group of nodes of one shape: tensors whose columns are the nodes' operands. */
export interface Operands<E extends CoreExpr> {
  readonly graph: GraphBuilder;
  readonly nodes: readonly E[];
  /** The tensor of a number or text operand. */
  plain(operand: number): string;
  isTrue(operand: number): string;
  isFalse(operand: number): string;
  /** The values of an operand that is a literal in every node. */
  literals(operand: number): readonly (number | string)[] | undefined;
}

/** Operations that have no node in the file, or that the compiler reads itself. */
type Unruled = 'column' | 'number' | 'text' | 'missing' | 'lower' | 'trim' | 'squeeze' | 'nfc' | 'window';
export type OnnxTable = { readonly [O in Exclude<CoreOp, Unruled>]: (operands: Operands<ExprOf<O>>) => string | Truth };

type Rule = (operands: Operands<CoreExpr>) => string;
type TruthRule = (operands: Operands<CoreExpr>) => Truth;

const nan = (graph: GraphBuilder): string => graph.constant(doubles([NaN], [1, 1]));
const zero = (graph: GraphBuilder): string => graph.constant(doubles([0], [1, 1]));

/** A single operator of ONNX that treats NaN as expressions do. */
const plain = (op: string, attributes = {}): Rule => ({ graph, nodes, plain: operand }) => graph.node(op, (nodes[0]?.args ?? []).map((_, i) => operand(i)), attributes);

/** An operator whose second operand must not be 0. */
const divided = (op: string, attributes = {}): Rule => ({ graph, plain: operand }) => {
  const [x, y] = [operand(0), operand(1)];
  return graph.node('Where', [graph.node('Equal', [y, zero(graph)]), nan(graph), graph.node(op, [x, y], attributes)]);
};

const compared = (op: string, opposite: string): TruthRule => ({ graph, plain: operand }) => ({
  isTrue: () => graph.node(op, [operand(0), operand(1)]),
  isFalse: () => graph.node(opposite, [operand(0), operand(1)]),
});

const not = (graph: GraphBuilder, x: string): string => graph.node('Not', [x]);
const or = (graph: GraphBuilder, x: string, y: string): string => graph.node('Or', [x, y]);
const and = (graph: GraphBuilder, x: string, y: string): string => graph.node('And', [x, y]);

const isEmpty = (graph: GraphBuilder, x: string): string => graph.node('Equal', [x, graph.constant(strings([''], [1, 1]))]);

/** One rule an operation: SEMANTICS' table, column "ONNX". */
export const ONNX_TABLE: OnnxTable = {
  add: plain('Add'),
  sub: plain('Sub'),
  mul: plain('Mul'),
  div: divided('Div'),
  rem: divided('Mod', { fmod: 1 }),
  min: plain('Min'),
  max: plain('Max'),
  weightedSum,
  neg: plain('Neg'),
  abs: plain('Abs'),
  floor: plain('Floor'),
  ceil: plain('Ceil'),
  round: plain('Round'),
  sqrt: plain('Sqrt'),
  pow2,
  exponentGuess,
  toNumber: ({ graph, isTrue, isFalse }) => {
    const known = or(graph, isTrue(0), isFalse(0));
    return graph.node('Where', [known, graph.node('Cast', [isTrue(0)], { to: 11 }), nan(graph)]);
  },
  coalesce: ({ graph, nodes, plain: operand }) => {
    const [x, y] = [operand(0), operand(1)];
    const absent = nodes[0]?.type === 'text' ? isEmpty(graph, x) : graph.node('IsNaN', [x]);
    return graph.node('Where', [absent, y, x]);
  },
  if: choose,
  lt: compared('Less', 'GreaterOrEqual'),
  le: compared('LessOrEqual', 'Greater'),
  eq: (operands) => (operands.nodes[0]?.args[0]?.type === 'text' ? equalTexts(operands) : equalNumbers(operands)),
  and: ({ graph, isTrue, isFalse }) => ({ isTrue: () => and(graph, isTrue(0), isTrue(1)), isFalse: () => or(graph, isFalse(0), isFalse(1)) }),
  or: ({ graph, isTrue, isFalse }) => ({ isTrue: () => or(graph, isTrue(0), isTrue(1)), isFalse: () => and(graph, isFalse(0), isFalse(1)) }),
  not: ({ isTrue, isFalse }) => ({ isTrue: () => isFalse(0), isFalse: () => isTrue(0) }),
  isMissing: (operands) => {
    const { graph } = operands;
    const absent = (): string => {
      const type = operands.nodes[0]?.args[0]?.type;
      if (type === 'text') return isEmpty(graph, operands.plain(0));
      if (type === 'number') return graph.node('IsNaN', [operands.plain(0)]);
      return not(graph, or(graph, operands.isTrue(0), operands.isFalse(0)));
    };
    return { isTrue: absent, isFalse: () => not(graph, absent()) };
  },
  lookup: lookUp,
  bins: ({ graph, nodes, plain: operand }) => {
    const x = operand(0);
    return graph.node('Where', [graph.node('IsNaN', [x]), nan(graph), binsEnsemble(graph, x, nodes.map((node) => node.payload.edges))]);
  },
};

/** Term by term, as the other engines add: a MatMul adds in an order of its own, to other last bits. */
function weightedSum({ graph, nodes, plain: operand }: Operands<ExprOf<'weightedSum'>>): string {
  const weights = (i: number): string => graph.constant(doubles(nodes.map(({ payload }) => payload.weights[i] ?? 0), [1, nodes.length]));
  const terms = (nodes[0]?.args ?? []).map((_, i) => (): string => graph.node('Mul', [operand(i), weights(i)]));
  const [first = (): string => zero(graph), ...others] = terms;
  return others.reduce((sum, term) => graph.node('Add', [sum, term()]), first());
}

/** A table of all powers from 2^-1022 to 2^1022. */
function pow2({ graph, plain: operand }: Operands<CoreExpr>): string {
  const k = operand(0);
  const inside = graph.node('LessOrEqual', [graph.node('Abs', [k]), graph.constant(doubles([1022], [1, 1]))]);
  const whole = graph.node('Cast', [graph.node('Where', [inside, k, zero(graph)])], { to: 7 });
  const index = graph.node('Add', [whole, graph.constant(int64s([1022], [1, 1]))]);
  const table = graph.constant(doubles(Array.from({ length: 2045 }, (_, i) => 2 ** (i - 1022))));
  return graph.node('Where', [inside, graph.node('Gather', [table, index], { axis: 0 }), nan(graph)]);
}

function exponentGuess({ graph, nodes, plain: operand }: Operands<CoreExpr>): string {
  const x = operand(0);
  const infinity = graph.constant(doubles([Infinity], [1, 1]));
  const inside = and(graph, graph.node('Greater', [x, zero(graph)]), graph.node('Less', [x, infinity]));
  const log = graph.node('Log', [graph.node('Where', [inside, x, graph.constant(doubles([2], [1, 1]))])]);
  const factor = graph.constant(doubles(nodes.map(() => Math.LOG2E), [1, nodes.length]));
  return graph.node('Where', [inside, graph.node('Floor', [graph.node('Mul', [log, factor])]), nan(graph)]);
}

/** Unknown counts as else. A condition that gives 1 or 0 is a cast. */
function choose({ graph, isTrue, plain: operand, literals }: Operands<CoreExpr>): string {
  if (literals(1)?.every((value) => value === 1) && literals(2)?.every((value) => value === 0)) return graph.node('Cast', [isTrue(0)], { to: 11 });
  return graph.node('Where', [isTrue(0), operand(1), operand(2)]);
}

function equalNumbers({ graph, plain: operand }: Operands<CoreExpr>): Truth {
  const inputs = (): string[] => [operand(0), operand(1)];
  return {
    isTrue: () => graph.node('Equal', inputs()),
    isFalse: () => or(graph, graph.node('Less', inputs()), graph.node('Greater', inputs())),
  };
}

/** '' is missing, so equal empty texts are unknown; where one side is a text that is not empty, equal is enough. */
function equalTexts({ graph, plain: operand, literals }: Operands<CoreExpr>): Truth {
  const equal = (): string => graph.node('Equal', [operand(0), operand(1)]);
  const isPresent = (i: number): boolean => literals(i)?.every((value) => value !== '') ?? false;
  const absent = (): string => {
    if (isPresent(1)) return isEmpty(graph, operand(0));
    if (isPresent(0)) return isEmpty(graph, operand(1));
    return or(graph, isEmpty(graph, operand(0)), isEmpty(graph, operand(1)));
  };
  return {
    isTrue: () => (isPresent(0) || isPresent(1) ? equal() : and(graph, equal(), not(graph, absent()))),
    isFalse: () => not(graph, or(graph, equal(), absent())),
  };
}

function lookUp({ graph, nodes, plain: operand }: Operands<ExprOf<'lookup'>>): string {
  const x = operand(0);
  const encode = (column: string, { keys, values, otherwise }: ExprOf<'lookup'>['payload']): string => {
    const fallback = otherwise ?? NaN;
    const attributes = {
      keys_tensor: strings(keys.length > 0 ? keys : ['']),
      values_tensor: doubles(keys.length > 0 ? values : [fallback]),
      default_tensor: doubles([fallback], [1]),
    };
    return graph.node('LabelEncoder', [column], attributes, ML);
  };
  const [first] = nodes;
  if (nodes.length === 1 && first) return encode(x, first.payload);
  const isOne = (i: number): boolean => nodes[i]?.payload.keys.length === 1;
  const places = nodes.map((_, i) => i);
  const order = [...places.filter(isOne), ...places.filter((i) => !isOne(i))];
  const ones = order.filter(isOne);
  const part = (some: readonly number[]): string => (some.length === nodes.length ? x : graph.node('Gather', [x, graph.constant(int64s(some))], { axis: 1 }));
  // Tables of one text, as one-hot encoding makes thousands, are one comparison: the runtime takes minutes to open a file of so many nodes.
  const compared = ones.length > 0 ? [oneText(graph, part(ones), ones.map((i) => (nodes[i] as ExprOf<'lookup'>).payload))] : [];
  const columns = [...compared, ...order.slice(ones.length).map((i) => encode(part([i]), (nodes[i] as ExprOf<'lookup'>).payload))];
  const all = columns.length === 1 ? (columns[0] as string) : graph.node('Concat', columns, { axis: 1 });
  if (order.every((place, i) => place === i)) return all;
  const position = new Map(order.map((place, i) => [place, i]));
  return graph.node('Gather', [all, graph.constant(int64s(places.map((i) => position.get(i) ?? 0)))], { axis: 1 });
}

/** Tables of one text each, a column a table. */
function oneText(graph: GraphBuilder, texts: string, tables: readonly ExprOf<'lookup'>['payload'][]): string {
  const row = (value: (table: ExprOf<'lookup'>['payload']) => number): string => graph.constant(doubles(tables.map(value), [1, tables.length]));
  const isKey = graph.node('Equal', [texts, graph.constant(strings(tables.map(({ keys }) => keys[0] ?? ''), [1, tables.length]))]);
  return graph.node('Where', [isKey, row(({ values }) => values[0] ?? NaN), row(({ otherwise }) => otherwise ?? NaN)]);
}
