import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../base/app-error.ts';
import type { CommandOutput } from '../../contract/commands.ts';
import type { LoadOptions } from '../../contract/load-report.ts';
import type { DataSource } from '../../contract/project-document.ts';
import { composeServing } from '../graph/compose.ts';
import { openProject } from '../project/project-folder.ts';
import { loadModel } from '../project/runs.ts';
import { loadedRows } from '../run/start.ts';
import { outputShape } from '../train/output-shape.ts';
import { isScored } from '../train/score-rows.ts';
import { predictRows, requireColumns, type PredictedRows } from '../train/predict-rows.ts';
import type { Target } from '../nodes/node.ts';
import { literal, sql } from '../sql/sql.ts';
import type { Handler } from './handler.ts';
import { loadNotes } from './load-notes.ts';
import { sourceOf } from './project-data.ts';
import { fileFormat, writeRows } from './rows-file.ts';
import { placeWhole } from '../project/write-whole.ts';

const SHOWN = 100;

/** Scores a file with a trained model. Rows that cannot be scored are reported and not written. */
export const predict: Handler<'predict'> = async (engine, input, context) => {
  const format = fileFormat(input.out);
  if (resolve(input.out) === resolve(input.data)) throw new AppError({ code: 'OUT_IS_INPUT', message: `The predictions would replace the rows that they are made from, "${input.data}".`, place: { field: 'out' }, next: 'Save them under another name.' });
  const { folder, document } = await openProject(input.project);
  const { result, model, notes } = await loadModel(folder, { run: input.run, model: input.model });
  const program = composeServing(model.chain);
  const opened = await engine.open(input.data, optionsFor(sourceOf(document), input.data), context);
  const rows = loadedRows(opened.table, opened.columns);
  requireColumns(program, rows, opened.path);
  const predicted = await predictRows({ db: opened.db, rows, chain: model.chain, program, onnx: model.onnx }, { signal: context.signal, onProgress: context.onProgress });
  const { target } = model.chain;
  const unscored: number[] = [];
  const { width } = outputShape(target);
  predicted.ids.forEach((id, i) => {
    if (!isScored(predicted.scores.output, width, i)) unscored.push(id);
  });
  const staged = join(opened.db.scratch, `${randomUUID()}.csv`);
  try {
    await pipeline(Readable.from(csvLines(predicted, target)), createWriteStream(staged));
    if (format === 'csv') await placeWhole(input.out, staged);
    else await writeRows(opened.db, sql`select * from read_csv(${literal(staged)}, header = true, sample_size = -1, columns = ${literalColumns(target)})`, input.out, context.signal);
  } finally {
    await rm(staged, { force: true });
  }
  const refused: CommandOutput<'predict'>['refused'] = [
    ...opened.report.refused.shown.map(({ row, line, reason }) => ({ row, line, reason })),
    ...unscored.slice(0, SHOWN).map((row) => ({ row, line: null, reason: 'A feature that the model needs is missing in this row.' })),
  ];
  return { out: input.out, model: model.definition.id, run: result.run, rows: predicted.ids.length - unscored.length, refused: refused.slice(0, SHOWN), refusedRows: opened.report.refused.count + unscored.length, notes: [...notes, ...loadNotes(opened.report)] };
};

/** A file is read as the project's own; one of the other format with the types of the project's columns. */
function optionsFor({ options, columns }: DataSource, file: string): LoadOptions {
  const known = options as LoadOptions;
  const parquet = /\.(parquet|pq)$/i.test(file);
  return (known.dialect?.format === 'parquet') === parquet ? known : { types: columns };
}

/** The columns of a prediction file. */
function predictionColumns(target: Target): string[] {
  const { name } = outputShape(target);
  return ['row', 'prediction', ...(name === 'probabilities' ? target.classes.map((label) => `probability_${label}`) : name === 'prediction' ? [] : [name])];
}

function literalColumns(target: Target) {
  const types = predictionColumns(target).map((name, i) => sql`${literal(name)}: ${literal(i === 0 ? 'BIGINT' : i === 1 && outputShape(target).hasLabel ? 'VARCHAR' : 'DOUBLE')}`);
  return sql`{${types}}`;
}

function* csvLines({ ids, scores }: PredictedRows, target: Target): Generator<string> {
  yield `${predictionColumns(target).map(csvField).join(',')}\n`;
  const { width, hasLabel } = outputShape(target);
  for (let i = 0; i < ids.length; i++) {
    const values = scores.output.subarray(i * width, (i + 1) * width);
    if (!isScored(scores.output, width, i)) continue;
    const label = hasLabel ? [csvField(scores.labels[i] ?? '')] : [];
    yield `${[ids[i], ...label, ...values].join(',')}\n`;
  }
}

/** A field of a CSV file, quoted where it must be. */
function csvField(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
