import { inOrder } from '../expr/expression.ts';
import type { FittedNode } from '../graph/chain.ts';
import type { PythonValue } from '../nodes/node.ts';
import type { ExportInput } from './export-input.ts';
import { python, PythonCode, type Printable } from './literals.ts';
import { featureSteps, stepName } from './pipeline-code.ts';
import { pythonFunction } from './python-function.ts';

/** `training/plan.py`: what training does with rows, in the order of the graph. */
export function planView({ chain, model, program, seed }: ExportInput): { imports: PythonCode; functions: PythonCode; plan: PythonCode; estimator: PythonCode; reads: readonly string[]; seed: number } {
  const steps = new Set(featureSteps(chain).map((step) => step.node.id));
  const functions: string[] = [];
  const samplers = new Set<string>();
  const stages = chain.nodes.flatMap((node, i): string[] => {
    const { definition, params, before } = node;
    const name = python(stepName(node.id));
    if (definition.kind === 'row') return steps.has(node.id) ? [`Fit(${name})`] : [];
    if (definition.kind === 'split') {
      const plan = definition.plan(params, before);
      return [`SplitPlan(${name}, ${[plan.method, plan.column, plan.train, plan.validation].map(python).join(', ')})`];
    }
    if (definition.kind === 'sampler') {
      const { function: sampler, arguments: values } = definition.python(params);
      samplers.add(sampler);
      const named = Object.entries(values).map(([key, value]) => `${python(key)}: ${python(plain(value))}`);
      return [named.length > 0 ? `Resample(${name}, ${sampler}, {${named.join(', ')}})` : `Resample(${name}, ${sampler})`];
    }
    if (definition.kind !== 'rows') return [];
    const rule = definition.keep(params, before);
    const exprs = 'where' in rule ? [{ name: 'keep', expr: rule.where }] : rule.first.map((expr, j) => ({ name: `key_${j}`, expr }));
    const columns = [...new Set(inOrder(exprs.map((one) => one.expr)).flatMap((expr) => (expr.op === 'column' ? [expr.payload.name] : [])))];
    functions.push(pythonFunction(`rows_${i + 1}`, `${definition.title}: ${node.id}.`, exprs));
    return [`${'where' in rule ? 'Keep' : 'KeepFirst'}(${name}, ${python(columns)}, rows_${i + 1})`];
  });
  const estimator = model.definition.python(model.params, chain.target.task);
  const imports = [
    'from collections.abc import Mapping',
    'from typing import Any, Final',
    'import numpy as np',
    'from numpy.typing import NDArray',
    'from .. import expressions as ex',
    'from .plan_types import Fit, Keep, KeepFirst, Resample, SplitPlan, Stage',
    ...[...samplers].map((name) => `from .sampling import ${name}`),
    ...estimator.imports,
  ].join('\n');
  return {
    imports: new PythonCode(functions.length > 0 ? `${imports}\n\nArray = NDArray[Any]` : imports),
    functions: new PythonCode(functions.join('\n\n\n')),
    plan: new PythonCode(stages.length > 0 ? `(\n${stages.join(',\n')},\n)` : '()'),
    estimator: new PythonCode(estimator.code),
    reads: trainingReads({ chain, program }),
    seed,
  };
}

/** Raw columns that training reads, in the order of the file: those of every node, of the features, and the target. */
export function trainingReads({ chain, program }: Pick<ExportInput, 'chain' | 'program'>): string[] {
  const read = new Set([chain.target.column, ...chain.features, ...program.raw.map((one) => one.name)]);
  for (const node of chain.nodes) for (const name of nodeReads(node)) read.add(name);
  return chain.source.map((one) => one.name).filter((name) => read.has(name));
}

function nodeReads({ definition, params, before }: FittedNode): readonly string[] {
  if (definition.kind === 'row' || definition.kind === 'rows') return definition.reads(params, before);
  const column = definition.kind === 'split' ? definition.plan(params, before).column : null;
  return column === null ? [] : [column];
}

/** Names of the stages and the splits among them, as model.json has them for the project's own tests. */
export function planFacts({ chain }: Pick<ExportInput, 'chain'>): { stages: string[]; splits: (string | number | null)[][] } {
  const steps = new Set(featureSteps(chain).map((step) => step.node.id));
  const staged = chain.nodes.filter(({ id, definition }) => (definition.kind === 'row' ? steps.has(id) : definition.kind !== 'roles'));
  return {
    stages: staged.map((node) => stepName(node.id)),
    splits: staged.flatMap(({ definition, params, before }) => {
      if (definition.kind !== 'split') return [];
      const plan = definition.plan(params, before);
      return [[plan.method, plan.column, plan.train, plan.validation]];
    }),
  };
}

function plain(value: PythonValue): Printable {
  if (value === null || typeof value !== 'object') return value;
  if ('array' in value) return value.array;
  if ('list' in value) return value.list.map(plain);
  throw new Error('A sampler takes plain arguments');
}
