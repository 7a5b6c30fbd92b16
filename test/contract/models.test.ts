import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../electron/engine/base/canonical-json.ts';
import type { ModelDefinition, ModelState, TrainingData } from '../../electron/engine/models/model.ts';
import { findModel, MODELS } from '../../electron/engine/models/registry.ts';
import { GraphBuilder } from '../../electron/engine/onnx/graph-builder.ts';
import { openSession } from '../../electron/engine/ort/session.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/*
 * What every registered model must keep: a new model is under it by being in the registry. Its goldens lie in
 * test/goldens/models, with the script that made them.
 */

const GoldenSchema = z.object({
  model: z.string(),
  task: z.enum(['regression', 'binary', 'multiclass']),
  rows: z.number(),
  features: z.array(z.string()),
  classes: z.array(z.string()),
  x: z.array(z.number().nullable()),
  y: z.array(z.number()),
  weights: z.array(z.number()).nullable(),
  /** Rows that early stopping is judged by. */
  validation: z.object({ rows: z.number(), x: z.array(z.number()), y: z.array(z.number()) }).optional(),
  params: z.record(z.string(), z.unknown()),
  expected: z.record(z.string(), z.unknown()),
});
type Golden = z.infer<typeof GoldenSchema>;

const FOLDER = new URL('../goldens/models/', import.meta.url);
const goldens = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name: name.replace('.json', ''), golden: GoldenSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))) }));

const context = { seed: 1, threads: 1 };
const kernel = await loadKernel();

function trainingData(golden: Golden): TrainingData {
  return {
    task: golden.task,
    x: Float64Array.from(golden.x, (value) => value ?? NaN),
    rows: golden.rows,
    features: golden.features,
    y: Float64Array.from(golden.y),
    classes: golden.classes,
    ...(golden.validation ? { validation: { rows: golden.validation.rows, x: Float64Array.from(golden.validation.x), y: Float64Array.from(golden.validation.y) } } : {}),
    ...(golden.weights ? { weights: Float64Array.from(golden.weights) } : {}),
  };
}

function close(actual: readonly number[], expected: readonly number[], relative: number): void {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(...expected.map(Math.abs));
  actual.forEach((value, i) => {
    const wanted = expected[i] as number;
    // A coefficient that is 0 in truth has no relative error: it is held against the largest, or against 0.
    const bound = relative * Math.max(Math.abs(wanted), size * 1e-3, 1e-12);
    if (!(Math.abs(value - wanted) <= bound)) expect.fail(`value ${i} is ${value}, not ${wanted}`);
  });
}

const flat = (value: unknown): number[] => [value].flat(3) as number[];

describe.each(goldens)('scikit-learn: $name', ({ golden }) => {
  const model = findModel(golden.model);
  const data = trainingData(golden);
  const fit = (): Promise<ModelState> => model.fit(kernel, data, model.params.parse(golden.params), context);
  const expected = golden.expected;

  it('learns the same', async () => {
    const state = await fit();
    if (golden.model === 'decision-tree') {
      expect(state['feature']).toEqual(expected['feature']);
      const isSplit = (expected['feature'] as number[]).map((feature) => feature >= 0);
      const ofSplits = (list: unknown): unknown[] => (list as unknown[]).filter((_, node) => isSplit[node]);
      close(ofSplits(state['threshold']) as number[], ofSplits(expected['threshold']) as number[], 0);
      for (const list of ['left', 'right', 'missingLeft']) expect(ofSplits(state[list])).toEqual(ofSplits(expected[list]));
      const leaves = (expected['value'] as number[][]).filter((_, node) => !isSplit[node]);
      close(flat(state['values']), leaves.flat(), 1e-12);
      close([...(model.importance?.(state) ?? [])], expected['importance'] as number[], 1e-9);
      return;
    }
    // Where equal columns may share a weight in more than one way, the predictions alone are one.
    if (expected['coef'] !== undefined) close(flat(state['coef']), flat(expected['coef']), 1e-6);
    if (expected['intercept'] !== undefined) close(flat(state['intercept']), flat(expected['intercept']), 1e-6);
    close([...model.predict(state, data.x, data.rows)], flat(expected['prediction'] ?? expected['probabilities']), 1e-6);
  });

  it('learns the same twice, to the bit', async () => {
    expect(canonicalJson(await fit())).toBe(canonicalJson(await fit()));
  });

  it('comes back from JSON', async () => {
    const state = await fit();
    const again = model.state.parse(JSON.parse(canonicalJson(state)));
    expect(model.predict(again, data.x, data.rows)).toEqual(model.predict(state, data.x, data.rows));
  });

  it('says in ONNX what it says itself, for one row as for many', async () => {
    const state = await fit();
    const rows = hostileRows(model, data, state);
    const count = rows.length / data.features.length;
    const byColumn = new Float64Array(rows.length);
    for (let i = 0; i < count; i++) data.features.forEach((_, j) => (byColumn[j * count + i] = rows[i * data.features.length + j] as number));
    const wanted = model.predict(state, byColumn, count);
    const width = wanted.length / count;
    const session = await openSession(onnxOf(model, state, data.features.length, width));
    const { out } = await session.run({ rows: count, numeric: rows });
    const batch = out?.values as Float64Array;
    expect(batch.length).toBe(wanted.length);
    wanted.forEach((value, i) => {
      const got = batch[i] as number;
      const exact = EXACT.has(golden.model) || EXACT.has(`${golden.model} ${golden.task}`) || !Number.isFinite(value);
      if (exact ? !Object.is(got + 0, value + 0) : !(Math.abs(got - value) <= 1e-10 * Math.max(1, Math.abs(value)))) expect.fail(`cell ${i} is ${got}, not ${value}`);
    });
    for (let i = 0; i < Math.min(count, 40); i++) {
      const single = await session.run({ rows: 1, numeric: rows.slice(i * data.features.length, (i + 1) * data.features.length) });
      expect(single['out']?.values).toEqual(batch.slice(i * width, (i + 1) * width));
    }
    await session.release();
  });
});

/** Models of additions, multiplications and comparisons alone: their ONNX form has the same bits. */
const EXACT = new Set(['decision-tree', 'linear-regression', 'ridge', 'lasso', 'elastic-net', 'gradient-boosting regression', 'random-forest']);

/** Row-major: the training rows, rows on thresholds, rows of zeros and extremes, and rows with missing values. */
function hostileRows(model: ModelDefinition, data: TrainingData, state: ModelState): Float64Array {
  const k = data.features.length;
  const rows: number[][] = Array.from({ length: Math.min(data.rows, 200) }, (_, i) => data.features.map((_, j) => data.x[j * data.rows + i] as number));
  const features = (state['feature'] ?? []) as readonly number[];
  features.forEach((feature, node) => {
    if (feature < 0) return;
    for (const nudge of [0, 1e-15, -1e-15]) {
      const row = [...(rows[node % rows.length] as number[])];
      row[feature] = ((state['threshold'] as number[])[node] as number) * (1 + nudge);
      rows.push(row);
    }
  });
  for (const value of [0, -0, 1, -1]) rows.push(new Array<number>(k).fill(value));
  if (model.missing === 'handled') for (const value of [1e308, -1e308, 5e-324]) rows.push(new Array<number>(k).fill(value));
  for (const [i, row] of rows.slice(0, 20).entries()) rows.push(row.map((value, j) => ((i + j) % 3 === 0 ? NaN : value)));
  return Float64Array.from(rows.flat());
}

function onnxOf(model: ModelDefinition, state: ModelState, features: number, width: number): Uint8Array {
  const graph = new GraphBuilder('model');
  const x = graph.input('numeric', 'double', ['N', features]);
  graph.output('out', model.onnx(state, graph, x), 'double', ['N', width]);
  return graph.build();
}

describe('the registry', () => {
  it('has an id once, and a golden for every task of every model', () => {
    expect(new Set(MODELS.map((model) => model.id)).size).toBe(MODELS.length);
    for (const model of MODELS) {
      for (const task of model.tasks) expect(goldens.some(({ golden }) => golden.model === model.id && golden.task === task), `${model.id} ${task}`).toBe(true);
    }
  });

  it('names what there is when asked for what there is not', () => {
    expect(() => findModel('decision-bush')).toThrow(expect.objectContaining({ data: expect.objectContaining({ code: 'UNKNOWN_MODEL', next: expect.stringContaining('decision-tree') as unknown }) as unknown }) as Error);
  });
});

describe.each(MODELS.map((model) => ({ id: model.id, model })))('$id', ({ model }) => {
  it('has a form: every parameter with a default, a description and a title', () => {
    const schema = z.toJSONSchema(model.params) as { properties: Record<string, { default?: unknown; description?: string; title?: string }> };
    for (const [name, property] of Object.entries(schema.properties)) {
      expect(property.default, name).toBeDefined();
      expect(property.description, name).toBeTruthy();
      expect(property.title, name).toBeTruthy();
    }
    expect(model.params.parse({})).toBeTruthy();
  });

  it('refuses a parameter out of range', () => {
    for (const [name, field] of Object.entries(model.params.shape)) {
      if ((field as z.ZodType).safeParse(0.5).success) continue;
      expect((field as z.ZodType).safeParse(-1).success, name).toBe(false);
    }
  });

  it.each(model.tasks)('is a Python estimator (%s)', (task) => {
    const { imports, code, support } = model.python(model.params.parse({}), task, ['a']);
    const name = code.slice(0, code.indexOf('('));
    expect(imports.some((line) => line.endsWith(` ${name}`)) || support?.includes(`class ${name}(`)).toBe(true);
  });

  describe.each(model.tasks)('%s', (task) => {
    const rows = 40;
    const good = (): { -readonly [K in keyof TrainingData]: TrainingData[K] } => ({
      task,
      rows,
      features: ['plain', 'odd "name"'],
      x: Float64Array.from({ length: 2 * rows }, (_, i) => Math.sin(i * 1.7) * 3),
      y: Float64Array.from({ length: rows }, (_, i) => (task === 'regression' ? 1 + Math.cos(i) : i % (task === 'binary' ? 2 : 3))),
      classes: task === 'regression' ? [] : task === 'binary' ? ['a', 'b'] : ['a', 'b', 'c'],
    });
    const fitting = (data: TrainingData, signal?: AbortSignal): Promise<ModelState> => model.fit(kernel, data, model.params.parse({}), { ...context, ...(signal ? { signal } : {}) });
    const refusal = async (data: TrainingData, code: string): Promise<{ message: string; place: { column?: string }; next: string }> => {
      const error = await fitting(data).then(() => expect.fail('it was not refused'), (reason: { data?: { code: string } }) => reason);
      expect(error.data).toMatchObject({ code, message: expect.stringMatching(/\.$/) as unknown, next: expect.stringMatching(/\.$/) as unknown });
      return error.data as never;
    };

    it('refuses no rows and no columns', async () => {
      await refusal({ ...good(), rows: 0, x: new Float64Array(), y: new Float64Array() }, 'NO_ROWS');
      await refusal({ ...good(), features: [], x: new Float64Array() }, 'NO_FEATURES');
    });

    it('names the column with an infinite value', async () => {
      const data = good();
      data.x[rows + 3] = Infinity;
      expect((await refusal(data, 'INFINITE_VALUE')).place.column).toBe('odd "name"');
    });

    it('learns from the largest numbers, or names the column', async () => {
      const data = good();
      for (const row of [1, 2, 3]) data.x[rows + row] = 1e200 * row;
      const state = await fitting(data).catch((error: { data?: { place: { column?: string } } }) => void expect(error.data?.place.column).toBe('odd "name"'));
      if (state) for (const value of model.predict(state, data.x, rows)) expect(value).not.toBeNaN();
    });

    it('takes missing values, or names the column and asks for an imputer', async () => {
      const data = good();
      data.x[rows + 3] = NaN;
      if (model.missing === 'handled') return void (await fitting(data));
      const { place, next } = await refusal(data, 'MISSING_VALUES');
      expect(place.column).toBe('odd "name"');
      expect(next).toContain('imputer');
    });

    it('refuses a missing target, and a single class', async () => {
      const data = good();
      for (const bad of [NaN, Infinity]) {
        data.y[2] = bad;
        const { place } = await refusal({ ...data, origin: { target: 'kind', rowIds: Float64Array.from(data.y, (_, i) => 100 + i) } }, 'TARGET_MISSING');
        expect(place).toEqual({ column: 'kind', row: 102 });
      }
      if (task !== 'regression') expect((await refusal({ ...good(), y: new Float64Array(rows) }, 'ONE_CLASS')).message).toContain('"a"');
    });

    it('refuses more classes than rows, and names the target', async () => {
      if (task === 'regression') return;
      const few: TrainingData = { ...good(), rows: 3, x: new Float64Array(6).map((_, i) => i), y: Float64Array.of(0, 1, 0), classes: ['a', 'b', 'c', 'd'], origin: { target: 'kind', rowIds: Float64Array.of(7, 8, 9) } };
      const { place, message } = await refusal(few, 'MORE_CLASSES_THAN_ROWS');
      expect(place.column).toBe('kind');
      expect(message).toContain('4 classes');
    });

    it.each([-1, NaN, Infinity])('refuses a row that weighs %s, and names it', async (weight) => {
      const weights = new Float64Array(rows).fill(1).fill(weight, 5, 6);
      expect((await refusal({ ...good(), weights, origin: { target: 'kind', rowIds: Float64Array.from(weights, (_, i) => 100 + i) } }, 'BAD_WEIGHT')).place).toEqual({ row: 105 });
      await refusal({ ...good(), weights: new Float64Array(rows) }, 'BAD_WEIGHT');
    });

    it('learns a constant number', async () => {
      if (task !== 'regression') return;
      const data = { ...good(), y: new Float64Array(rows).fill(0.1) };
      expect(model.predict(await fitting(data), data.x, rows)).toEqual(data.y);
    });

    it('gives probabilities that add up to 1, and a row of weight 0 no say', async () => {
      const data = good();
      const weights = Float64Array.from({ length: rows }, (_, i) => (i < 30 ? 1 : 0));
      const other = { ...good(), weights };
      for (let i = 30; i < rows; i++) other.y[i] = (other.y[0] as number) + (task === 'regression' ? 1e3 : 0);
      const [first, second] = [await fitting({ ...data, weights }), await fitting(other)];
      expect(model.predict(first, data.x, rows)).toEqual(model.predict(second, data.x, rows));
      if (task === 'regression') return;
      const p = model.predict(first, data.x, rows);
      for (let i = 0; i < rows; i++) expect(p.slice(i * data.classes.length, (i + 1) * data.classes.length).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
    });

    it('stops when told to', async () => {
      const data = good();
      await expect(fitting(data, AbortSignal.abort())).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
      const large = 200_000;
      const big = { ...data, rows: large, x: Float64Array.from({ length: 2 * large }, (_, i) => Math.sin(i)), y: Float64Array.from({ length: large }, (_, i) => data.y[i % rows] as number) };
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 0);
      await expect(fitting(big, controller.signal)).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
    });

    it('says how much each feature counts, adding up to 1', async () => {
      const shares = model.importance?.(await fitting(good()));
      if (shares) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    });
  });
});
