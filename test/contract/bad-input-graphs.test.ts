import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ErrorPlace } from '../../electron/contract/app-error.ts';
import type { Graph, GraphNode } from '../../electron/contract/project-document.ts';
import { MODELS } from '../../electron/engine/models/registry.ts';
import { editProject, goodCsv, Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
let data: string;
let made = 0;
beforeAll(() => {
  bench = new Workbench();
  data = bench.write('good.csv', goodCsv());
});
afterAll(() => bench.end());

/** A project of the good rows whose graph was changed by hand. */
async function projectWith(change: (graph: Graph) => void, input: { data?: string; target?: string } = {}): Promise<string> {
  const project = bench.file(`project-${made++}`);
  await bench.done('new', { project, data: input.data ?? data, target: input.target ?? 'label', models: ['logistic-regression'] });
  editProject(project, (document) => change(document.graph));
  return project;
}

const node = (graph: Graph, id: string): GraphNode => {
  const found = graph.nodes.find((one) => one.id === id);
  if (!found) throw new Error(`no node ${id} among ${graph.nodes.map((one) => one.id).join(', ')}`);
  return found;
};

/** Puts a node between two that are connected. */
function insert(graph: Graph, after: string, added: GraphNode): void {
  for (const edge of graph.edges) if (edge.from === after) edge.from = added.id;
  graph.edges.push({ from: after, to: added.id });
  graph.nodes.push(added);
}

/** `check` lists the problem, and `train` refuses the project for it, in the same words. */
async function refusedGraph(change: (graph: Graph) => void, code: string, place: ErrorPlace, says: readonly string[] = []): Promise<void> {
  const project = await projectWith(change);
  const { problems } = await bench.done('check', { project });
  const listed = problems.filter((one) => one.severity === 'error');
  expect(listed.map((one) => one.code)).toContain(code);
  const first = listed.find((one) => one.code === code);
  expect({ node: first?.node, field: first?.field, column: first?.column }).toEqual({ node: place.node, field: place.field, column: place.column });
  const error = await bench.refuses('train', { project }, { code, place, says });
  expect(error.message.startsWith(first?.message ?? '?')).toBe(true);
  await bench.refuses('run', { project, out: bench.file('out.csv') }, { code, place, says });
}

describe('a graph that cannot run', () => {
  it('has a cycle', () =>
    refusedGraph((graph) => {
      graph.edges = graph.edges.map((edge) => (edge.to === 'split' ? { from: 'scale', to: 'split' } : edge));
    }, 'CYCLE', { node: 'scale' }));

  it('has a node without input', () =>
    refusedGraph((graph) => {
      graph.edges = graph.edges.filter((edge) => edge.to !== 'scale');
    }, 'NO_INPUT', { node: 'scale' }, ['"scale"']));

  it('has a node with two inputs', () => refusedGraph((graph) => void graph.edges.push({ from: 'source', to: 'scale' }), 'SEVERAL_INPUTS', { node: 'scale' }));
  it('has a connection from a node that is not there', () =>
    refusedGraph((graph) => {
      graph.edges = graph.edges.map((edge) => (edge.to === 'scale' ? { ...edge, from: 'ghost' } : edge));
    }, 'UNKNOWN_NODE', { node: 'ghost' }, ['"ghost"']));

  it('has a node of an unknown type', () => refusedGraph((graph) => void (node(graph, 'scale').type = 'quantum-scaler'), 'UNKNOWN_NODE_TYPE', { node: 'scale' }, ['"quantum-scaler"']));
  it('has an unknown model', () => refusedGraph((graph) => void (node(graph, 'logistic-regression').type = 'model:oracle'), 'UNKNOWN_MODEL', { node: 'logistic-regression' }, ['"oracle"']));
  it('has an unknown parameter', () => refusedGraph((graph) => void (node(graph, 'scale').params['strength'] = 3), 'UNKNOWN_PARAMETER', { node: 'scale', field: 'strength' }, ['"strength"']));
  it('has a parameter of the wrong kind', () => refusedGraph((graph) => void (node(graph, 'fill-numbers').params['strategy'] = 'guess'), 'BAD_PARAMETER', { node: 'fill-numbers', field: 'strategy' }));
  it('has a model with an impossible parameter', () => refusedGraph((graph) => void (node(graph, 'logistic-regression').params['C'] = -1), 'BAD_PARAMETER', { node: 'logistic-regression', field: 'C' }));
  it.each(MODELS.map(({ id, params }) => ({ id, params })))('has a $id with parameters out of range, and names each', async ({ id, params }) => {
    const bounded = Object.entries(params.shape).filter(([, field]) => !(field as z.ZodType).safeParse(-1e9).success);
    const project = await projectWith((graph) => {
      const model = node(graph, 'logistic-regression');
      model.type = `model:${id}`;
      model.params = Object.fromEntries(bounded.map(([name]) => [name, -1e9]));
    });
    const { problems } = await bench.done('check', { project });
    const refused = problems.filter(({ code }) => code === 'BAD_PARAMETER');
    expect(refused.map(({ field }) => field).sort()).toEqual(bounded.map(([name]) => name).sort());
    for (const problem of refused) expect(problem).toMatchObject({ severity: 'error', node: 'logistic-regression', message: expect.stringContaining(`"${problem.field}"`) as unknown, next: 'Correct the value.' });
  });

  it('reads a column that is not there', () => refusedGraph((graph) => void (node(graph, 'scale').params['columns'] = ['x', 'speed']), 'UNKNOWN_COLUMN', { node: 'scale', field: 'columns', column: 'speed' }));
  it('scales a text', () => refusedGraph((graph) => void (node(graph, 'scale').params['columns'] = ['colour']), 'WRONG_TYPE', { node: 'scale', field: 'columns', column: 'colour' }));
  it('names a column twice', () => refusedGraph((graph) => void (node(graph, 'scale').params['columns'] = ['x', 'x']), 'REPEATED_COLUMN', { node: 'scale', field: 'columns' }));
  it('has shares of more than everything', () => refusedGraph((graph) => void Object.assign(node(graph, 'split').params, { train: 0.9, validation: 0.5 }), 'SHARES', { node: 'split', field: 'validation' }));

  it('brings a text to a model', () =>
    refusedGraph((graph) => {
      graph.edges = graph.edges.map((edge) => (edge.to === 'logistic-regression' ? { ...edge, from: 'scale' } : edge));
      graph.nodes = graph.nodes.filter((one) => !['fill-texts', 'one-hot'].includes(one.id));
      graph.edges = graph.edges.filter((edge) => graph.nodes.some((one) => one.id === edge.to));
    }, 'TEXT_FEATURE', { node: 'logistic-regression', column: 'colour' }));

  it('has a formula with a fault, and says at which letter', async () => {
    const project = await projectWith((graph) => insert(graph, 'split', { id: 'ratio', type: 'formula', params: { name: 'ratio', formula: 'x / (z + ' } }));
    const reply = await bench.call('train', { project });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'input', place: { node: 'ratio', field: 'formula', offset: expect.any(Number) as number } } });
  });

  it('has two nodes of one id', () => refusedGraph((graph) => void graph.nodes.push({ ...node(graph, 'scale') }), 'SAME_ID', { node: 'scale' }));
  it('has no split', () =>
    refusedGraph((graph) => {
      graph.edges = graph.edges.filter((edge) => edge.to !== 'split').map((edge) => (edge.from === 'split' ? { ...edge, from: 'target' } : edge));
      graph.nodes = graph.nodes.filter((one) => one.id !== 'split');
    }, 'NO_SPLIT', { node: 'logistic-regression' }));

  it('has no model to train', async () => {
    const project = bench.file('no-model');
    await bench.done('new', { project, data });
    await bench.refuses('train', { project }, { code: 'NO_MODEL' });
  });

  it('fits before the split', () =>
    refusedGraph((graph) => {
      const { edges } = graph;
      graph.edges = edges.map(({ from, to }) => ({ from: swap(from), to: swap(to) }));
    }, 'FITTED_BEFORE_SPLIT', { node: 'fill-numbers' }));
});

const swap = (id: string): string => (id === 'split' ? 'fill-numbers' : id === 'fill-numbers' ? 'split' : id);

describe('a target that cannot be learned', () => {
  const withRows = (name: string, change: (row: string[], i: number) => string[]): string => bench.write(name, goodCsv(change));

  it('has one class', async () => {
    const project = await projectWith(() => undefined, { data: withRows('one-class.csv', ([x, z, c, , a]) => [x ?? '', z ?? '', c ?? '', 'yes', a ?? '']) });
    await bench.refuses('train', { project }, { code: 'ONE_CLASS', place: { node: 'target', column: 'label' }, says: ['"yes"'] });
  });

  it('is one number', async () => {
    const data = withRows('constant-target.csv', ([x, z, c, , a]) => [x ?? '', z ?? '', c ?? '', '4.5', a ?? '']);
    const project = await projectWith((graph) => void (node(graph, 'target').params['task'] = 'regression'), { data });
    await bench.refuses('train', { project }, { code: 'CONSTANT_TARGET', place: { node: 'target', column: 'label' }, says: ['4.5', 'nothing to learn'] });
  });

  it('is missing in rows', async () => {
    const project = await projectWith(() => undefined, { data: withRows('missing-target.csv', (row, i) => (i % 10 === 4 ? [...row.slice(0, 3), '', row[4] ?? ''] : row)) });
    await bench.refuses('train', { project }, { code: 'TARGET_MISSING', place: { node: 'target', column: 'label', row: 4 }, says: ['6 rows', 'row 4'] });
  });

  it('is text where a number is asked for', async () => {
    const project = await projectWith((graph) => void (node(graph, 'target').params['task'] = 'regression'));
    await bench.refuses('train', { project }, { code: 'TARGET_TYPE', place: { node: 'target', field: 'task', column: 'label' } });
  });

  it('has a class of which no row is left to train on', async () => {
    const project = await projectWith((graph) => void Object.assign(node(graph, 'split').params, { method: 'time', column: 'amount' }), { data: withRows('late-class.csv', (row, i) => [...row.slice(0, 3), i < 55 ? (row[3] ?? '') : 'late', String(i)]) });
    await bench.refuses('train', { project }, { code: 'CLASS_WITHOUT_TRAINING_ROWS', place: { node: 'split', column: 'label' }, says: ['"late"'] });
  });

  it('has no such positive label', async () => {
    const project = await projectWith((graph) => void (node(graph, 'target').params['positive'] = 'perhaps'));
    await bench.refuses('train', { project }, { code: 'UNKNOWN_LABEL', place: { node: 'target', column: 'label', field: 'positive' }, says: ['"perhaps"', 'no, yes'] });
    await bench.refuses('new', { project: bench.file('unmade'), data, target: 'label', positive: 'perhaps' }, { code: 'UNKNOWN_LABEL', place: { column: 'label', field: 'positive' }, says: ['"perhaps"'] });
  });

  it('is of a task that the model cannot do', async () => {
    const project = await projectWith((graph) => void (node(graph, 'target').params['task'] = 'regression'), { target: 'amount' });
    const reply = await bench.call('train', { project });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'input', place: { node: 'logistic-regression' } } });
  });

  it('has no row left by the filter', async () => {
    const project = await projectWith((graph) => insert(graph, 'source', { id: 'none', type: 'filter', params: { condition: 'x > 1000000' } }));
    await bench.refuses('train', { project }, { code: 'NO_ROWS', place: { node: 'target', column: 'label' } });
  });

  it('has too few rows for the folds', async () => {
    const project = await projectWith(() => undefined, { data: bench.write('few.csv', goodCsv().split('\n').slice(0, 13).join('\n')) });
    await bench.refuses('train', { project, cv: 10 }, { code: 'TOO_FEW_ROWS', place: { field: 'cv' }, says: ['10 folds'] });
  });

  it('is asked of a model with a parameter that none has', async () => {
    const project = await projectWith(() => undefined);
    await bench.refuses('train', { project, params: { depth: 3 } }, { code: 'UNKNOWN_PARAMETER', kind: 'usage', place: { field: 'depth' } });
    await bench.refuses('train', { project, params: { C: 'much' } }, { code: 'BAD_PARAMETER', place: { node: 'logistic-regression', field: 'C' } });
    await bench.refuses('train', { project, models: ['oracle'] }, { code: 'UNKNOWN_MODEL', place: { field: 'model' } });
    await bench.refuses('train', { project, cv: 1 }, { code: 'BAD_INPUT', kind: 'usage', place: { field: 'cv' } });
    await bench.refuses('run', { project, node: 'ghost', out: bench.file('out.csv') }, { code: 'UNKNOWN_NODE', place: { node: 'ghost' } });
  });
});
