import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ColumnSchema } from '../../contract/column.ts';
import { ModelCurvesSchema, type ModelCurves } from '../../contract/curves.ts';
import { TaskSchema } from '../../contract/task.ts';
import { TrainResultSchema, type RunModel, type TrainResult } from '../../contract/train-result.ts';
import { AppError } from '../base/app-error.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import type { FittedChain } from '../graph/chain.ts';
import { findTrainable } from '../models/registry.ts';
import type { ModelState, TrainableModel } from '../models/model.ts';
import { findNode } from '../nodes/registry.ts';
import { exists } from './project-folder.ts';
import { DELETED, noRun, readChoice, readMarks, RUNS } from './run-marks.ts';
import { writeError, writeWhole } from './write-whole.ts';

const StoredModelSchema = z.object({
  version: z.literal(1),
  model: z.string(),
  params: z.record(z.string(), z.json()),
  state: z.record(z.string(), z.json()),
  seed: z.number().int(),
  rows: z.object({ total: z.number().int(), train: z.number().int(), validation: z.number().int(), test: z.number().int(), leftOut: z.array(z.object({ node: z.string(), rows: z.number().int() })) }),
  chain: z.object({
    source: z.array(ColumnSchema),
    nodes: z.array(z.object({ id: z.string(), type: z.string(), params: z.record(z.string(), z.json()), before: z.array(ColumnSchema), after: z.array(ColumnSchema), state: z.json() })),
    target: z.object({ column: z.string(), task: TaskSchema, classes: z.array(z.string()) }),
    positive: z.string().nullable(),
    features: z.array(z.string()),
  }),
});
type StoredModel = z.infer<typeof StoredModelSchema>;

/** A trained model as it is kept in the project. */
export interface KeptModel {
  readonly definition: TrainableModel;
  readonly params: Readonly<Record<string, Json>>;
  readonly state: ModelState;
  readonly seed: number;
  readonly rows: StoredModel['rows'];
  readonly chain: FittedChain;
  readonly onnx: Uint8Array;
}

/** Keeps a run in the project, whole or not at all; gives its name. */
export function saveRun(folder: string, result: Omit<TrainResult, 'run'>, models: readonly (KeptModel & { readonly curves: ModelCurves })[]): Promise<TrainResult> {
  return placeRun(folder, result, async (staged) => {
    for (const one of models) {
      await writeWhole(join(staged, `${one.definition.id}.onnx`), one.onnx);
      await writeWhole(join(staged, `${one.definition.id}.json`), canonicalJson(stored(one) as unknown as Json, 1));
      await writeWhole(join(staged, `${one.definition.id}.curves.json`), canonicalJson(one.curves as unknown as Json));
    }
  });
}

/** Copies a run of another folder into a project, under a number of its own there. */
export async function adoptRun(from: string, name: string, folder: string): Promise<TrainResult> {
  const { run: _, ...result } = await readRun(from, name);
  return placeRun(folder, result, async (staged) => {
    for (const file of await readdir(join(from, RUNS, name))) await writeWhole(join(staged, file), await readFile(join(from, RUNS, name, file)));
    await rm(join(staged, 'run.json'));
  });
}

async function placeRun(folder: string, result: Omit<TrainResult, 'run'>, write: (staged: string) => Promise<void>): Promise<TrainResult> {
  const runs = join(folder, RUNS);
  // Not recursive: on a read-only file system that reports a folder that is missing.
  const first = await mkdir(runs).then(() => true, (error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? false : Promise.reject(writeError(runs, error))));
  const staged = join(runs, `.${randomUUID()}.part`);
  let run = await nextRun(runs).catch((error: unknown) => Promise.reject(writeError(runs, error)));
  try {
    await mkdir(staged);
    await write(staged);
    for (;;) {
      const whole: TrainResult = { run, ...result };
      await writeWhole(join(staged, 'run.json'), canonicalJson(whole as unknown as Json, 1, { rows: true }));
      if (await placed(staged, join(runs, run))) return whole;
      run = await nextRun(runs);
    }
  } catch (error) {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined);
    if (first) await rmdir(runs).catch(() => undefined);
    throw writeError(join(runs, run), error);
  }
}

/** A number that no run has, nor one that was deleted and may come back. */
async function nextRun(runs: string): Promise<string> {
  const names = [...(await readdir(runs)), ...(await readdir(join(runs, DELETED)).catch(() => []))];
  const numbers = names.map((name) => Number.parseInt(name, 10)).filter(Number.isInteger);
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}

/** Renames a folder to a name that nothing has; false where another process was first. */
async function placed(staged: string, path: string): Promise<boolean> {
  try {
    await rename(staged, path);
    return true;
  } catch (error) {
    if (await exists(path)) return false;
    throw error;
  }
}

function stored({ definition, params, state, seed, rows, chain }: KeptModel): StoredModel {
  return {
    version: 1,
    model: definition.id,
    params: params as StoredModel['params'],
    state: state as StoredModel['state'],
    seed,
    rows,
    chain: {
      source: [...chain.source],
      nodes: chain.nodes.map((node) => ({ id: node.id, type: node.definition.id, params: node.params as StoredModel['params'], before: [...node.before], after: [...node.after], state: node.state as StoredModel['params'][string] })),
      target: { ...chain.target, classes: [...chain.target.classes] },
      positive: chain.positive,
      features: [...chain.features],
    },
  };
}

/** All runs of a project that can be read, the newest first. */
export async function listRuns(folder: string): Promise<TrainResult[]> {
  const results: TrainResult[] = [];
  for (const name of await runNames(folder)) {
    const result = await readRun(folder, name).catch(() => null);
    if (result) results.push(result);
  }
  return results;
}

/** Copies the runs of a project to another one, as far as they can be read; gives how many. */
export async function copyRuns(from: string, to: string): Promise<number> {
  let copied = 0;
  for (const name of await runNames(from)) {
    const whole = await cp(join(from, RUNS, name), join(to, RUNS, name), { recursive: true }).then(() => true, () => false);
    if (whole) copied += 1;
    else await rm(join(to, RUNS, name), { recursive: true, force: true });
  }
  return copied;
}

/** Names of the runs in a folder, the newest first. */
export async function runNames(folder: string, inside: string = RUNS): Promise<string[]> {
  const names = await readdir(join(folder, inside)).catch(() => []);
  return names.filter((one) => /^\d+$/.test(one)).sort((a, b) => Number(b) - Number(a));
}

/** A run with what the user wrote about it. */
async function readRun(folder: string, name: string): Promise<TrainResult> {
  const file = join(folder, RUNS, name, 'run.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => Promise.reject(damaged(file, cause)));
  const parsed = TrainResultSchema.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(file, parsed.error);
  return { ...parsed.data, ...(await readMarks(folder, name)) };
}

/** The newest run that has a model (any, unless it is named). A damaged run on the way is an error: an older model is never taken in its stead. */
async function newestRun(folder: string, id: string | undefined): Promise<TrainResult | null> {
  for (const name of await runNames(folder)) {
    const result = await readRun(folder, name);
    if (id === undefined || result.models[id] !== undefined) return result;
  }
  return null;
}

/** What of a project is meant: a run, a model, both, or what is chosen. */
export interface Wanted {
  readonly run?: string | undefined;
  readonly model?: string | undefined;
}

/**
 * The run and model that are meant. Without a run: the newest that has the model; without either: what the user chose,
 * else the chosen model of the newest run.
 */
async function findRun(folder: string, { run, model }: Wanted): Promise<{ result: TrainResult; model: string; notes: string[] }> {
  const choice = run === undefined && model === undefined ? await readChoice(folder) : null;
  const name = run ?? choice?.run;
  if (name !== undefined) {
    const names = await runNames(folder);
    if (!names.includes(name)) throw noRun(folder, name, choice !== null);
    const result = await readRun(folder, name);
    const id = model ?? choice?.model ?? result.chosen;
    if (!result.models[id]) throw new AppError({ code: 'NOT_TRAINED', message: `The run ${name} has no model "${id}".`, place: { file: folder, field: 'model' }, next: `It has: ${Object.keys(result.models).join(', ')}.` });
    return { result, model: id, notes: choice && names[0] !== name ? [`The model "${id}" of run ${name} was chosen by you; run ${names[0] ?? ''} is newer.`] : [] };
  }
  const result = await newestRun(folder, model);
  if (!result) {
    throw new AppError({ code: 'NOT_TRAINED', message: model === undefined ? 'No model of this project is trained yet.' : `The model "${model}" is not trained yet.`, place: { file: folder }, next: `Train it first: millwright train ${folder}${model === undefined ? '' : ` --model ${model}`}.` });
  }
  return { result, model: model ?? result.chosen, notes: [] };
}

/** A trained model, restored and checked; `notes` say where the user's choice is not the newest run. */
export async function loadModel(folder: string, wanted: Wanted = {}): Promise<{ result: TrainResult; model: KeptModel; notes: readonly string[] }> {
  if (wanted.model !== undefined) findTrainable(wanted.model);
  const { result, model, notes } = await findRun(folder, wanted);
  const file = join(folder, RUNS, result.run, `${model}.json`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => Promise.reject(damaged(file, cause)));
  const onnxFile = join(folder, RUNS, result.run, `${model}.onnx`);
  const onnx = new Uint8Array(await readFile(onnxFile).catch((cause: unknown) => Promise.reject(damaged(onnxFile, cause))));
  if (sha256(onnx) !== result.models[model]?.onnxSha256) throw damaged(onnxFile, 'other bytes than those that were judged');
  const parsed = StoredModelSchema.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(file, parsed.error);
  return { result, model: { ...restore(parsed.data, file), onnx }, notes };
}

/** The curves of a model of a run. */
export async function readCurves(folder: string, { run, model }: RunModel): Promise<ModelCurves> {
  const { result } = await findRun(folder, { run, model });
  const file = join(folder, RUNS, result.run, `${model}.curves.json`);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw damaged(file, cause);
    throw new AppError({ code: 'NO_CURVES', message: `Run ${run} was made before curves were kept.`, place: { file }, next: 'Train again to see them.', cause });
  });
  const parsed = ModelCurvesSchema.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(file, parsed.error);
  return parsed.data;
}

function restore(data: StoredModel, file: string): Omit<KeptModel, 'onnx'> {
  const definition = findTrainable(data.model);
  const state = definition.state.safeParse(data.state);
  if (!state.success) throw damaged(file, state.error);
  const nodes = data.chain.nodes.map((node) => {
    const found = findNode(node.type);
    if (!found) throw damaged(file, `unknown node type ${node.type}`);
    const params = found.params.safeParse(node.params);
    if (!params.success) throw damaged(file, params.error);
    const fitted = found.kind === 'row' && found.state !== null ? found.state.safeParse(node.state) : null;
    if (fitted?.success === false) throw damaged(file, fitted.error);
    return { id: node.id, definition: found, params: params.data as Record<string, unknown>, before: node.before, after: node.after, state: node.state as Json };
  });
  return { definition, params: data.params as Record<string, Json>, state: data.state as ModelState, seed: data.seed, rows: data.rows, chain: { ...data.chain, nodes } };
}

function damaged(file: string, cause: unknown): AppError {
  return new AppError({ code: 'RUN_DAMAGED', message: `The trained model in "${file}" cannot be read.`, place: { file }, next: 'Train it again.', cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
