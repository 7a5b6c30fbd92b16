import type { GraphNode, ProjectDocument } from '../../contract/project-document.ts';
import type { Problem } from '../../contract/problem.ts';
import { isTargetless } from '../../contract/task.ts';
import { AppError } from '../base/app-error.ts';
import { ALL_MODELS } from '../models/registry.ts';
import { findNode } from '../nodes/registry.ts';
import { issueText } from './issue-text.ts';
import { findLeaks } from './leaks.ts';
import { flowThrough, type CheckedNode, type KnownSteps } from './flow.ts';
import { chainsOf, modelOf, SOURCE_TYPE } from './order.ts';

/** Everything that is wrong with a document's graph, each problem once, errors first. */
export function checkDocument(document: ProjectDocument, known: KnownSteps = new Map()): Problem[] {
  const problems: Problem[] = [...checkStructure(document)];
  const { nodes, edges } = document.graph;
  const followed = new Set(edges.map(({ from }) => from));
  const ends = nodes.filter((node) => node.type !== SOURCE_TYPE && (modelOf(node) !== null || !followed.has(node.id)));
  const chain = chainsOf(document.graph);
  for (const end of ends.length > 0 ? ends : nodes.slice(-1)) {
    try {
      problems.push(...checkChain(document, chain(end.id), known).problems);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, message, next, place } = error.data;
      problems.push({ code, severity: 'error', message, next, ...(place.node === undefined ? {} : { node: place.node }) });
    }
  }
  const unique = [...new Map(problems.map((problem) => [JSON.stringify([problem.code, problem.node, problem.field, problem.column, problem.message]), problem])).values()];
  return [...unique.filter((one) => one.severity === 'error'), ...unique.filter((one) => one.severity === 'warning')];
}

/** The problems of one chain, and what flows through it. */
export function checkChain(document: ProjectDocument, chain: readonly GraphNode[], known?: KnownSteps): { nodes: CheckedNode[]; problems: Problem[] } {
  const flow = flowThrough(document, chain, known);
  const problems = [...flow.problems, ...findLeaks(flow.nodes)];
  const last = flow.nodes.at(-1);
  if (last && modelOf(last.node) !== null) problems.push(...checkModel(last, flow.nodes));
  for (const kind of ['roles', 'split'] as const) {
    const twice = flow.nodes.filter((one) => one.definition?.kind === kind)[1];
    if (twice) problems.push({ code: 'TWICE', severity: 'error', node: twice.node.id, message: `A chain has one ${twice.definition?.title ?? kind}; this is the second.`, next: 'Delete one of them.' });
  }
  return { nodes: flow.nodes, problems };
}

/** What a fit on a chain says of the nodes that it passes by. */
export function bypassNotes(nodes: readonly CheckedNode[]): string[] {
  return nodes.filter(({ node }) => node.bypassed).map(({ node }) => `${findNode(node.type)?.title ?? node.type} ("${node.id}") is bypassed: rows pass it as they are.`);
}

/** Throws the first error of a chain as an AppError; warnings pass. */
export function requireSound(problems: readonly Problem[]): void {
  const first = problems.find((problem) => problem.severity === 'error');
  if (!first) return;
  const more = problems.filter((problem) => problem.severity === 'error').length - 1;
  throw new AppError({
    code: first.code,
    message: first.message + (more > 0 ? ` The graph has ${more} more ${more === 1 ? 'problem' : 'problems'}.` : ''),
    place: {
      ...(first.node === undefined ? {} : { node: first.node }),
      ...(first.field === undefined ? {} : { field: first.field }),
      ...(first.column === undefined ? {} : { column: first.column }),
      ...(first.offset === undefined ? {} : { offset: first.offset }),
    },
    next: first.next,
  });
}

/** What is wrong with the graph as a whole: ids that are not unique, connections to nowhere, no source. */
export function checkStructure({ graph }: ProjectDocument): Problem[] {
  const problems: Problem[] = [];
  const ids = new Set<string>();
  for (const { id } of graph.nodes) {
    if (ids.has(id)) problems.push({ code: 'SAME_ID', severity: 'error', node: id, message: `Two nodes have the id "${id}".`, next: 'Give one of them another id.' });
    ids.add(id);
  }
  for (const node of graph.nodes) {
    if (!node.bypassed || (node.type !== SOURCE_TYPE && modelOf(node) === null)) continue;
    problems.push({ code: 'CANNOT_BYPASS', severity: 'error', node: node.id, message: `"${node.id}" cannot be bypassed: only a node with an input and an output lets rows pass.`, next: 'Take the bypass away, or delete the node.', fix: { title: 'Take the bypass away', bypass: { node: node.id, bypassed: false } } });
  }
  for (const { from, to } of graph.edges) {
    const lost = [from, to].find((id) => !ids.has(id));
    if (lost !== undefined) problems.push({ code: 'UNKNOWN_NODE', severity: 'error', node: lost, message: `A connection leads to "${lost}", which is not in the graph.`, next: 'Delete the connection.' });
  }
  if (!graph.nodes.some((node) => node.type === SOURCE_TYPE)) problems.push({ code: 'NO_SOURCE', severity: 'error', message: 'The graph has no data source.', next: 'Add the data source node.' });
  return problems;
}

function checkModel(last: CheckedNode, nodes: readonly CheckedNode[]): Problem[] {
  const { node, before } = last;
  const problems: Problem[] = [];
  const report = (code: string, message: string, next: string, extra: Partial<Problem> = {}): void => {
    problems.push({ code, severity: 'error', node: node.id, message, next, ...extra });
  };
  const definition = ALL_MODELS.find((one) => one.id === modelOf(node));
  if (!definition) {
    report('UNKNOWN_MODEL', `There is no model "${modelOf(node)}".`, 'Choose one that "models" lists.');
    return problems;
  }
  const parsed = definition.params.safeParse(node.params);
  for (const issue of parsed.error?.issues ?? []) report('BAD_PARAMETER', `"${issue.path.join('.')}" of ${definition.title} cannot be used: ${issueText(issue)}.`, 'Correct the value.', { field: issue.path.join('.') });
  for (const field of Object.keys(node.params)) if (!(field in definition.params.shape)) report('UNKNOWN_PARAMETER', `${definition.title} has no parameter "${field}".`, `Remove it. Its parameters are: ${Object.keys(definition.params.shape).join(', ')}.`, { field });
  const roles = nodes.find((one) => one.definition?.kind === 'roles');
  if (definition.tasks.every(isTargetless)) {
    if (roles) report('TARGET_NOT_LEARNED', `${definition.title} learns without a target, and "${roles.node.id}" names one.`, 'Delete the feature-target split, or choose a model that predicts the target.');
    for (const { node: one, definition: needs } of nodes) {
      if (needs?.kind === 'sampler' || (needs?.kind === 'row' && needs.crossFit)) report('NO_TARGET', `${needs.title} goes by a target, and ${definition.title} learns without one.`, 'Delete the node.', { node: one.id });
    }
  } else if (!roles) report('NO_TARGET', `${definition.title} does not know what to predict.`, 'Put a feature-target split in front and name the target.');
  if (!nodes.some((one) => one.definition?.kind === 'split')) report('NO_SPLIT', `${definition.title} has no rows set aside to be judged on.`, 'Put a split in front of it.');
  const features = before.schema.filter((one) => one.role === 'feature');
  if (features.length === 0 && !before.open) report('NO_FEATURES', `No feature reaches ${definition.title}.`, 'Keep at least one column as a feature.');
  for (const one of features) {
    if (one.type === 'text') report('TEXT_FEATURE', `The text column "${one.name}" reaches ${definition.title}, which needs numbers.`, 'Encode it (one-hot or target encoder), or leave it out.', { column: one.name });
    if (one.name.toLowerCase() === 'row') report('RESERVED_NAME', 'A feature is named "row", the name of the row id in every output.', 'Rename the column in the file.', { column: one.name });
  }
  return problems;
}
