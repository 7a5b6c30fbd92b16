import { PART, ROW } from '../../contract/column.ts';
import type { ModelCurves } from '../../contract/curves.ts';
import type { Metrics } from '../../contract/metrics.ts';
import type { ModelRun, TrainResult } from '../../contract/train-result.ts';
import type { Task } from '../../contract/task.ts';
import type { Progress } from '../../contract/wire.ts';
import { throwIfCancelled } from '../base/app-error.ts';
import type { Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import type { Database } from '../db/database.ts';
import type { ChainNode, FittedChain, ServingProgram } from '../graph/chain.ts';
import { composeServing } from '../graph/compose.ts';
import type { Kernel } from '../models/kernel.ts';
import type { ModelState } from '../models/model.ts';
import type { Schema } from '../nodes/node.ts';
import { advance, dropTables, withTarget } from '../run/fit-chain.ts';
import type { FitContext, FitState } from '../run/fit-state.ts';
import { startState } from '../run/start.ts';
import { TEST, TRAIN, VALIDATION, type Rows } from '../run/rows.ts';
import { targetValue } from '../run/target.ts';
import { identifier, sql } from '../sql/sql.ts';
import { assembleOnnx } from './assemble-onnx.ts';
import { foldStates } from './cross-validation.ts';
import { tooGoodNote } from './explained-share.ts';
import { judgedPart, type JudgedPart } from './judged-part.ts';
import { summariseFolds } from './metrics.ts';
import type { ModelBranch } from './model-nodes.ts';
import { outputShape } from './output-shape.ts';
import { crossingRows, inputBatches, isScored, scoreBatches, type Scores } from './score-rows.ts';
import { taskError } from './task-error.ts';
import { featureNames, readTrainingData } from './training-rows.ts';
import { WholeProgress } from './whole-progress.ts';

export interface TrainInput {
  readonly db: Database;
  readonly kernel: Kernel;
  /** The loaded rows. */
  readonly rows: Rows;
  readonly source: Schema;
  readonly branches: readonly ModelBranch[];
  readonly seed: number;
  readonly threads: number;
  readonly cv: number | null;
  readonly loadSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

interface GroupInput extends Omit<TrainInput, 'onProgress'> {
  readonly progress: WholeProgress;
}

/** A model with all that predicting and exporting need. */
export interface TrainedModel {
  readonly branch: ModelBranch;
  readonly chain: FittedChain;
  readonly program: ServingProgram;
  readonly state: ModelState;
  readonly onnx: Uint8Array;
  readonly run: ModelRun;
  readonly curves: ModelCurves;
  readonly partRows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly leftOut: FitState['leftOut'];
}

/** Fits every chain once, trains its models, and judges each by the predictions of its own ONNX file. */
export async function trainBranches({ onProgress, ...given }: TrainInput): Promise<{ result: Omit<TrainResult, 'run'>; trained: TrainedModel[] }> {
  const input: GroupInput = { ...given, progress: new WholeProgress(given.branches.length * (1 + (given.cv ?? 0)), onProgress) };
  const trained: TrainedModel[] = [];
  const notes = new Set<string>();
  const chains = new Map<string, ModelBranch[]>();
  for (const branch of input.branches) {
    const key = branch.chain.map((node) => node.id).join(' ');
    chains.set(key, [...(chains.get(key) ?? []), branch]);
  }
  for (const group of chains.values()) {
    for (const one of await trainGroup(input, group, notes)) trained.push(one);
  }
  const [first] = trained;
  if (!first) throw new Error('No model was trained');
  const { target, positive } = first.chain;
  return {
    trained,
    result: {
      task: target.task,
      target: target.column,
      classes: [...target.classes],
      positive,
      models: Object.fromEntries(trained.map((one) => [one.branch.definition.id, one.run])),
      chosen: choose(trained),
      notes: [...notes],
    },
  };
}

async function trainGroup(input: GroupInput, group: readonly ModelBranch[], notes: Set<string>): Promise<TrainedModel[]> {
  const context: FitContext = { db: input.db, seed: input.seed, tables: [], ...(input.signal ? { signal: input.signal } : {}), onProgress: (progress) => input.progress.report(progress) };
  try {
    const chain = group[0]?.chain ?? [];
    const behind = chain.findIndex((node) => node.definition.kind === 'split') + 1;
    const clock = stopwatch();
    const split = await advance(context, startState(input.rows, input.source), chain.slice(0, behind));
    const state = await withTarget(context, await advance(context, split, chain.slice(behind)));
    const transform = clock();
    for (const note of [...group.flatMap((branch) => branch.notes), ...state.notes]) notes.add(note);
    const results: TrainedModel[] = [];
    for (const branch of group) results.push(await trainOne(input, context, branch, state, transform, notes));
    if (input.cv === null) return results;
    const folds = await crossValidate(input, context, group, split, chain.slice(behind), notes);
    return results.map((one, i) => ({ ...one, run: { ...one.run, cv: summariseFolds(folds[i] ?? []) } }));
  } finally {
    await dropTables(context);
  }
}

async function crossValidate(input: GroupInput, context: FitContext, group: readonly ModelBranch[], split: FitState, tail: readonly ChainNode[], notes: Set<string>): Promise<Metrics[][]> {
  const metrics: Metrics[][] = group.map(() => []);
  for await (const { state: start, fold, folds } of foldStates(context, split, input.cv ?? 0)) {
    input.progress.report({ stage: `Cross-validation, fold ${fold + 1} of ${folds}`, fraction: fold / folds });
    const inner: FitContext = { ...context, tables: [] };
    try {
      const state = await advance(inner, start, tail);
      for (const [i, branch] of group.entries()) {
        const fitted = await fitModel(input, inner, branch, state);
        const { parts } = await judge(input, state, fitted, [VALIDATION], notes);
        const held = parts.get(VALIDATION);
        metrics[i]?.push(held ? held.evaluate().metrics : {});
      }
    } finally {
      await dropTables(inner);
    }
  }
  return metrics;
}

interface FittedModel {
  readonly chain: FittedChain;
  readonly program: ServingProgram;
  readonly state: ModelState;
  readonly onnx: Uint8Array;
  readonly seconds: number;
}

async function fitModel(input: GroupInput, context: FitContext, branch: ModelBranch, state: FitState, onNote?: (text: string) => void): Promise<FittedModel> {
  const { definition, params } = branch;
  if (state.target && !definition.tasks.includes(state.target.task)) throw taskError(definition.title, state.target.task, branch.node);
  const data = await readTrainingData(context, state, (shape) => definition.beside?.({ ...shape, threads: input.threads }, params) ?? 0);
  const clock = stopwatch();
  const model = await definition.fit(input.kernel, data, params, {
    seed: input.seed,
    threads: input.threads,
    ...(input.signal ? { signal: input.signal } : {}),
    ...(onNote ? { onNote } : {}),
    onProgress: (fraction) => input.progress.report({ stage: `Training ${definition.title.toLowerCase()}`, fraction }, fraction),
  });
  throwIfCancelled(input.signal);
  const seconds = clock();
  const target = state.target ?? { column: '', task: definition.tasks[0] as Task, classes: definition.labels?.(model) ?? [] };
  const chain: FittedChain = { source: input.source, nodes: state.nodes, target, positive: state.positive, features: featureNames(state) };
  const program = composeServing(chain);
  const onnx = assembleOnnx(program, { definition, state: model }, target, { params: { ...params } as Json });
  return { chain, program, state: model, onnx, seconds };
}

async function trainOne(input: GroupInput, context: FitContext, branch: ModelBranch, state: FitState, transform: number, notes: Set<string>): Promise<TrainedModel> {
  input.progress.report({ stage: `Training ${branch.definition.title.toLowerCase()}`, fraction: null });
  const fitted = await fitModel(input, context, branch, state, (text) => notes.add(text));
  const clock = stopwatch();
  const { parts, counts } = await judge(input, state, fitted, [TRAIN, VALIDATION, TEST], notes);
  const seen = parts.get(TRAIN);
  if (!seen) throw new Error('Training rows were not scored');
  const [validation, test] = [parts.get(VALIDATION), parts.get(TEST)];
  const importance = [...(branch.definition.importance?.(fitted.state) ?? [])];
  const run: ModelRun = {
    model: branch.definition.id,
    node: branch.node,
    params: { ...branch.params } as ModelRun['params'],
    onnxSha256: sha256(fitted.onnx),
    seconds: { load: input.loadSeconds, transform, train: fitted.seconds, score: clock() },
    train: seen.evaluate(),
    validation: validation?.evaluate() ?? null,
    test: test?.evaluate() ?? null,
    cv: null,
    features: [...fitted.chain.features],
    importance: importance.length > 0 ? importance : null,
  };
  const suspicion = tooGoodNote(branch.definition.title, run);
  if (suspicion !== undefined) notes.add(suspicion);
  const curves: ModelCurves = { train: seen.curves(), validation: validation?.curves() ?? null, test: test?.curves() ?? null };
  const partRows = { train: counts.get(TRAIN) ?? 0, validation: counts.get(VALIDATION) ?? 0, test: counts.get(TEST) ?? 0 };
  return { branch, chain: fitted.chain, program: fitted.program, state: fitted.state, onnx: fitted.onnx, run, curves, partRows, leftOut: state.leftOut };
}

/** Scores the raw rows of some parts through the ONNX file; training rows count once, however often a sampler took them. */
async function judge(input: GroupInput, state: FitState, fitted: FittedModel, wanted: readonly number[], notes: Set<string>): Promise<{ parts: Map<number, JudgedPart>; counts: Map<number, number> }> {
  const { db, signal } = input;
  const { chain, program } = fitted;
  const part = sql`(select distinct ${identifier(ROW)}, ${identifier(PART)} from ${state.rows.relation} where ${identifier(PART)} in (${wanted.map((one) => sql`${one}`)}))`;
  const y = state.target ? targetValue(state.target, input.rows.types.get(state.target.column) ?? 'text') : sql`cast(null as double)`;
  const count = Number((await db.row(sql`select count(*) as n from ${part}`, { signal }))['n']);
  const truth = await db.columns(sql`select coalesce(${y}, cast('nan' as double)) as y, cast(part.${identifier(PART)} as double) as part from ${input.rows.relation} rows join ${part} part using (${identifier(ROW)}) order by ${identifier(ROW)}`, { signal, rows: count });
  const ordered = sql`select crossings.* from (${crossingRows(program, input.rows)}) crossings join ${part} part using (${identifier(ROW)}) order by ${identifier(ROW)}`;
  const scores = await scoreBatches(fitted.onnx, chain.target, inputBatches(db, program, ordered, signal), count, { threads: input.threads, features: chain.target.task === 'clustering', signal, onProgress: (progress) => input.progress.report(progress, 1) });
  input.progress.endFit();
  return byPart(chain, truth['y'] as Float64Array, truth['part'] as Float64Array, scores, wanted, notes);
}

function byPart(chain: FittedChain, y: Float64Array, part: Float64Array, scores: Scores, wanted: readonly number[], notes: Set<string>): { parts: Map<number, JudgedPart>; counts: Map<number, number> } {
  const { width } = outputShape(chain.target);
  const parts = new Map<number, JudgedPart>();
  const counts = new Map<number, number>();
  for (const which of wanted) {
    const rows: number[] = [];
    let unscored = 0;
    for (let i = 0; i < y.length; i++) {
      if (part[i] !== which) continue;
      counts.set(which, (counts.get(which) ?? 0) + 1);
      if (!isScored(scores.output, width, i)) unscored++;
      else rows.push(i);
    }
    if (unscored > 0) notes.add(`${unscored} ${PART_NAMES[which]} rows could not be scored, because a feature is missing there; they are not in the metrics.`);
    if (rows.length === 0) continue;
    parts.set(which, judgedPart(chain, y, scores, rows));
  }
  return { parts, counts };
}

const PART_NAMES: Readonly<Record<number, string>> = { [TRAIN]: 'training', [VALIDATION]: 'validation', [TEST]: 'test' };

/** The best validation ROC AUC or R² (of the test rows, where there are no validation rows); of equals the first. */
function choose(trained: readonly TrainedModel[]): string {
  const score = ({ run }: TrainedModel): number => {
    const metrics = (run.validation ?? run.test ?? run.train).metrics;
    return metrics['roc_auc']?.value ?? metrics['roc_auc_ovr']?.value ?? metrics['r2']?.value ?? -Infinity;
  };
  return trained.reduce((best, one) => (score(one) > score(best) ? one : best)).branch.definition.id;
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
