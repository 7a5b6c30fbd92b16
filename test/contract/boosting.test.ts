import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../electron/engine/base/canonical-json.ts';
import { random } from '../../electron/engine/base/random.ts';
import type { FitContext, ModelState, TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/* What gradient boosting keeps beyond the goldens: every option in effect, monotone bounds, early stopping, refusals. */

const kernel = await loadKernel();
const model = findModel('gradient-boosting');
const ROWS = 400;

/** Rows with a column of codes, whose target rises with the first column and falls with the second, with noise. */
function rows(task: TrainingData['task'] = 'regression', count = ROWS): { -readonly [K in keyof TrainingData]: TrainingData[K] } {
  const draws = random(3);
  const x = Float64Array.from({ length: 4 * count }, (_, at) => (at >= 3 * count ? draws.below(12) : draws.normal()));
  const level = Array.from({ length: count }, (_, i) => 3 + (x[i] as number) - (x[count + i] as number) + Math.sin((x[3 * count + i] as number) * 2) + draws.normal());
  const y = Float64Array.from(level, (value) => (task === 'regression' ? Math.max(0, Math.round(value)) : task === 'binary' ? Number(value > 4) : value > 4 ? 2 : Number(value > 2)));
  return { task, rows: count, features: ['up', 'down', 'noise', 'code'], x, y, classes: task === 'regression' ? [] : task === 'binary' ? ['a', 'b'] : ['a', 'b', 'c'] };
}

function fit(data: TrainingData, params: Record<string, unknown> = {}, context: Partial<FitContext> = {}): Promise<ModelState> {
  return model.fit(kernel, data, model.params.parse({ nEstimators: 5, ...params }), { seed: 1, threads: 1, ...context });
}

interface Option {
  readonly task?: TrainingData['task'];
  /** What the option needs beside it. */
  readonly beside?: Record<string, unknown>;
  readonly option: Record<string, unknown>;
}

const codes = { categoricalFeatures: ['code'], minDataPerGroup: 5, catSmooth: 2 };
const stopping = { earlyStoppingRounds: 2, nEstimators: 40, learningRate: 0.5 };
const OPTIONS: readonly Option[] = [
  { option: { nEstimators: 3 } },
  { option: { learningRate: 0.3 } },
  { option: { numLeaves: 4 } },
  { option: { maxDepth: 2 } },
  { option: { minChildSamples: 60 } },
  { option: { minChildWeight: 60 } },
  { option: { regLambda: 5 } },
  { option: { regAlpha: 5 } },
  { option: { minSplitGain: 40 } },
  { option: { subsample: 0.5 } },
  { option: { colsampleByTree: 0.5 } },
  { option: { growPolicy: 'depthwise' } },
  { option: { objective: 'absolute' } },
  { option: { objective: 'poisson' } },
  { option: { objective: 'quantile' } },
  { beside: { objective: 'quantile' }, option: { alpha: 0.2 } },
  { task: 'binary', option: { classWeight: 'balanced' } },
  { task: 'binary', option: { monotoneConstraints: { noise: 1 } } },
  { option: { categoricalFeatures: ['code'] } },
  { beside: codes, option: { catSmooth: 40 } },
  { beside: codes, option: { catL2: 100 } },
  { beside: codes, option: { minDataPerGroup: 90 } },
  { beside: codes, option: { maxCatThreshold: 1 } },
  { beside: codes, option: { maxCatToOnehot: 20 } },
  { beside: { nEstimators: 40, learningRate: 0.5 }, option: { earlyStoppingRounds: 2 } },
  { beside: { ...stopping, earlyStoppingRounds: 1, nEstimators: 60, learningRate: 0.1 }, option: { earlyStoppingRounds: 20 } },
  { beside: stopping, option: { validationFraction: 0.4 } },
  { beside: { growPolicy: 'depthwise' }, option: { numLeaves: 4 } },
  { beside: { growPolicy: 'depthwise' }, option: { maxDepth: 2 } },
  { beside: { growPolicy: 'depthwise' }, option: { minChildWeight: 60 } },
  { beside: { growPolicy: 'depthwise' }, option: { minSplitGain: 40 } },
];

describe('options', () => {
  it.each(OPTIONS)('have an effect here and in the exported project: $option beside $beside', async ({ task = 'regression', beside = {}, option }) => {
    const data = rows(task);
    expect(canonicalJson(await fit(data, { ...beside, ...option }))).not.toBe(canonicalJson(await fit(data, beside)));
    const python = (params: Record<string, unknown>): string => JSON.stringify(model.python(model.params.parse(params), task, data.features));
    expect(python({ ...beside, ...option })).not.toBe(python(beside));
  });

  it('are tried, all of them', () => {
    const tried = new Set(OPTIONS.flatMap(({ option }) => Object.keys(option)));
    expect(Object.keys(model.params.shape).filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each([
    { alpha: 0.3 },
    { growPolicy: 'depthwise', minChildSamples: 5 },
    { growPolicy: 'depthwise', categoricalFeatures: ['code'] },
    { objective: 'quantile', monotoneConstraints: { up: 1 } },
    { validationFraction: 0.3 },
    { catSmooth: 3 },
    { maxCatToOnehot: 9 },
    { categoricalFeatures: ['code'], monotoneConstraints: { code: 1 } },
  ])('that would have none are refused: %o', (params) => {
    expect(model.params.safeParse(params).success).toBe(false);
  });
});

describe('monotone features', () => {
  it.each(['lossguide', 'depthwise'])('hold every prediction in order (%s)', async (growPolicy) => {
    const data = rows('binary');
    const free = await fit(data, { nEstimators: 40, growPolicy });
    const bound = await fit(data, { nEstimators: 40, growPolicy, monotoneConstraints: { up: 1, down: -1 } });
    const breaks = (state: ModelState): number => {
      let count = 0;
      for (const [column, way] of [[0, 1], [1, -1]] as const) {
        for (let i = 0; i < 50; i++) {
          const steps = 60;
          const line = new Float64Array(4 * steps);
          for (let j = 0; j < 4; j++) for (let s = 0; s < steps; s++) line[j * steps + s] = j === column ? -3 + s / 10 : (data.x[j * ROWS + i] as number);
          const said = model.predict(state, line, steps);
          for (let s = 1; s < steps; s++) if (way * ((said[2 * s + 1] as number) - (said[2 * s - 1] as number)) < 0) count++;
        }
      }
      return count;
    };
    expect(breaks(free)).toBeGreaterThan(0);
    expect(breaks(bound)).toBe(0);
  });
});

describe('early stopping', () => {
  it('learns from other rows than it is stopped by, and says which those were', async () => {
    const notes: string[] = [];
    const data = rows();
    const state = await fit(data, { ...stopping, nEstimators: 200 }, { onNote: (text) => notes.push(text) });
    expect((state['roots'] as number[]).length).toBeLessThan(200);
    expect(notes).toEqual([expect.stringMatching(/^Gradient boosting was stopped early by 40 of the 400 training rows, held out from learning: it keeps \d+ rounds?\. No validation or test row had a part in it\.$/)]);
  });

  it('keeps the repeats of a row on one side', async () => {
    // Every row twice, with a target that only its own copy tells.
    const data = rows('regression', 200);
    const x = new Float64Array(4 * ROWS);
    for (let j = 0; j < 4; j++) for (let i = 0; i < ROWS; i++) x[j * ROWS + i] = data.x[j * 200 + (i >> 1)] as number;
    const draws = random(8);
    const noise = Float64Array.from({ length: 200 }, () => draws.normal());
    const doubled: TrainingData = { ...data, rows: ROWS, x, y: Float64Array.from({ length: ROWS }, (_, i) => noise[i >> 1] as number) };
    const options = { nEstimators: 60, learningRate: 0.05, minChildSamples: 1, numLeaves: 200, earlyStoppingRounds: 10, validationFraction: 0.3 };
    const rounds = async (rowIds: Float64Array): Promise<number> => ((await fit({ ...doubled, origin: { target: 'y', rowIds } }, options))['roots'] as number[]).length;
    expect(await rounds(Float64Array.from({ length: ROWS }, (_, i) => i >> 1))).toBeLessThan(10);
    expect(await rounds(Float64Array.from({ length: ROWS }, (_, i) => i))).toBeGreaterThan(10);
  });

  it('keeps a row of every class to learn from', async () => {
    const data = rows('binary');
    data.y = data.y.map((_, i) => (i === 7 ? 1 : 0));
    const state = await fit(data, { earlyStoppingRounds: 1, minChildSamples: 1 });
    expect(model.predict(state, data.x, ROWS).every(Number.isFinite)).toBe(true);
  });
});

describe('refusals', () => {
  interface Refused {
    readonly name: string;
    readonly data?: Partial<TrainingData>;
    readonly task?: TrainingData['task'];
    readonly params?: Record<string, unknown>;
    readonly code: string;
    readonly place?: Record<string, unknown>;
  }
  const text = (value: number): Float64Array => rows().x.map((one, at) => (at === 3 * ROWS + 5 ? value : one));
  const cases: readonly Refused[] = [
    { name: 'no rows', data: { rows: 0, x: new Float64Array(), y: new Float64Array() }, code: 'NO_ROWS' },
    { name: 'no columns', data: { features: [], x: new Float64Array() }, code: 'NO_FEATURES' },
    { name: 'an infinite value', data: { x: text(-Infinity) }, code: 'INFINITE_VALUE', place: { column: 'code' } },
    { name: 'one class', task: 'binary', data: { y: new Float64Array(ROWS) }, code: 'ONE_CLASS' },
    { name: 'a negative weight', data: { weights: new Float64Array(ROWS).fill(-1) }, code: 'BAD_WEIGHT' },
    { name: 'a missing weight', data: { weights: new Float64Array(ROWS).fill(NaN) }, code: 'BAD_WEIGHT' },
    { name: 'negative counts', data: { y: new Float64Array(ROWS).fill(2).fill(-1, 9, 10) }, params: { objective: 'poisson' }, code: 'TARGET_NEGATIVE', place: { field: 'objective', row: 9 } },
    { name: 'no counts', data: { y: new Float64Array(ROWS) }, params: { objective: 'poisson' }, code: 'TARGET_ZERO', place: { field: 'objective' } },
    { name: 'an objective of numbers for classes', task: 'binary', params: { objective: 'squared' }, code: 'BAD_PARAMETER', place: { field: 'objective' } },
    { name: 'weights of classes for numbers', params: { classWeight: 'balanced' }, code: 'BAD_PARAMETER', place: { field: 'classWeight' } },
    { name: 'a monotone feature of several classes', task: 'multiclass', params: { monotoneConstraints: { up: 1 } }, code: 'BAD_PARAMETER', place: { field: 'monotoneConstraints' } },
    { name: 'a monotone feature that is not there', params: { monotoneConstraints: { sideways: 1 } }, code: 'UNKNOWN_COLUMN', place: { field: 'monotoneConstraints', column: 'sideways' } },
    { name: 'a feature of codes that is not there', params: { categoricalFeatures: ['kind'] }, code: 'UNKNOWN_COLUMN', place: { field: 'categoricalFeatures', column: 'kind' } },
    { name: 'a code that is none', params: { categoricalFeatures: ['noise'] }, code: 'NOT_A_CODE', place: { field: 'categoricalFeatures', column: 'noise' } },
    { name: 'nothing to hold out', data: { ...rows('regression', 2) }, params: { earlyStoppingRounds: 1 }, code: 'TOO_FEW_ROWS', place: { field: 'validationFraction' } },
  ];

  it.each(cases)('$name', async ({ data = {}, task = 'regression', params = {}, code, place = {} }) => {
    const error = await fit({ ...rows(task), ...data }, params).then(() => expect.fail('it was not refused'), (reason: { data: { code: string; place: object; next: string; message: string } }) => reason.data);
    expect(error).toMatchObject({ code, place });
    expect(error.next).toMatch(/\.$/);
    expect(error.message).toMatch(/\.$/);
  });

  it('learns classes that have no rows, and a constant', async () => {
    const few = rows('multiclass', 6);
    few.y = Float64Array.of(0, 3, 5, 0, 3, 5);
    few.classes = ['a', 'b', 'c', 'd', 'e', 'f'];
    const said = model.predict(await fit(few, { minChildSamples: 1 }), few.x, 6);
    for (let i = 0; i < 6; i++) expect(said.subarray(6 * i, 6 * i + 6).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    for (const objective of ['squared', 'absolute', 'quantile', 'poisson']) {
      const constant = { ...rows(), y: new Float64Array(ROWS).fill(4) };
      for (const value of model.predict(await fit(constant, { objective }), constant.x, ROWS)) expect(value).toBeCloseTo(4, 12);
    }
  });
});
