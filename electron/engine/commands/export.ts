import { exportProject } from '../export/export-project.ts';
import { AppError } from '../base/app-error.ts';
import { composeServing } from '../graph/compose.ts';
import { openProject } from '../project/project-folder.ts';
import { loadModel } from '../project/runs.ts';
import { loadedRows } from '../run/start.ts';
import { rawRanges, sampleRows } from '../train/raw-ranges.ts';
import { scoreRecords } from '../train/score-records.ts';
import type { Handler } from './handler.ts';
import { openData, sourceOf } from './project-data.ts';

/** Exports a trained model as a Python project. */
export const exportCommand: Handler<'export'> = async (engine, input, context) => {
  const { folder, document } = await openProject(input.project);
  const { result, model, notes } = await loadModel(folder, { run: input.run, model: input.model });
  const run = result.models[model.definition.id];
  if (!run) throw new AppError({ code: 'RUN_DAMAGED', message: `The run ${result.run} does not hold the model "${model.definition.id}".`, place: { file: folder }, next: 'Train it again.' });
  const program = composeServing(model.chain);
  const opened = await openData(engine, folder, sourceOf(document), context);
  const rows = loadedRows(opened.table, opened.columns);
  const exported = await exportProject(
    {
      name: input.name ?? document.name,
      document,
      chain: model.chain,
      program,
      model: { definition: model.definition, params: model.params, state: model.state },
      run,
      onnx: model.onnx,
      seed: model.seed,
      rows: model.rows,
      ranges: await rawRanges(opened.db, rows, program.raw, model.chain, context.signal),
      sampleRows: await sampleRows(opened.db, rows, program.raw, input.sampleData ?? 0, context.signal),
      score: (records) => scoreRecords({ db: opened.db, chain: model.chain, program, onnx: model.onnx }, records, context.signal),
    },
    input.out,
    { dryRun: input.dryRun ?? false, contents: input.contents ?? false, zip: input.zip ?? false, git: input.git ?? false, signal: context.signal, onProgress: context.onProgress },
  );
  return { out: input.out, package: exported.package, model: model.definition.id, run: result.run, files: [...exported.files], notes: [...notes, ...exported.notes] };
};
