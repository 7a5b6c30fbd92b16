import type { FittedNode } from '../graph/chain.ts';
import type { Target } from '../nodes/node.ts';
import { formatPython } from './format-python.ts';
import { stepsView } from './pipeline-code.ts';
import { planImports, planTuple, stageCode } from './plan-code.ts';

const PACKAGE = 'project';

/**
 * What the export of a chain writes for its last node: its step in `features/steps.py`, or its stage in `training/plan.py`
 * where training alone has it. Null where an export needs nothing of it.
 */
export function nodeCode(nodes: readonly FittedNode[], target: Target | null): string | null {
  const node = nodes.at(-1);
  const parts = node && (node.definition.kind === 'row' ? stepParts(nodes, target, node.id) : stageParts(node, nodes.length - 1));
  return parts ? formatPython('node.py', parts.filter((part) => part !== '').join('\n\n\n'), PACKAGE) : null;
}

function stepParts(nodes: readonly FittedNode[], target: Target | null, id: string): string[] | null {
  const { imports, functions, steps } = stepsView({ nodes, target }, PACKAGE, id);
  if (/^\[\s*\]$/.test(steps.text)) return null;
  return [imports.text, functions.text, `def make_steps(folds: Folds) -> list[tuple[str, FeatureStep]]:\n    return ${steps.text}`];
}

function stageParts(node: FittedNode, position: number): string[] | null {
  const stage = stageCode(node, position);
  if (stage.code === null) return null;
  return [planImports([stage]).text, stage.functions.join('\n\n\n'), `PLAN: Final[tuple[Stage, ...]] = ${planTuple([stage.code]).text}`];
}
