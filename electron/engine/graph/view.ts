import type { GraphView, NodeFlow } from '../../contract/graph-view.ts';
import type { ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { checkDocument } from './check.ts';
import { flowThrough, sourceSchema } from './flow.ts';
import { chainTo, SOURCE_TYPE } from './order.ts';

/** The columns before and after every node that a source reaches, and every problem. Nothing runs. */
export function viewGraph(document: ProjectDocument): GraphView {
  const flows = new Map<string, NodeFlow>();
  for (const node of document.graph.nodes) {
    if (node.type === SOURCE_TYPE) {
      flows.set(node.id, { node: node.id, before: [], after: [...sourceSchema(document, node)], open: false });
      continue;
    }
    if (flows.has(node.id)) continue;
    for (const one of flowsTo(document, node.id)) flows.set(one.node, one);
  }
  return { problems: checkDocument(document), nodes: [...flows.values()] };
}

/** A node that no source reaches has no columns; the check says why. */
function flowsTo(document: ProjectDocument, id: string): NodeFlow[] {
  try {
    return flowThrough(document, chainTo(document.graph, id)).nodes.map(({ node, before, after }) => ({ node: node.id, before: [...before.schema], after: [...after.schema], open: after.open }));
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
