import { describe, expect, it } from 'vitest';
import type { AlertFix } from '../../electron/contract/exploration.ts';
import type { Graph } from '../../electron/contract/project-document.ts';
import { applyEdit } from '../../electron/contract/graph-edit.ts';
import { mendOf } from './alert-mend.ts';

const node = (id: string, type: string, params: Graph['nodes'][number]['params'] = {}) => ({ id, type, params });
const NODES = [
  node('source', 'source'),
  node('target', 'feature-target-split', { target: 'y', aside: ['id'] }),
  node('split', 'split'),
  node('fill', 'simple-imputer', { columns: ['a', 'b'] }),
  node('alone', 'standard-scaler', { columns: ['b'] }),
  node('one-hot', 'one-hot-encoder', { columns: ['town', 'kind'] }),
  node('model', 'model:decision-tree'),
];
const graph: Graph = { nodes: NODES, edges: NODES.slice(1).map(({ id }, i) => ({ from: NODES[i]?.id ?? '', to: id })) };
const insert = (type: string, more: Partial<Extract<AlertFix, { do: 'insert' }>> = {}): AlertFix => ({ do: 'insert', title: 't', node: type, params: { columns: ['a'] }, behind: 'split', takesOver: null, ...more });
const leaveOut = (column: string): AlertFix => ({ do: 'leave-out', title: 't', column });

function mended(fix: AlertFix) {
  const mend = mendOf(graph, fix);
  if (!mend || mend.done) throw new Error('There is nothing to do');
  const step = applyEdit(graph, mend.edit);
  // One step back is the graph from before, to the letter.
  expect(JSON.stringify(applyEdit(step.graph, step.inverse).graph)).toBe(JSON.stringify(graph));
  const chain: string[] = [];
  for (let at: string | undefined = 'source'; at !== undefined; at = step.graph.edges.find(({ from }) => from === at)?.to) chain.push(at);
  return { mend, chain, params: (id: string) => step.graph.nodes.find((one) => one.id === id)?.params };
}

describe('mendOf', () => {
  it('puts what learns behind the split, and what changes the rows behind the data', () => {
    const bins = mended(insert('quantile-bins'));
    expect(bins.chain).toEqual(['source', 'target', 'split', 'quantile-bins', 'fill', 'alone', 'one-hot', 'model']);
    expect(bins.params('quantile-bins')).toEqual({ columns: ['a'] });
    expect(mended(insert('deduplicate', { behind: 'data', params: { columns: [] } })).chain.slice(0, 3)).toEqual(['source', 'deduplicate', 'target']);
  });

  it('leaves a column out where roles are given, and takes it out of the nodes behind; one that had no other goes', () => {
    const { chain, params } = mended(leaveOut('b'));
    expect(params('target')).toEqual({ target: 'y', aside: ['id', 'b'] });
    expect(params('fill')).toEqual({ columns: ['a'] });
    expect(chain).toEqual(['source', 'target', 'split', 'fill', 'one-hot', 'model']);
  });

  it('takes a column over from the nodes behind that expect it as it was', () => {
    const { chain, params } = mended(insert('target-encoder', { params: { columns: ['town'] }, takesOver: 'town' }));
    expect(chain).toContain('target-encoder');
    expect(params('one-hot')).toEqual({ columns: ['kind'] });
  });

  it('finds what is there already', () => {
    expect(mendOf(graph, insert('simple-imputer'))).toEqual({ done: true, node: 'fill' });
    expect(mendOf(graph, leaveOut('id'))).toEqual({ done: true, node: 'target' });
    expect(mendOf(graph, insert('simple-imputer', { params: { columns: ['c'] } }))?.done).toBe(false);
  });

  it('has nothing for the target itself, or for a graph without roles or data', () => {
    expect(mendOf(graph, leaveOut('y'))).toBeNull();
    expect(mendOf({ nodes: [node('source', 'source')], edges: [] }, leaveOut('a'))).toBeNull();
    expect(mendOf({ nodes: [], edges: [] }, insert('quantile-bins'))).toBeNull();
  });
});
