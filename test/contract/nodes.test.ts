import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../electron/engine/base/app-error.ts';
import { canonicalJson, type Json } from '../../electron/engine/base/canonical-json.ts';
import { FRONT_ONLY, inOrder, valueType, type Expr } from '../../electron/engine/expr/expression.ts';
import { pickerOf } from '../../electron/engine/graph/flow.ts';
import type { NodeDefinition, RowNode } from '../../electron/engine/nodes/node.ts';
import { NODES } from '../../electron/engine/nodes/registry.ts';
import { rowsOf } from '../kit/hostile-table.ts';
import { NumpyRunner } from '../kit/run-numpy.ts';
import { evaluateOnnx } from '../kit/run-onnx.ts';
import { GOLDENS } from './nodes-golden-cases.ts';
import { closeTables, evaluateSql, fitPlainly, schemaOf, type Params, type TestTarget } from './nodes-fit.ts';
import { exampleParameters, parameterSchemas, soundParameters } from './nodes-parameters.ts';
import { completeTable, DEGENERATE, hostileNames, machineTable, strangeTable, targetOf } from './nodes-tables.ts';

const withGaps = machineTable();
const complete = completeTable();
const strange = strangeTable();
const strangeRow = rowsOf(strange, [1]);
const schema = schemaOf(withGaps);
const numpy = new NumpyRunner();
const TASKS = ['regression', 'binary', 'multiclass'] as const;

/** Every sound example of a node; a node that learns from the target is tried with each task. */
function examples(node: RowNode): { params: Params; target: TestTarget }[] {
  return soundParameters(node, schema).flatMap((params) => {
    const asksTarget = (node.fit?.(params, schema) ?? []).some(({ requests }) => requests.target);
    return TASKS.slice(0, asksTarget ? 3 : 1).map((task) => ({ params, target: targetOf(withGaps.rows, task) }));
  });
}

const apply = (node: RowNode, params: Params, state: Json, target: TestTarget, of = schema): [string, Expr][] => [...node.apply(of, params, state, target)];

afterAll(async () => {
  numpy.close();
  await closeTables();
});

describe.each(NODES.map((node) => ({ id: node.id, node })))('$id', ({ node }) => {
  it('has a complete card', () => {
    expect(node.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(existsSync(new URL(`../../electron/engine/nodes/${node.id}/${node.id}.ts`, import.meta.url))).toBe(true);
    expect(NODES.filter((one) => one.id === node.id)).toHaveLength(1);
    expect(node.title).toMatch(/^[A-Z].*[^.]$/);
    expect(node.summary).toMatch(/^[A-Z].*\.$/);
    if (node.runsIn === 'front' || node.runsIn === 'training') expect(node.reason).toMatch(/^[A-Z].*\.$/);
    for (const [name, parameter] of Object.entries(parameterSchemas(node))) {
      expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(parameter.description, name).toMatch(/^[A-Z].*[^.]$/);
      const known = parameter.default !== undefined || pickerOf(node.params.shape[name]) !== null || parameter.examples !== undefined;
      expect(known, `${name} has a default, a picker or examples`).toBe(true);
    }
  });

  it('has goldens by scikit-learn if it learns', () => {
    if (node.kind === 'row' && node.state !== null) expect(GOLDENS.map((one) => one.node)).toContain(node.id);
  });

  it('parses parameters from their defaults, and saves them as they are', () => {
    for (const params of exampleParameters(node, schema)) {
      expect(node.params.parse(JSON.parse(canonicalJson(params as Json)))).toEqual(params);
      expect(() => node.check?.(params, schema)).not.toThrow();
    }
    expect(soundParameters(node, schema).length).toBeGreaterThan(0);
  });

  if (node.kind === 'row') rowNodeContract(node);
});

function rowNodeContract(node: RowNode): void {
  const machines = node.needsEveryValue ? complete : withGaps;

  if (node.needsEveryValue) {
    it('refuses missing values, and names the node that fills them', async () => {
      for (const { params, target } of examples(node)) {
        const refused = await fitPlainly(node, params, withGaps, target).then(() => null, saysWhatToDo);
        expect(refused?.data).toMatchObject({ code: 'MISSING_VALUES', next: expect.stringContaining('simple imputer') as string });
      }
    });
  }

  it('learns the same state twice and in any order of rows, and the state is JSON', async () => {
    for (const { params, target } of examples(node)) {
      const rows = Array.from({ length: machines.rows }, (_, row) => machines.rows - 1 - row);
      const state = await fitPlainly(node, params, machines, target);
      expectState(node, state);
      expect(canonicalJson(await fitPlainly(node, params, machines, target, rows))).toBe(canonicalJson(state));
    }
  });

  it('states the columns that come out, and reads those that it says', async () => {
    for (const { params, target } of examples(node)) {
      const state = await fitPlainly(node, params, machines, target);
      const before = node.outputs(schema, params, null, target);
      const after = node.outputs(schema, params, state, target) ?? [];
      if (before) expect(after).toEqual(before);
      expect(new Set(after.map((one) => one.name.toLowerCase())).size).toBe(after.length);
      const made = new Map(apply(node, params, state, target));
      for (const name of made.keys()) expect(after.map((one) => one.name)).toContain(name);
      for (const { name, type } of after) {
        const expr = made.get(name);
        if (expr) {
          expect({ name, type: expr.type }).toEqual({ name, type: valueType(type) });
          expect(['number', 'boolean', 'text'], 'an expression gives no integers and no timestamps').toContain(type);
        } else expect(schema.map((one) => one.name)).toContain(name);
      }
      const reads = node.reads(params, schema);
      const exprs = [...made.values(), ...(node.fit?.(params, schema) ?? []).map((one) => one.value)];
      for (const expr of inOrder(exprs)) if (expr.op === 'column') expect(reads).toContain(expr.payload.name);
    }
  });

  it.each(Object.entries(DEGENERATE))('with %s fits, or says what to do', async (_, table) => {
    for (const { params, target } of examples(node)) {
      const state = await fitPlainly(node, params, table, target).catch(saysWhatToDo);
      if (state instanceof AppError) continue;
      expectState(node, state);
      const exprs = apply(node, params, state, target).map(([, expr]) => expr);
      for (const rows of [table, strange]) await evaluateSql(rows, exprs);
    }
  });

  it('gives the same under hostile names', async () => {
    const hostile = hostileNames(machines);
    for (const { params, target } of examples(node)) {
      const renamed = renamedParameters(node, params, hostile.names);
      const state = await fitPlainly(node, params, machines, target);
      const hostileState = await fitPlainly(node, renamed, hostile.table, target);
      expect(canonicalJson(hostileState)).toBe(canonicalJson(state));
      const plain = apply(node, params, state, target);
      const other = apply(node, renamed, hostileState, target, schemaOf(hostile.table));
      const values = await evaluateSql(machines, plain.map(([, expr]) => expr));
      expect(await evaluateSql(hostile.table, other.map(([, expr]) => expr))).toEqual(values);
      const names = (node.outputs(schemaOf(hostile.table), renamed, hostileState, target) ?? []).map((one) => one.name);
      expect(names).toHaveLength(new Set(names.map((name) => name.toLowerCase())).size);
    }
  });

  it('runs where it says', async () => {
    for (const { params, target } of examples(node)) {
      const state = await fitPlainly(node, params, machines, target);
      const front = inOrder(apply(node, params, state, target).map(([, expr]) => expr)).some((expr) => FRONT_ONLY[expr.op] !== undefined);
      expect(front).toBe(node.runsIn === 'front');
      if (front) expect(node.state).toBe(null);
      if (node.state !== null) expect(node.python, 'a fitted node has a Python transformer').toBeDefined();
    }
  });

  it('is the same in SQL, NumPy and ONNX, on strange rows too', async () => {
    for (const { params, target } of examples(node)) {
      const state = await fitPlainly(node, params, machines, target);
      const exprs = apply(node, params, state, target).map(([, expr]) => expr);
      if (exprs.length === 0) continue;
      for (const table of [machines, strange, strangeRow]) {
        const bySql = (await evaluateSql(table, exprs)).map((values) => values.map(plainValue));
        const byNumpy = await numpy.evaluate(table, exprs);
        expect(byNumpy.map((values) => Array.from<number | string>(values).map(plainValue))).toEqual(bySql);
        if (node.runsIn === 'front') continue;
        const numbers = exprs.flatMap((expr, i) => (expr.type === 'text' ? [] : [{ expr, values: bySql[i] }]));
        const byOnnx = await evaluateOnnx(table, numbers.map((one) => one.expr));
        expect(byOnnx.map((values) => Array.from(values, plainValue))).toEqual(numbers.map((one) => one.values));
      }
    }
  });
}

/** One form of missing, and one zero. */
function plainValue(value: number | string | null): number | string | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value + 0;
  return value === '' ? null : value;
}

function expectState(node: RowNode, state: Json): void {
  if (node.state === null) expect(state).toBe(null);
  else expect(node.state.parse(JSON.parse(canonicalJson(state)))).toEqual(state);
}

function saysWhatToDo(error: unknown): AppError {
  if (!(error instanceof AppError)) throw error;
  expect(error.data.kind).toBe('input');
  expect(error.data.place.column).toBeDefined();
  expect(error.data.message).toContain(error.data.place.column);
  expect(error.data.next).toMatch(/^[A-Z].*\.$/);
  return error;
}

/** The same parameters over renamed columns; in formulas the names stand in double quotes. */
function renamedParameters(node: NodeDefinition, params: Params, names: ReadonlyMap<string, string>): Params {
  const renamed = (name: unknown): unknown => names.get(String(name)) ?? name;
  const result: Params = { ...params };
  for (const [field, shape] of Object.entries(node.params.shape)) {
    const picker = pickerOf(shape)?.picker;
    const value = params[field];
    if (picker === 'columns') result[field] = (value as string[]).map(renamed);
    if (picker === 'column') result[field] = renamed(value);
    if (picker === 'formula') result[field] = String(value).replace(/[a-z_]+/g, (word) => (names.has(word) ? `"${names.get(word)?.replaceAll('"', '""')}"` : word));
  }
  return result;
}
