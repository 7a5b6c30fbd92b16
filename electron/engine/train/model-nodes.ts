import type { GraphNode, ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import type { Json } from '../base/canonical-json.ts';
import { bypassNotes, checkChain, checkStructure, requireSound } from '../graph/check.ts';
import type { ChainNode } from '../graph/chain.ts';
import { chainTo, modelOf, MODEL_PREFIX, SOURCE_TYPE } from '../graph/order.ts';
import type { TrainableModel } from '../models/model.ts';
import { ALL_MODELS, findTrainable } from '../models/registry.ts';
import { requireOneTask } from './task-error.ts';

/** A model of the graph with the checked chain of nodes in front of it. */
export interface ModelBranch {
  readonly node: string;
  readonly definition: TrainableModel;
  readonly params: Readonly<Record<string, Json>>;
  readonly source: GraphNode;
  readonly chain: readonly ChainNode[];
  /** What is to be said of the chain before it is fitted. */
  readonly notes: readonly string[];
}

/**
 * The models to train: those of the graph, or the named ones (one that the graph lacks is put where its models are).
 * `overrides` replace parameters of every model that has them. Throws an AppError for the first problem of a chain.
 */
export function modelBranches(document: ProjectDocument, models: readonly string[] | undefined, overrides: Readonly<Record<string, Json>> = {}): ModelBranch[] {
  requireSound(checkStructure(document));
  const placed = document.graph.nodes.filter((node) => modelOf(node) !== null);
  const wanted = models?.flatMap((id) => {
    const definition = findTrainable(id);
    const own = placed.filter((node) => modelOf(node) === definition.id);
    return own.length > 0 ? own.map((node) => ({ node, document })) : [attach(document, placed, definition.id)];
  }) ?? placed.map((node) => ({ node, document }));
  if (wanted.length === 0) throw new AppError({ code: 'NO_MODEL', message: 'The graph has no model to train.', next: 'Add a model at the end of the graph, or name one: --model decision-tree.' });
  // The check of its chain names the node of an unknown model.
  requireOneTask(wanted.flatMap(({ node }) => ALL_MODELS.find(({ id }) => id === modelOf(node)) ?? []));
  const branches = wanted.map((one) => branch(one.document, one.node, overrides));
  for (const name of Object.keys(overrides)) {
    if (branches.some(({ definition }) => name in definition.params.shape)) continue;
    throw new AppError({ code: 'UNKNOWN_PARAMETER', kind: 'usage', message: `None of the models has a parameter "${name}".`, place: { field: name }, next: `They have: ${[...new Set(branches.flatMap(({ definition }) => Object.keys(definition.params.shape)))].join(', ')}.` });
  }
  return branches;
}

/** A document with a model put beside the models that are there, or at the end of the graph. */
function attach(document: ProjectDocument, placed: readonly GraphNode[], id: string): { node: GraphNode; document: ProjectDocument } {
  const { nodes, edges } = document.graph;
  const beside = placed[0] && edges.find((edge) => edge.to === placed[0]?.id)?.from;
  const end = nodes.find((node) => modelOf(node) === null && !edges.some((edge) => edge.from === node.id))?.id;
  const from = beside ?? end;
  if (from === undefined) throw new AppError({ code: 'NO_MODEL', message: `The graph has no place for the model "${id}".`, next: 'Add the model to the graph.' });
  const node: GraphNode = { id: unused(id, nodes), type: `${MODEL_PREFIX}${id}`, params: {} };
  return { node, document: { ...document, graph: { nodes: [...nodes, node], edges: [...edges, { from, to: node.id }] } } };
}

function unused(id: string, nodes: readonly GraphNode[]): string {
  let result = id;
  for (let n = 2; nodes.some((node) => node.id === result); n++) result = `${id}-${n}`;
  return result;
}

function branch(document: ProjectDocument, node: GraphNode, overrides: Readonly<Record<string, Json>>): ModelBranch {
  const parameters = ALL_MODELS.find((one) => one.id === modelOf(node))?.params.shape ?? {};
  const own = Object.fromEntries(Object.entries(overrides).filter(([name]) => name in parameters));
  const set: GraphNode = { ...node, params: { ...node.params, ...own } as GraphNode['params'] };
  const chain = [...chainTo(document.graph, node.id).slice(0, -1), set];
  const { nodes, problems } = checkChain(document, chain);
  requireSound(problems);
  const [source] = chain;
  if (source?.type !== SOURCE_TYPE) throw new Error('A chain begins with a source');
  const definition = findTrainable(modelOf(node) ?? '');
  return { node: node.id, definition, params: definition.params.parse(set.params) as Record<string, Json>, source, chain: chainNodes(nodes), notes: bypassNotes(nodes) };
}

/** The catalogue's nodes of a checked chain. */
export function chainNodes(nodes: ReturnType<typeof checkChain>['nodes']): ChainNode[] {
  return nodes.flatMap(({ node, definition, params }) => (definition && params ? [{ id: node.id, definition, params }] : []));
}
