import type { ColumnType } from '../../electron/contract/column.ts';
import { PROJECT_VERSION, type GraphNode, type ProjectDocument } from '../../electron/contract/project-document.ts';

/** A document of one chain: source, then the nodes in order. Columns are given as `name:type`. */
export function chainDocument(columns: readonly string[], nodes: readonly Pick<GraphNode, 'id' | 'type' | 'params' | 'bypassed'>[], seed = 42): ProjectDocument {
  const all: GraphNode[] = [{ id: 'source', type: 'source', params: { source: 'data' } }, ...nodes.map((node) => ({ ...node }))];
  return {
    format: 'millwright-project',
    version: PROJECT_VERSION,
    name: 'test',
    seed,
    sources: [{ id: 'data', path: 'data.csv', options: {}, rows: 100, columns: columns.map(parseColumn) }],
    graph: { nodes: all, edges: all.slice(1).map((node, i) => ({ from: all[i]?.id ?? '', to: node.id })) },
  };
}

/** `name:type` as a column. */
export function parseColumn(text: string): { name: string; type: ColumnType } {
  const at = text.lastIndexOf(':');
  return { name: text.slice(0, at), type: text.slice(at + 1) as ColumnType };
}
