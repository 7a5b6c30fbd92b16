import type { Json } from '../base/canonical-json.ts';
import type { FittedChain, FittedNode } from '../graph/chain.ts';
import type { PythonTransformer, RowNode, Schema, Target } from '../nodes/node.ts';
import { python, PythonCode } from './literals.ts';
import { pythonFunction } from './python-function.ts';

/** What the code of steps is made from. */
export interface StepChain {
  readonly nodes: readonly FittedNode[];
  readonly target: Target | null;
}

interface Step {
  readonly name: string;
  readonly node: FittedNode & { readonly definition: RowNode };
  readonly reads: readonly string[];
  readonly outputs: Schema;
  readonly transformer: PythonTransformer | null;
}

/** Names that a scikit-learn Pipeline has for itself. */
const PIPELINE_ARGUMENTS = new Set(['steps', 'memory', 'verbose', 'transform_input']);

/** The name of a node's step in the exported pipeline. */
export function stepName(id: string): string {
  return PIPELINE_ARGUMENTS.has(id) ? `${id}-step` : id;
}

/** The nodes of a chain that change columns, in order. */
export function featureSteps(chain: StepChain): Step[] {
  return chain.nodes.flatMap((node) => {
    const { definition, before, after, params, state } = node;
    if (definition.kind !== 'row') return [];
    const made = [...definition.apply(before, params, state, chain.target).keys()];
    const names = (schema: Schema): string => JSON.stringify(schema.map((one) => one.name));
    if (made.length === 0 && names(before) === names(after)) return [];
    return [
      {
        name: stepName(node.id),
        node: { ...node, definition },
        reads: definition.reads(params, before),
        outputs: made.flatMap((name) => after.filter((one) => one.name === name)),
        transformer: made.length > 0 ? (definition.python?.(before, params, state, chain.target) ?? null) : null,
      },
    ];
  });
}

/** `features/steps.py`: imports, generated functions, and the list of steps; of one node alone, where it is named. */
export function stepsView(chain: StepChain, packageName: string, only?: string): { imports: PythonCode; functions: PythonCode; steps: PythonCode } {
  const steps = featureSteps(chain).map((step, i) => ({ ...step, function: `step_${i + 1}` })).filter((step) => only === undefined || step.node.id === only);
  const functions = steps.flatMap((step) => (step.transformer || step.outputs.length === 0 ? [] : [stepFunction(step, step.function, chain)]));
  const imports = [
    'from collections.abc import Mapping',
    'from typing import Any',
    'import numpy as np',
    'from numpy.typing import NDArray',
    'from .. import expressions as ex',
    'from .pipeline import FeatureStep, Folds, FunctionStep, TransformerStep',
    ...steps.flatMap((step) => step.transformer?.imports.map((line) => line.replaceAll('{package}', packageName)) ?? []),
  ];
  const needed = [...new Set(imports)].join('\n');
  return {
    imports: new PythonCode(functions.length > 0 ? `${needed}\n\nArray = NDArray[Any]` : needed),
    functions: new PythonCode(functions.join('\n\n\n')),
    steps: new PythonCode(`[\n${steps.map((step) => `(${python(step.name)}, ${stepCode(step, step.function)}),`).join('\n')}\n]`),
  };
}

function stepFunction({ node, outputs }: Step, name: string, chain: StepChain): string {
  const exprs = node.definition.apply(node.before, node.params, node.state, chain.target);
  const made = outputs.flatMap((one) => {
    const expr = exprs.get(one.name);
    return expr ? [{ name: one.name, expr }] : [];
  });
  return pythonFunction(name, `${node.definition.title}: ${python(node.id).slice(1, -1)}.`, made);
}

function stepCode({ node, reads, outputs, transformer }: Step, functionName: string): string {
  const columns = `columns=${python(node.after.map((one) => one.name))}`;
  const shape = `reads=${python(reads)}, outputs=${python(outputs.map((one) => [one.name, one.type]))}, ${columns}`;
  if (transformer) {
    const cross = node.definition.crossFit?.(node.params);
    const code = transformer.code.replaceAll('crossFitting', cross ? `folds(${cross.folds}, ${python(cross.purpose)})` : '5');
    return `TransformerStep(\n${code}, ${shape}\n)`;
  }
  return outputs.length === 0 ? `FeatureStep(\nreads=(), outputs=(), ${columns}\n)` : `FunctionStep(\n${functionName}, ${shape}\n)`;
}

/** `models/state.json`: what the scikit-learn transformers are restored from. */
export function stateJson(chain: FittedChain): Json {
  const steps = featureSteps(chain).flatMap(({ name, node, reads, transformer }) => {
    if (!transformer) return [];
    const texts = reads.filter((read) => node.before.some((one) => one.name === read && one.type === 'text'));
    return [[name, { params: transformer.restoreParams, attributes: transformer.attributes, texts }] as const];
  });
  return { format: 'millwright-state', version: 1, steps: Object.fromEntries(steps) as unknown as Json };
}
