import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainDocument } from '../../../test/kit/document.ts';
import type { Problem } from '../../contract/problem.ts';
import type { ProjectDocument } from '../../contract/project-document.ts';
import { chainTo, SOURCE_TYPE } from './order.ts';
import { viewGraph } from './view.ts';

const COLUMNS = ['x:number', 'z:number', 'kind:text', 'y:boolean'];
const KINDS: readonly { type: string; params: ProjectDocument['graph']['nodes'][number]['params']; bypassed?: boolean }[] = [
  { type: 'feature-target-split', params: { target: 'y', aside: [] } },
  { type: 'split', params: { method: 'stratified', column: 'y' } },
  { type: 'standard-scaler', params: { columns: ['x'] } },
  { type: 'one-hot-encoder', params: { columns: ['kind'] } },
  { type: 'formula', params: { name: 'made', formula: 'x + z' } },
  { type: 'standard-scaler', params: { columns: ['made'] } },
  { type: 'formula', params: { name: 'X', formula: 'x * 2' }, bypassed: true },
  { type: 'formula', params: { name: 'X', formula: 'x * 2' } },
  { type: 'odd', params: {} },
  { type: 'model:decision-tree', params: {} },
];

/** A tree: each node behind an earlier one, whatever stands there. */
const trees = fc.array(fc.tuple(fc.nat(), fc.nat({ max: KINDS.length - 1 })), { minLength: 1, maxLength: 25 }).map((drawn) => {
  const { graph, ...rest } = chainDocument(COLUMNS, []);
  const [source] = graph.nodes;
  const ends = [source?.id ?? ''];
  const nodes = [...graph.nodes];
  const edges: { from: string; to: string }[] = [];
  for (const [i, [before, kind]] of drawn.entries()) {
    const node = { id: `n${i}`, ...(KINDS[kind] ?? { type: 'odd', params: {} }) };
    nodes.push(node);
    edges.push({ from: ends[before % ends.length] ?? '', to: node.id });
    if (!node.type.startsWith('model:')) ends.push(node.id);
  }
  return { ...rest, graph: { nodes, edges } };
});

describe('the view of a graph', () => {
  it('says of every chain of a tree what it says where that chain is alone', () => {
    fc.assert(
      fc.property(trees, (document) => {
        const { nodes, problems } = viewGraph(document);
        const { graph } = document;
        expect(nodes.map(({ node }) => node)).toHaveLength(graph.nodes.length);
        const ends = graph.nodes.filter(({ id, type }) => type !== SOURCE_TYPE && !graph.edges.some(({ from }) => from === id));
        const alone = ends.map(({ id }) => {
          const chain = new Set(chainTo(graph, id));
          return viewGraph({ ...document, graph: { nodes: [...chain], edges: graph.edges.filter(({ to }) => [...chain].some((node) => node.id === to)) } });
        });
        for (const flow of alone.flatMap((view) => view.nodes)) expect(nodes).toContainEqual(flow);
        /** Two chains may have two ways to mend one problem. */
        const text = ({ fix: _fix, ...said }: Problem): string => JSON.stringify(said);
        expect(problems.map(text).toSorted()).toEqual([...new Set(alone.flatMap((view) => view.problems.map(text)))].toSorted());
      }),
    );
  });
});
