import type { Cell, Column } from '../../contract/column.ts';
import { sha256 } from '../base/hash.ts';
import { inOrder, type Expr, type Op } from '../expr/expression.ts';
import type { ColumnRange, ExportInput, RawRow, RowInTime } from './export-input.ts';
import { trainingReads } from './plan-code.ts';

const ROWS = 240;
const MOST_LEVELS = 40;
const MOST_EDGES = 60;
const ROWS_AT_A_THRESHOLD = 4;
/** Values of stored rows, raw and features, that a certificate keeps to where the table is wide. */
const CELLS = 600_000;
const UNSEEN = 'a level that was never seen';
const HUGE = [1e15, -1e15, 1e300, -1e300] as const;

/** Numbers in [0, 1) that depend on the seed alone. */
function randomNumbers(seed: string): () => number {
  let count = 0;
  return () => Number.parseInt(sha256(`${seed}:${count++}`).slice(0, 13), 16) / 2 ** 52;
}

/** `usual`: like a row of the data, so that the project's own test can train on it. */
export interface CertificateRow extends RowInTime {
  readonly usual: boolean;
}

interface Generator {
  readonly column: Column;
  /** A value as the training rows have it. */
  usual(random: () => number): Cell;
  /** Values at which code could differ: ends of the range, learned edges, 0, huge ones, unseen and untidy texts. */
  readonly edges: readonly Cell[];
}

/**
 * Raw rows on which every engine is compared: real ones where the user gave them, else rows made from ranges,
 * and always rows at the edges. The same input gives the same rows.
 */
export function certificateRows(input: ExportInput): CertificateRow[] {
  const { chain, program, sampleRows } = input;
  const read = new Set(trainingReads({ chain, program }));
  const columns = chain.source.filter((one) => read.has(one.name) && one.name !== chain.target.column);
  const served = new Set(program.raw.map((one) => one.name));
  const random = randomNumbers(`certificate:${input.seed}`);
  const compared = comparisons(input);
  const generators = columns.map((column) => generator(column, input, compared.get(column.name) ?? []));
  const usual = (): Record<string, Cell> => Object.fromEntries(generators.map((one) => [one.column.name, one.usual(random)]));
  const rows: RawRow[] = sampleRows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])));
  const keep = new Set([program.history.time]);
  rows.push({ ...usual(), ...Object.fromEntries(generators.filter(({ column }) => !keep.has(column.name)).map(({ column }) => [column.name, null])) });
  rows.push({ ...usual(), ...Object.fromEntries(generators.filter(({ column }) => column.type === 'number' || column.type === 'integer').map(({ column }) => [column.name, 0])) });
  const atEdges = generators.filter(({ column }) => served.has(column.name)).map(({ column: { name }, edges }) => ({ name, edges: edges.filter((edge) => edge !== null || !keep.has(name)) }));
  for (const edges of edgeRows(atEdges, Math.floor(CELLS / Math.max(1, columns.length + chain.features.length)))) rows.push({ ...usual(), ...edges });
  const fill = Math.max(ROWS - rows.length, 60);
  const plain = new Set(rows.slice(0, sampleRows.length));
  for (let i = 0; i < fill; i++) {
    const row = usual();
    rows.push(row);
    plain.add(row);
  }
  return rows.map((row) => ({ row, history: historyOf(row, input, usual, random), usual: plain.has(row) }));
}

/** One edge a row; where that would be more rows than `most`, columns share rows, each edge still in one. */
function edgeRows(columns: readonly { readonly name: string; readonly edges: readonly Cell[] }[], most: number): RawRow[] {
  const total = columns.reduce((sum, { edges }) => sum + edges.length, 0);
  const count = Math.min(total, Math.max(ROWS, most, ...columns.map(({ edges }) => edges.length)));
  const rows = Array.from({ length: count }, (): [string, Cell][] => []);
  let next = 0;
  for (const { name, edges } of columns) for (const edge of edges) rows[next++ % count]?.push([name, edge]);
  return rows.map((entries) => Object.fromEntries(entries));
}

function historyOf(row: RawRow, { program }: ExportInput, usual: () => RawRow, random: () => number): RawRow[] {
  const { rows, entity, time } = program.history;
  if (rows <= 1) return [];
  const count = Math.floor(random() * Math.min(rows + 3, 40));
  const now = time === null ? null : row[time];
  return Array.from({ length: count }, (_, i) => ({
    ...usual(),
    ...(entity === null ? {} : { [entity]: row[entity] ?? null }),
    ...(time === null || typeof now !== 'number' ? {} : { [time]: now - (count - i) * 60 }),
  }));
}

function generator(column: Column, input: ExportInput, compared: readonly Expr[]): Generator {
  const range = input.ranges.find((one) => one.column === column.name);
  if (column.type === 'text') return textGenerator(column, range, compared);
  if (column.type === 'boolean') return { column, usual: (random) => random() < 0.5, edges: [true, false, null] };
  const instant = column.type === 'timestamp';
  const min = range?.min ?? (instant ? 1.7e15 : 0);
  const max = range?.max ?? (instant ? 1.7e15 + 8.64e10 : 1);
  const whole = column.type !== 'number';
  const inRange = (share: number): number => {
    const value = min + share * (max - min);
    return whole ? Math.round(value) : Number(value.toPrecision(6));
  };
  const { bins, thresholds } = learnedEdges(compared);
  const edges = [min, max, inRange(0.5), ...bins, ...thresholds, ...(instant ? [0] : whole ? [0, -1, 2 ** 53 - 1, 1 - 2 ** 53] : [0, -1, min - 1, max + 1, ...HUGE])];
  return {
    column,
    usual: (random) => (random() < Math.min((range?.missing ?? 0) > 0 ? 0.05 : 0, 1) ? null : Math.min(max, Math.max(min, inRange(random())))),
    // What stands beside a comparison may hide it: its threshold meets several rows.
    edges: [...new Set(whole ? edges.map(Math.round) : edges), null, ...Array.from({ length: ROWS_AT_A_THRESHOLD - 1 }, () => thresholds.map(whole ? Math.round : Number)).flat()],
  };
}

function textGenerator(column: Column, range: ColumnRange | undefined, compared: readonly Expr[]): Generator {
  const levels = range && range.levels.length > 0 ? range.levels : ['a', 'b'];
  const shown = levels.slice(0, MOST_LEVELS);
  const known = [...new Set([...shown, ...learnedTexts(compared)])];
  return {
    column,
    usual: (random) => shown[Math.floor(random() * shown.length)] ?? null,
    edges: [...new Set([...known, ...known.slice(0, 3).flatMap(untidy), ...known.filter((text) => text.includes(' ')).slice(0, 2).flatMap(untidy), UNSEEN, 'e\u0301', 'İSS ẞ'])].map((text): Cell => text).concat(null),
  };
}

const COMPARING: ReadonlySet<Op> = new Set(['bins', 'lt', 'le', 'eq', 'lookup']);

/** The comparisons in which each raw column is read, those of filters last. */
function comparisons({ program, chain }: ExportInput): ReadonlyMap<string, readonly Expr[]> {
  const filters = chain.nodes.flatMap(({ definition, params, before }) => {
    const rule = definition.kind === 'rows' ? definition.keep(params, before) : null;
    return rule && 'where' in rule ? [rule.where] : [];
  });
  const found = new Map<string, Expr[]>();
  for (const expr of inOrder([...program.direct.map((one) => one.expr), ...filters])) {
    if (!COMPARING.has(expr.op)) continue;
    for (const one of inOrder([expr])) {
      if (one.op !== 'column') continue;
      const known = found.get(one.payload.name);
      if (known) known.push(expr);
      else found.set(one.payload.name, [expr]);
    }
  }
  return found;
}

/** Other spellings of a text, which a clean-up makes equal to it and nothing else does. */
function untidy(text: string): string[] {
  return [`  ${text}\t`, text.toUpperCase(), text.replaceAll(' ', ' \t '), text.normalize('NFD')];
}

/** Numbers that a raw column is compared with. */
function learnedEdges(compared: readonly Expr[]): { bins: number[]; thresholds: number[] } {
  const bins: number[] = [];
  const thresholds: number[] = [];
  for (const expr of compared) {
    if (expr.op === 'bins') bins.push(...expr.payload.edges);
    if (expr.op === 'lt' || expr.op === 'le' || expr.op === 'eq') for (const arg of expr.args) if (arg.op === 'number') thresholds.push(arg.payload.value);
  }
  const bothSides = (edges: readonly number[]): number[] => [...new Set(edges)].slice(0, MOST_EDGES).flatMap((edge) => [edge, numberBelow(edge)]);
  return { bins: bothSides(bins), thresholds: bothSides(thresholds) };
}

/** The next smaller double: an edge that moves down gets it on its other side. */
function numberBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0] ?? value;
}

/** Texts that a raw column is compared with. */
function learnedTexts(compared: readonly Expr[]): string[] {
  return compared.flatMap((expr) => {
    if (expr.op === 'lookup') return expr.payload.keys.filter((key) => key !== '').slice(0, MOST_LEVELS);
    return expr.op === 'eq' ? expr.args.flatMap((arg) => (arg.op === 'text' ? [arg.payload.value] : [])) : [];
  });
}
