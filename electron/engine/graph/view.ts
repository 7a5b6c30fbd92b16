import type { GraphView, NodeFlow } from '../../contract/graph-view.ts';
import type { GraphNode, ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { checkDocument } from './check.ts';
import { flowThrough, sourceSchema, type CheckedNode, type KnownSteps } from './flow.ts';
import { chainsOf, SOURCE_TYPE } from './order.ts';

/** The columns before and after every node that a source reaches, and every problem. Nothing runs. */
export function viewGraph(document: ProjectDocument): GraphView {
  const flows = new Map<string, NodeFlow>();
  const known: KnownSteps = new Map();
  const chain = chainsOf(document.graph);
  for (const node of document.graph.nodes) {
    if (node.type === SOURCE_TYPE) {
      flows.set(node.id, { node: node.id, before: [], after: [...sourceSchema(document, node)], open: false });
      continue;
    }
    if (flows.has(node.id)) continue;
    for (const { node: { id }, before, after } of nodesTo(document, () => chain(node.id), known)) {
      if (!flows.has(id)) flows.set(id, { node: id, before: [...before.schema], after: [...after.schema], open: after.open });
    }
  }
  return { problems: checkDocument(document, known), nodes: [...flows.values()] };
}

/** A node that no source reaches has no columns; the check says why. */
function nodesTo(document: ProjectDocument, chain: () => readonly GraphNode[], known: KnownSteps): readonly CheckedNode[] {
  try {
    return flowThrough(document, chain(), known).nodes;
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
