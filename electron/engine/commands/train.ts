import type { Json } from '../base/canonical-json.ts';
import { dropHeldRun, holdRun } from '../project/held-runs.ts';
import { openProject } from '../project/project-folder.ts';
import { saveRun } from '../project/runs.ts';
import { loadedRows } from '../run/start.ts';
import { modelBranches } from '../train/model-nodes.ts';
import { trainBranches } from '../train/train-branches.ts';
import { schemaOf } from './engine.ts';
import type { Handler } from './handler.ts';
import { notKept } from './keep-run.ts';
import { loadNotes } from './load-notes.ts';
import { openData, sourceOf } from './project-data.ts';
import { sharedKernel } from './shared-kernel.ts';

/** Trains the models of a project and keeps the run; nothing is kept of a run that is stopped or fails. One that only cannot be written is held for a window. */
export const train: Handler<'train'> = async (engine, input, context) => {
  const { folder, document } = await openProject(input.project);
  const seed = input.seed ?? document.seed;
  const branches = modelBranches(document, input.models, input.params as Record<string, Json> | undefined);
  const opened = await openData(engine, folder, sourceOf(document, branches[0]?.source), context, {
    ...(input.threads === undefined ? {} : { threads: input.threads }),
    ...(input.memoryLimit === undefined ? {} : { memoryLimitMb: input.memoryLimit }),
  });
  const { result, trained } = await trainBranches({
    db: opened.db,
    kernel: await sharedKernel(),
    rows: loadedRows(opened.table, opened.columns),
    source: schemaOf(opened.columns),
    branches,
    seed,
    threads: opened.db.threads,
    cv: input.cv ?? null,
    loadSeconds: opened.seconds,
    signal: context.signal,
    onProgress: context.onProgress,
  });
  const kept = trained.map(({ branch, chain, state, onnx, curves, partRows, leftOut }) => ({
    definition: branch.definition, params: branch.params, state, seed, chain, onnx, curves, rows: { total: opened.rows, ...partRows, leftOut: [...leftOut] },
  }));
  const whole = { ...result, at: new Date().toISOString(), seed, folds: input.cv ?? null, graph: document.graph, notes: [...loadNotes(opened.report), ...result.notes] };
  const save = (into: string) => saveRun(into, whole, kept);
  try {
    const saved = await save(folder);
    // Another one is wanted no more: this one was trained since.
    if (engine.heldRun?.project !== folder) await dropHeldRun(folder);
    return saved;
  } catch (error) {
    // The command line's process ends with this command: what it held would be lost all the same.
    if (context.holder === undefined) throw error;
    engine.heldRun = { project: folder, save };
    throw notKept(error, await holdRun(folder, save));
  }
};
