import type { AlertFix } from '../../electron/contract/exploration.ts';
import type { Graph, GraphNode } from '../../electron/contract/project-document.ts';
import { applyEdit, type GraphEdit } from '../../electron/contract/graph-edit.ts';
import { freshId, insertNode, leadsTo, nodeOf, outputsOf, removeNode, SOURCE_TYPE } from '../canvas/graph-commands.ts';

const ROLES_TYPE = 'feature-target-split';
const SPLIT_TYPE = 'split';

/** What a fix would do to a graph: the change and the node that it puts in or changes, or the node that does so already. */
export type Mend = { readonly done: false; readonly node: string; readonly edit: GraphEdit } | { readonly done: true; readonly node: string };

/** How an alert is mended in a graph; null where the graph has no place for it. */
export function mendOf(graph: Graph, fix: AlertFix): Mend | null {
  return fix.do === 'leave-out' ? leaveOut(graph, fix.column) : insert(graph, fix);
}

const columnsOf = ({ params: { columns } }: GraphNode): readonly string[] => (Array.isArray(columns) ? columns.filter((one) => typeof one === 'string') : []);

function leaveOut(graph: Graph, column: string): Mend | null {
  const roles = graph.nodes.find(({ type }) => type === ROLES_TYPE);
  if (!roles || roles.params['target'] === column) return null;
  const { aside: set } = roles.params;
  const aside = Array.isArray(set) ? set : [];
  if (aside.includes(column)) return { done: true, node: roles.id };
  const change: GraphEdit = { do: 'set-params', id: roles.id, params: { ...roles.params, aside: [...aside, column] } };
  return { done: false, node: roles.id, edit: all(graph, change, (changed) => lettingGo(changed, roles.id, column)) };
}

function insert(graph: Graph, { node: type, params, behind, takesOver }: Extract<AlertFix, { do: 'insert' }>): Mend | null {
  const wanted = columnsOf({ id: '', type, params });
  const there = graph.nodes.find((one) => one.type === type && wanted.every((column) => columnsOf(one).includes(column)));
  if (there) return { done: true, node: there.id };
  const order = behind === 'data' ? [SOURCE_TYPE] : [SPLIT_TYPE, ROLES_TYPE, SOURCE_TYPE];
  const after = order.map((one) => graph.nodes.find((node) => node.type === one)).find(Boolean);
  if (!after) return null;
  const node: GraphNode = { id: freshId(graph, type), type, params };
  const edit = insertNode(graph, node, after.id);
  return { done: false, node: node.id, edit: takesOver === null ? edit : all(graph, edit, (changed) => lettingGo(changed, node.id, takesOver)) };
}

/** One step of a change and of those that follow from it. */
function all(graph: Graph, first: GraphEdit, more: (changed: Graph) => readonly GraphEdit[]): GraphEdit {
  const rest = more(applyEdit(graph, first).graph);
  return rest.length === 0 ? first : { do: 'all', edits: [first, ...rest] };
}

/** Takes a column out of the nodes behind one; a node that had no other goes. */
function lettingGo(graph: Graph, from: string, column: string): GraphEdit[] {
  let now = graph;
  const edits: GraphEdit[] = [];
  for (const { id } of graph.nodes) {
    const node = nodeOf(now, id);
    if (!node || id === from || !leadsTo(graph, from, id) || !columnsOf(node).includes(column)) continue;
    const left = columnsOf(node).filter((one) => one !== column);
    const edit: GraphEdit = left.length === 0 && outputsOf(now, id).length > 0 ? removeNode(now, id) : { do: 'set-params', id, params: { ...node.params, columns: left } };
    edits.push(edit);
    now = applyEdit(now, edit).graph;
  }
  return edits;
}
