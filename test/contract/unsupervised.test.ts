import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../electron/engine/base/canonical-json.ts';
import { averagePathLength, offsetOf } from '../../electron/engine/models/isolation-forest/anomaly-score.ts';
import { isolationForest } from '../../electron/engine/models/isolation-forest/isolation-forest.ts';
import { kMeans } from '../../electron/engine/models/k-means/k-means.ts';
import { lloyd } from '../../electron/engine/models/k-means/lloyd.ts';
import type { ModelState } from '../../electron/engine/models/model.ts';
import { UNSUPERVISED } from '../../electron/engine/models/unsupervised.ts';
import type { UnlabelledData, UnsupervisedDefinition } from '../../electron/engine/models/unsupervised-model.ts';
import { GraphBuilder } from '../../electron/engine/onnx/graph-builder.ts';
import { openSession } from '../../electron/engine/ort/session.ts';
import type { Evaluation } from '../../electron/contract/metrics.ts';
import { AnomaliesSchema, ClustersSchema } from '../../electron/contract/curves.ts';
import { anomaliesOf } from '../../electron/engine/train/anomaly-picture.ts';
import { clustersOf } from '../../electron/engine/train/cluster-picture.ts';
import { evaluateAnomalies, evaluateClusters } from '../../electron/engine/train/metrics-unlabelled.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/* Models that need no target, held to scikit-learn by test/goldens/unsupervised, and what each of them must keep. */

const list = z.array(z.number());
const table = { rows: z.number(), features: z.number(), x: list };
const ForestSchema = z.object({ roots: list, feature: list, threshold: list, missingLeft: z.array(z.boolean()), left: list, right: list, values: z.array(list), gains: list });
const GoldenSchema = z.object({
  isolation: z.record(z.string(), z.object({ ...table, forest: ForestSchema, usual: z.number(), samples: z.number(), contamination: z.union([z.literal('auto'), z.number()]), offset: z.number(), scores: list, anomalies: list })),
  detection: z.object({ ...table, isAnomaly: list, mean: z.number(), std: z.number() }),
  lloyd: z.record(z.string(), z.object({ ...table, start: list, maxIter: z.number(), tol: z.number(), centers: list, labels: list, inertia: z.number(), iterations: z.number() })),
  blobs: z.object({ ...table, inertia: z.number() }),
  clusters: z.record(z.string(), z.object({ ...table, labels: list, distances: list, silhouette: z.number(), metrics: z.record(z.string(), z.number()) })),
  anomalies: z.record(z.string(), z.object({ labels: list, scores: list, metrics: z.record(z.string(), z.number()) })),
});
const golden = GoldenSchema.parse(JSON.parse(readFileSync(new URL('../goldens/unsupervised/goldens.json', import.meta.url), 'utf8')));

const kernel = await loadKernel();
const context = { seed: 1, threads: 1 };
const pause = (): Promise<void> => Promise.resolve();

function dataOf({ rows, features, x }: { rows: number; features: number; x: readonly number[] }): UnlabelledData {
  return { rows, features: Array.from({ length: features }, (_, j) => `x${j}`), x: Float64Array.from(x) };
}

function fit(model: UnsupervisedDefinition, data: UnlabelledData, params: Record<string, unknown> = {}, seed = 1, signal?: AbortSignal): Promise<ModelState> {
  return model.fit(kernel, data, model.params.parse(params), { ...context, seed, ...(signal ? { signal } : {}) });
}

function close(actual: ArrayLike<number>, wanted: readonly number[], relative: number): void {
  expect(actual.length).toBe(wanted.length);
  const size = Math.max(...wanted.map(Math.abs));
  wanted.forEach((value, i) => expect(Math.abs((actual[i] as number) - value)).toBeLessThanOrEqual(relative * Math.max(size, 1e-300)));
}

describe.each(Object.entries(golden.isolation))("scikit-learn's isolation forest: %s", (_, { forest, usual, samples, contamination, offset, scores, anomalies, ...rest }) => {
  const data = dataOf(rest);

  it('scores rows alike and calls the same ones anomalies', async () => {
    close([forest.roots.length * averagePathLength(samples)], [usual], 1e-14);
    const grown = { ...forest, sets: [] };
    const limits = contamination === 'auto' ? { offset: -0.5, bound: usual } : offsetOf(await kernel.leafSums(grown, data.x, data.rows, 1, pause), contamination, usual);
    close([limits.offset], [offset], 1e-14);
    const said = await isolationForest.predict(kernel, { ...grown, usual, ...limits }, data.x, data.rows, context);
    close(scores.map((__, i) => said[2 * i + 1] as number), scores, 1e-14);
    expect(anomalies.map((__, i) => said[2 * i])).toEqual(anomalies);
  });
});

describe('an isolation forest', () => {
  const data = dataOf(golden.detection);

  it("finds tumours as well as scikit-learn's", async () => {
    const areas: number[] = [];
    for (let seed = 1; seed <= 5; seed++) {
      const said = await isolationForest.predict(kernel, await fit(isolationForest, data, {}, seed), data.x, data.rows, context);
      const [ill, well] = [1, 0].map((wanted) => golden.detection.isAnomaly.flatMap((is, i) => (is === wanted ? [-(said[2 * i + 1] as number)] : []))) as [number[], number[]];
      const wins = ill.reduce((sum, a) => sum + well.reduce((all, b) => all + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
      areas.push(wins / ill.length / well.length);
    }
    expect(areas.reduce((a, b) => a + b, 0) / 5).toBeGreaterThan(golden.detection.mean - 2 * golden.detection.std);
  });

  it('calls as many rows anomalies as it was told there are', async () => {
    const said = await isolationForest.predict(kernel, await fit(isolationForest, data, { contamination: 0.1 }), data.x, data.rows, context);
    const found = Array.from({ length: data.rows }, (_, i) => said[2 * i] as number).reduce((a, b) => a + b, 0);
    expect(Math.abs(found - 0.1 * data.rows)).toBeLessThanOrEqual(1);
  });
});

describe.each(Object.entries(golden.lloyd))("scikit-learn's k-means: %s", (_, { start, maxIter, tol, centers, labels, inertia, iterations, ...rest }) => {
  it('ends at the same centres', async () => {
    const data = dataOf(rest);
    const columns = data.features.map((__, j) => data.x.subarray(j * data.rows, (j + 1) * data.rows));
    const means = columns.map((column) => column.reduce((a, b) => a + b, 0) / data.rows);
    const spread = columns.reduce((sum, column, j) => sum + column.reduce((all, value) => all + (value - (means[j] as number)) ** 2, 0) / data.rows, 0) / columns.length;
    const rows = { columns, rows: data.rows, shift: means };
    const room = await kernel.clusterRows(rows, start.length / columns.length, 1, pause);
    const found = await lloyd(room, rows, Float64Array.from(start), { maxIter, least: tol * spread }, pause);
    close(found.points, centers, 1e-9);
    close([found.inertia], [inertia], 1e-6);
    expect(found.iterations).toBe(iterations);
    expect([...(await room.nearest(found.points, pause)).labels]).toEqual(labels);
    room.close();
  });
});

describe('k-means', () => {
  it('finds clusters that lie apart, from any seed', async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const state = await fit(kMeans, dataOf(golden.blobs), { nClusters: 6, nInit: 4, tol: 0 }, seed);
      close([state['inertia'] as number], [golden.blobs.inertia], 1e-9);
    }
  });

  it('refuses more clusters than rows, or than different rows', async () => {
    const data = dataOf({ rows: 3, features: 1, x: [1, 1, 2] });
    await expect(fit(kMeans, data, { nClusters: 4 })).rejects.toMatchObject({ data: { code: 'TOO_FEW_ROWS', place: { field: 'nClusters' } } });
    await expect(fit(kMeans, data, { nClusters: 3 })).rejects.toMatchObject({ data: { code: 'TOO_FEW_ROWS', next: expect.stringContaining('at most 2') as unknown } });
    expect(await fit(kMeans, data, { nClusters: 2 })).toMatchObject({ inertia: 0 });
  });
});

describe("scikit-learn's figures of what is found without a target", () => {
  const held = (found: Evaluation, wanted: Record<string, number>): void => {
    expect(Object.keys(found.metrics).sort()).toEqual(Object.keys(wanted).sort());
    for (const [name, value] of Object.entries(wanted)) expect(Math.abs((found.metrics[name]?.value ?? NaN) - value), name).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(value)));
  };

  it.each(Object.entries(golden.clusters))('clusters: %s', (_, { rows, features, x, labels, distances, metrics }) => {
    const rowMajor = Float64Array.from({ length: rows * features }, (__, at) => x[(at % features) * rows + Math.floor(at / features)] as number);
    held(evaluateClusters({ labels: Float64Array.from(labels), numbers: Float64Array.from(distances), features: rowMajor }), metrics);
  });

  it.each(Object.entries(golden.clusters))('pictures of clusters: %s', (_, { rows, features, x, labels, silhouette }) => {
    const rowMajor = Float64Array.from({ length: rows * features }, (__, at) => x[(at % features) * rows + Math.floor(at / features)] as number);
    const count = Math.max(...labels) + 1;
    const names = Array.from({ length: features }, (__, j) => `x${j}`);
    const found = clustersOf({ labels: Float64Array.from(labels), numbers: new Float64Array(rows), features: rowMajor }, Array.from({ length: count }, (__, i) => String(i)), names);
    expect(ClustersSchema.parse(found)).toMatchObject({ others: Math.max(0, features - 16) });
    expect(found?.features).toEqual(names.filter((name) => found?.features.includes(name)));
    expect(found?.features).toHaveLength(Math.min(16, features));
    expect(found?.silhouette).toBeCloseTo(silhouette, 12);
    expect(found?.clusters.map((cluster) => cluster.rows)).toEqual(Array.from({ length: count }, (__, i) => labels.filter((label) => label === i).length));
    for (const [cluster, { means, deviations }] of (found?.clusters ?? []).entries()) {
      const first = names.indexOf(found?.features[0] ?? '');
      const own = x.slice(first * rows, (first + 1) * rows).filter((__, row) => labels[row] === cluster);
      if (own.length === 0) expect([means[0], deviations[0]]).toEqual([null, null]);
      else expect(means[0]).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 10);
    }
    // Weighed by their rows, deviations from the mean of all rows add up to 0.
    expect(found?.clusters.reduce((sum, cluster) => sum + cluster.rows * (cluster.deviations[0] ?? 0), 0)).toBeCloseTo(0, 8);
    expect(found?.simplifiedSilhouette).toBeGreaterThan(-1);
    expect(found?.simplifiedSilhouette).toBeLessThanOrEqual(1);
  });

  it('has a simplified silhouette by the centres', () => {
    // By hand: centres 1 and 10; a row at 0 is 1 from its own and 10 from the other, one at 2 is 1 and 8, the one at 10 alone.
    const found = clustersOf({ labels: Float64Array.of(0, 0, 1), numbers: new Float64Array(3), features: Float64Array.of(0, 2, 10) }, ['a', 'b'], ['x']);
    expect(found?.simplifiedSilhouette).toBeCloseTo((9 / 10 + 7 / 8 + 0) / 3, 14);
    expect(clustersOf({ labels: Float64Array.of(0, 0), numbers: new Float64Array(2), features: Float64Array.of(1, 1) }, ['a', 'b'], ['x'])).toMatchObject({ silhouette: null, simplifiedSilhouette: null, clusters: [{ rows: 2, deviations: [null] }, { rows: 0, means: [null] }] });
  });

  it.each(Object.entries(golden.anomalies))('pictures of anomalies: %s', (_, { labels, scores }) => {
    const found = AnomaliesSchema.parse(anomaliesOf({ labels: Float64Array.from(labels), numbers: Float64Array.from(scores) }));
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    expect([sum(found.scores.counts), sum(found.found)]).toEqual([scores.length, sum(labels)]);
    found.found.forEach((rows, bin) => expect(rows).toBeLessThanOrEqual(found.scores.counts[bin] as number));
    expect(scores.every((score, row) => (score < (found.threshold ?? NaN)) === (labels[row] === 1))).toBe(true);
    expect(anomaliesOf({ labels: Float64Array.of(0, 0), numbers: Float64Array.of(-0.4, -0.3) })?.threshold).toBeNull();
  });

  it.each(Object.entries(golden.anomalies))('anomalies: %s', (_, { labels, scores, metrics }) => {
    held(evaluateAnomalies({ labels: Float64Array.from(labels), numbers: Float64Array.from(scores), features: new Float64Array() }), metrics);
  });

  it('have none where one cluster or no row is left', () => {
    const one = { labels: Float64Array.of(1, 1), numbers: Float64Array.of(1, 1), features: Float64Array.of(0, 2) };
    expect(evaluateClusters(one).metrics).toEqual({ calinski_harabasz: { value: null }, davies_bouldin: { value: null }, inertia: { value: 2 } });
    const none = { labels: new Float64Array(), numbers: new Float64Array(), features: new Float64Array() };
    expect(Object.values({ ...evaluateClusters(none).metrics, ...evaluateAnomalies(none).metrics }).every(({ value }) => value === null)).toBe(true);
  });
});

describe.each(UNSUPERVISED.map((model) => ({ id: model.id, model })))('$id', ({ model }) => {
  const small = model.id === 'k-means' ? { nClusters: 3 } : { nEstimators: 10 };
  const rows = 60;
  const good: UnlabelledData = { rows, features: ['plain', 'odd "name"'], x: Float64Array.from({ length: 2 * rows }, (_, i) => Math.sin(i * 1.7) * 3) };

  it('has a form, and refuses parameters out of range', () => {
    const schema = z.toJSONSchema(model.params) as { properties: Record<string, { default?: unknown; description?: string; title?: string }> };
    for (const [name, property] of Object.entries(schema.properties)) {
      for (const key of ['default', 'description', 'title'] as const) expect(property[key], `${name} ${key}`).toBeDefined();
      expect((model.params.shape[name] as z.ZodType).safeParse(-1).success, name).toBe(false);
    }
  });

  it('learns the same twice, to the bit, other from another seed, and comes back from JSON', async () => {
    const first = canonicalJson(await fit(model, good, small));
    expect(canonicalJson(await fit(model, good, small))).toBe(first);
    expect(canonicalJson(await fit(model, good, small, 2))).not.toBe(first);
    expect(canonicalJson(model.state.parse(JSON.parse(first)) as never)).toBe(first);
  });

  it('says in ONNX what it says itself, for one row as for many', async () => {
    const state = await fit(model, good, model.id === 'k-means' ? small : { ...small, contamination: 0.2 });
    const asked = [...Array.from({ length: rows }, (_, i) => [good.x[i] as number, good.x[rows + i] as number]), [0, -0], [1e308, -1e308], [5e-324, 1], [NaN, 1], [1, NaN]];
    const byColumn = Float64Array.from([0, 1].flatMap((j) => asked.map((row) => row[j] as number)));
    const wanted = await model.predict(kernel, state, byColumn, asked.length, context);
    const graph = new GraphBuilder('model');
    graph.output('out', model.onnx(state, graph, graph.input('numeric', 'double', ['N', 2])), 'double', ['N', 2]);
    const session = await openSession(graph.build());
    const batch = (await session.run({ rows: asked.length, numeric: Float64Array.from(asked.flat()) }))['out']?.values as Float64Array;
    wanted.forEach((value, at) => {
      const isLabel = at % 2 === 0;
      if (isLabel || !Number.isFinite(value)) expect(batch[at]).toBe(value);
      else expect(Math.abs((batch[at] as number) - value)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(value)));
    });
    for (const [i, row] of asked.entries()) expect((await session.run({ rows: 1, numeric: Float64Array.from(row) }))['out']?.values).toEqual(batch.slice(2 * i, 2 * i + 2));
    await session.release();
  });

  it('names the column or what is missing where it refuses', async () => {
    const refusal = (data: UnlabelledData): Promise<{ code: string; place?: { column?: string } }> => fit(model, data, small).then(() => ({ code: 'none' }), (error: { data: { code: string } }) => error.data);
    expect((await refusal({ ...good, rows: 0, x: new Float64Array() })).code).toBe('NO_ROWS');
    expect((await refusal({ ...good, features: [], x: new Float64Array() })).code).toBe('NO_FEATURES');
    expect((await refusal({ rows: 1, features: ['a'], x: Float64Array.of(1) })).code).toBe('TOO_FEW_ROWS');
    expect(await refusal({ ...good, x: good.x.map((value, i) => (i === rows + 3 ? -Infinity : value)) })).toMatchObject({ code: 'INFINITE_VALUE', place: { column: 'odd "name"' } });
    const holes = { ...good, x: good.x.map((value, i) => (i === rows + 3 ? NaN : value)) };
    if (model.missing === 'handled') expect((await refusal(holes)).code).toBe('none');
    else expect(await refusal(holes)).toMatchObject({ code: 'MISSING_VALUES', place: { column: 'odd "name"' } });
    if (model.id === 'isolation-forest') expect((await refusal({ ...good, x: new Float64Array(2 * rows) })).code).toBe('none');
  });

  it('stops when told to', async () => {
    await expect(fit(model, good, small, 1, AbortSignal.abort())).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
    const many = 100_000;
    const controller = new AbortController();
    const fitting = fit(model, { rows: many, features: ['a', 'b'], x: Float64Array.from({ length: 2 * many }, (_, i) => Math.sin(i)) }, model.id === 'k-means' ? { nInit: 5, nClusters: 20 } : { nEstimators: 1000, contamination: 0.1 }, 1, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(fitting).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
  });

  it('is a Python estimator', () => {
    const { imports, code } = model.python(model.params.parse({}));
    expect(imports.some((line) => line.endsWith(` ${code.slice(0, code.indexOf('('))}`))).toBe(true);
  });
});
