import { inOrder } from '../expr/expression.ts';
import type { FittedNode } from '../graph/chain.ts';
import type { PythonValue } from '../nodes/node.ts';
import type { ExportInput } from './export-input.ts';
import { python, PythonCode, type Printable } from './literals.ts';
import { featureSteps, stepName } from './pipeline-code.ts';
import { pythonFunction } from './python-function.ts';

/** `training/plan.py`: what training does with rows, in the order of the graph. */
export function planView({ chain, model, program, seed }: ExportInput): { imports: PythonCode; functions: PythonCode; plan: PythonCode; estimator: PythonCode; requires: readonly { requirement: string; modules: string }[]; libraries: readonly string[]; reads: readonly string[]; seed: number } {
  const steps = new Set(featureSteps(chain).map((step) => step.node.id));
  const all = chain.nodes.map((node, i) => (node.definition.kind === 'row' && !steps.has(node.id) ? NO_STAGE : stageCode(node, i)));
  const stages = all.flatMap(({ code }) => code ?? []);
  const functions = all.flatMap((stage) => stage.functions);
  const estimator = model.definition.python(model.params, chain.target.task, chain.features);
  const packages = estimator.requires ?? [];
  return {
    imports: planImports(all, estimator.imports),
    functions: new PythonCode([...functions, ...(estimator.support === undefined ? [] : [estimator.support])].join('\n\n\n')),
    requires: packages.map(({ distribution, version, module }) => ({ requirement: `${distribution}==${version}`, modules: `${module}.*` })),
    libraries: packages.map(({ distribution }) => distribution),
    plan: planTuple(stages),
    estimator: new PythonCode(estimator.code),
    reads: trainingReads({ chain, program }),
    seed,
  };
}

/** What training does at one node: its entry in the plan (null where there is none), and what that needs. */
export interface StageCode {
  readonly code: string | null;
  readonly functions: readonly string[];
  readonly samplers: readonly string[];
}

const NO_STAGE: StageCode = { code: null, functions: [], samplers: [] };

/** The stage of a node; `position` is its place in the chain. */
export function stageCode(node: FittedNode, position: number): StageCode {
  const { definition, params, before } = node;
  const name = python(stepName(node.id));
  switch (definition.kind) {
    case 'roles':
      return NO_STAGE;
    case 'row':
      return { ...NO_STAGE, code: `Fit(${name})` };
    case 'split': {
      const plan = definition.plan(params, before);
      return { ...NO_STAGE, code: `SplitPlan(${name}, ${[plan.method, plan.column, plan.train, plan.validation].map(python).join(', ')})` };
    }
    case 'sampler': {
      const { function: sampler, arguments: values } = definition.python(params);
      const named = Object.entries(values).map(([key, value]) => `${python(key)}: ${python(plain(value))}`);
      return { ...NO_STAGE, samplers: [sampler], code: named.length > 0 ? `Resample(${name}, ${sampler}, {${named.join(', ')}})` : `Resample(${name}, ${sampler})` };
    }
    case 'rows': {
      const rule = definition.keep(params, before);
      const exprs = 'where' in rule ? [{ name: 'keep', expr: rule.where }] : rule.first.map((expr, j) => ({ name: `key_${j}`, expr }));
      const columns = [...new Set(inOrder(exprs.map((one) => one.expr)).flatMap((expr) => (expr.op === 'column' ? [expr.payload.name] : [])))];
      const rows = `rows_${position + 1}`;
      return { ...NO_STAGE, functions: [pythonFunction(rows, `${definition.title}: ${node.id}.`, exprs)], code: `${'where' in rule ? 'Keep' : 'KeepFirst'}(${name}, ${python(columns)}, ${rows})` };
    }
  }
}

/** The imports of stages; ruff takes out those that none needs. */
export function planImports(stages: readonly StageCode[], others: readonly string[] = []): PythonCode {
  const imports = [
    'from collections.abc import Mapping',
    'from typing import Any, Final',
    'import numpy as np',
    'from numpy.typing import NDArray',
    'from .. import expressions as ex',
    'from .plan_types import Fit, Keep, KeepFirst, Resample, SplitPlan, Stage',
    ...[...new Set(stages.flatMap(({ samplers }) => samplers))].map((name) => `from .sampling import ${name}`),
    ...others,
  ].join('\n');
  return new PythonCode(stages.some(({ functions }) => functions.length > 0) ? `${imports}\n\nArray = NDArray[Any]` : imports);
}

export const planTuple = (stages: readonly string[]): PythonCode => new PythonCode(stages.length > 0 ? `(\n${stages.join(',\n')},\n)` : '()');

/** Raw columns that training reads, in the order of the file: those of every node, of the features, and the target. */
export function trainingReads({ chain, program }: Pick<ExportInput, 'chain' | 'program'>): string[] {
  const read = new Set([...(chain.target.column === '' ? [] : [chain.target.column]), ...chain.features, ...program.raw.map((one) => one.name)]);
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
