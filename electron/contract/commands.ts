import { z } from 'zod';
import { AppErrorDataSchema } from './app-error.ts';
import { FormulaFunctionSchema, ModelCardSchema, NodeCardSchema } from './card.ts';
import { ChangeSchema, MadeChangeSchema } from './change.ts';
import { CellSchema, ColumnTypeSchema } from './column.ts';
import { MOST_CORRELATED, AlertSchema, CorrelationsSchema, IntervalSchema, MissingPatternsSchema, TargetExplorationSchema, TimeViewSchema } from './exploration.ts';
import { LoadOptionsSchema, LoadReportSchema } from './load-report.ts';
import { PEEK_COMMAND } from './peek.ts';
import { ProblemSchema } from './problem.ts';
import { ProfileSchema } from './profile.ts';
import { GraphViewSchema, NodePreviewSchema } from './graph-view.ts';
import { ROW_COMMANDS, RowViewSchema } from './rows.ts';
import { GraphSchema, ProjectDocumentSchema } from './project-document.ts';
import { FoundRecentSchema, RecentSchema, SettingsChangeSchema, SettingsSchema } from './settings.ts';
import { ModelCurvesSchema } from './curves.ts';
import { RunModelSchema, TrainResultSchema } from './train-result.ts';

const source = z.object({
  /** The name under which later commands find the loaded file. */
  source: z.string(),
  path: z.string(),
  columns: z.array(z.object({ name: z.string(), type: ColumnTypeSchema })),
  rows: z.number().int(),
  report: LoadReportSchema,
});

/** A file of an export; `text` where it was asked for: null if the file is not text, and only its beginning if it is `cut`. */
const exportedFile = z.object({ path: z.string(), bytes: z.number().int(), text: z.string().nullable().optional(), cut: z.boolean().optional(), sha256: z.string().optional() });

const runName = RunModelSchema.shape.run;

const openedProject = z.object({
  project: z.string(),
  data: z.string(),
  document: ProjectDocumentSchema,
  /** The newest first. */
  runs: z.array(TrainResultSchema),
  /** The model that predicting and exporting use: the user's choice, or by the validation rows of the newest run. */
  choice: RunModelSchema.extend({ by: z.enum(['user', 'validation']) }).nullable(),
  /** Runs that can be restored, and what they take on the disk. */
  deleted: z.array(z.string()),
  deletedBytes: z.number().int().nonnegative().default(0),
  /** What the document is known by; a change says on which one it was made. */
  revision: z.string().default(''),
  /** The commands that can be taken back, the oldest first. */
  history: z.array(MadeChangeSchema).default([]),
  /** What opening it mended or found: commands that a crash left in the journal, a file that another program changed. */
  notes: z.array(z.string()).default([]),
  /** That somebody else is changing it. */
  busy: AppErrorDataSchema.nullable().default(null),
});

const userSettings = z.object({ settings: SettingsSchema, automatic: z.object({ threads: z.number().int(), memoryMb: z.number().int() }) });

const newProject = z.object({
  project: z.string(),
  data: z.string(),
  options: LoadOptionsSchema.optional(),
  target: z.string().optional(),
  task: z.enum(['classification', 'regression', 'anomaly', 'clustering']).optional(),
  positive: z.string().optional(),
  entity: z.string().optional(),
  time: z.string().optional(),
  drop: z.array(z.string()).optional(),
  models: z.array(z.string()).optional(),
  seed: z.number().int().nonnegative().optional(),
});

/** Every command of the engine: what goes in, what comes out. The window, the command line and tests use the same. */
export const COMMANDS = {
  /** Makes the machine-telemetry sample. */
  sample: { input: z.object({ kind: z.literal('telemetry'), rows: z.number().int().positive(), seed: z.number().int().nonnegative(), /** In the user's own folder unless said. */ out: z.string().optional() }), output: z.object({ path: z.string(), rows: z.number().int() }) },
  /** Loads a file for the grid; the same file is loaded once. */
  open: { input: z.object({ path: z.string(), options: LoadOptionsSchema.optional() }), output: source },
  /** A page of the rows that are kept of an opened file, in the order of the file or sorted by a column; `total` counts all that are kept. */
  page: {
    input: RowViewSchema.extend({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
    output: z.object({ rows: z.array(z.object({ row: z.number().int(), cells: z.array(CellSchema) })), total: z.number().int() }),
  },
  ...ROW_COMMANDS,
  ...PEEK_COMMAND,
  /** What is in a file: exact, on all rows; with `sample` on about so many, for the first picture. */
  profile: { input: z.object({ path: z.string(), options: LoadOptionsSchema.optional(), sample: z.number().int().positive().optional() }), output: z.object({ profile: ProfileSchema, report: LoadReportSchema }) },
  /** What in a file deserves a look before training, by its columns alone; gaps in time are looked for within each entity if one is named. */
  alerts: { input: z.object({ path: z.string(), options: LoadOptionsSchema.optional(), entity: z.string().optional() }), output: z.object({ alerts: z.array(AlertSchema) }) },
  correlations: { input: z.object({ path: z.string(), options: LoadOptionsSchema.optional(), columns: z.array(z.string()).min(1).max(MOST_CORRELATED).optional() }), output: CorrelationsSchema },
  /** How every column goes with a target, and what is suspicious about that. */
  'explore-target': {
    input: z.object({ path: z.string(), options: LoadOptionsSchema.optional(), target: z.string(), task: z.enum(['classification', 'regression']).optional(), positive: z.string().optional() }),
    output: TargetExplorationSchema,
  },
  /** Which columns are missing together. */
  'missing-patterns': { input: z.object({ path: z.string(), options: LoadOptionsSchema.optional() }), output: MissingPatternsSchema },
  /** Rows by interval of a time column, and a column of numbers over it; the interval is chosen unless named. */
  'time-view': {
    input: z.object({ path: z.string(), options: LoadOptionsSchema.optional(), time: z.string(), value: z.string().optional(), entity: z.string().optional(), interval: IntervalSchema.optional() }),
    output: TimeViewSchema,
  },
  convert: { input: z.object({ path: z.string(), out: z.string(), options: LoadOptionsSchema.optional() }), output: z.object({ out: z.string(), rows: z.number().int(), report: LoadReportSchema }) },
  new: { input: newProject, output: z.object({ project: z.string(), document: ProjectDocumentSchema, notes: z.array(z.string()), problems: z.array(ProblemSchema) }) },
  /** A project with its runs, the newest first, and the file of its data. */
  project: { input: z.object({ project: z.string() }), output: openedProject },
  /** What a threshold does, precision and recall, calibration, residuals: of one model of a run. */
  curves: { input: RunModelSchema.extend({ project: z.string() }), output: ModelCurvesSchema },
  /** Names a run or writes a note; null takes it away. */
  'mark-run': { input: z.object({ project: z.string(), run: runName, name: z.string().trim().min(1).max(120).nullable(), note: z.string().trim().min(1).max(4000).nullable() }), output: openedProject },
  /** The model that predicting and exporting use from now on; null leaves that to the validation rows of the newest run. */
  'choose-model': { input: z.object({ project: z.string(), choice: RunModelSchema.nullable() }), output: openedProject },
  'delete-run': { input: z.object({ project: z.string(), run: runName }), output: openedProject },
  'restore-run': { input: z.object({ project: z.string(), run: runName }), output: openedProject },
  /** Deletes the deleted runs from the disk, which nothing brings back: only with the words of purge-words.ts. */
  'purge-runs': { input: z.object({ project: z.string(), confirm: z.string().optional() }), output: openedProject },
  check: { input: z.object({ project: z.string() }), output: z.object({ problems: z.array(ProblemSchema) }) },
  /** The columns at every node, before anything runs; `graph` stands for the saved one while it is edited. */
  view: { input: z.object({ project: z.string(), graph: GraphSchema.optional() }), output: GraphViewSchema },
  /**
   * Makes commands on a project, all or none: they are in its journal when this returns. `after` is the revision that
   * they were made on; `takeOver` takes the project from whoever else is changing it.
   */
  change: {
    input: z.object({ project: z.string(), after: z.string().nullable(), changes: z.array(ChangeSchema).min(1), takeOver: z.boolean().optional() }),
    output: z.object({ revision: z.string() }),
  },
  /** The window is done with a project: its file is written, and another one may change it. */
  leave: { input: z.object({ project: z.string() }), output: z.object({}) },
  /** Keeps a document in another folder (or in its own one, if that is gone), with the runs that can still be read. */
  'copy-project': { input: z.object({ project: z.string(), document: ProjectDocumentSchema, out: z.string() }), output: z.object({ project: z.string(), runs: z.number().int() }) },
  save: { input: z.object({ project: z.string(), graph: GraphSchema }), output: GraphViewSchema },
  /** Fits up to a node and shows what it does. */
  preview: { input: z.object({ project: z.string(), node: z.string(), graph: GraphSchema.optional(), limit: z.number().int().min(1).max(1000) }), output: NodePreviewSchema },
  /** A node at work on a small sample, for the help. */
  example: { input: z.object({ type: z.string() }), output: NodePreviewSchema },
  /** The user's settings; `automatic` is what stands for a setting that is left to the engine. */
  settings: { input: z.object({}), output: userSettings },
  'set-settings': { input: z.object({ settings: SettingsChangeSchema }), output: userSettings },
  /** Projects and files that were open lately, and whether they are still there. */
  recents: { input: z.object({}), output: z.object({ recents: z.array(FoundRecentSchema) }) },
  remember: { input: RecentSchema, output: z.object({ recents: z.array(FoundRecentSchema) }) },
  forget: { input: z.object({ path: z.string() }), output: z.object({ recents: z.array(FoundRecentSchema) }) },
  nodes: { input: z.object({}), output: z.object({ nodes: z.array(NodeCardSchema), functions: z.array(FormulaFunctionSchema) }) },
  models: { input: z.object({}), output: z.object({ models: z.array(ModelCardSchema) }) },
  /** Writes rows: the served features of every row, or what a node gives while fitting. */
  run: { input: z.object({ project: z.string(), node: z.string().optional(), out: z.string() }), output: z.object({ out: z.string(), rows: z.number().int(), columns: z.array(z.string()), notes: z.array(z.string()) }) },
  train: {
    input: z.object({
      project: z.string(),
      models: z.array(z.string()).optional(),
      params: z.record(z.string(), z.json()).optional(),
      cv: z.number().int().min(2).max(50).optional(),
      threads: z.number().int().min(1).max(256).optional(),
      seed: z.number().int().nonnegative().optional(),
      memoryLimit: z.number().int().min(64).optional(),
    }),
    output: TrainResultSchema,
  },
  /** Writes a run that is trained and could not be written (RUN_NOT_KEPT): into its project, or into the folder that this was copied to. */
  'keep-run': { input: z.object({ project: z.string(), to: z.string().optional() }), output: TrainResultSchema },
  predict: {
    input: z.object({ project: z.string(), data: z.string(), out: z.string(), model: z.string().optional(), run: runName.optional() }),
    output: z.object({ out: z.string(), model: z.string(), run: z.string(), rows: z.number().int(), refused: z.array(z.object({ row: z.number().int().nullable(), line: z.number().int().nullable(), reason: z.string() })), refusedRows: z.number().int(), notes: z.array(z.string()) }),
  },
  export: {
    input: z.object({
      project: z.string(),
      out: z.string(),
      model: z.string().optional(),
      run: runName.optional(),
      name: z.string().optional(),
      sampleData: z.number().int().nonnegative().optional(),
      /** One .zip file in place of a folder. */
      zip: z.boolean().optional(),
      /** Makes a new folder a Git repository with one commit. */
      git: z.boolean().optional(),
      dryRun: z.boolean().optional(),
      /** Gives what is in the files as well. */
      contents: z.boolean().optional(),
    }),
    output: z.object({ out: z.string(), package: z.string(), model: z.string(), run: z.string(), files: z.array(exportedFile), notes: z.array(z.string()) }),
  },
  /** What writing an export would do to a folder or file, and what would refuse it; nothing is written. */
  'check-export': {
    input: z.object({ project: z.string(), out: z.string(), zip: z.boolean().optional(), git: z.boolean().optional(), files: z.array(z.object({ path: z.string(), sha256: z.string() })) }),
    output: z.object({ again: z.boolean(), added: z.array(z.string()), changed: z.array(z.string()), removed: z.array(z.string()), edited: z.array(z.string()), kept: z.array(z.string()).default([]), merged: z.array(z.string()).default([]), problem: AppErrorDataSchema.nullable() }),
  },
  /** Installs an exported project into an environment of its own and runs its tests; `wheels` is a folder in place of the package index. */
  'test-export': {
    input: z.object({ folder: z.string(), wheels: z.string().optional() }),
    output: z.object({ outcome: z.enum(['passed', 'failed', 'not-installed']), summary: z.string(), log: z.string() }),
  },
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<C extends CommandName> = z.input<(typeof COMMANDS)[C]['input']>;
export type CommandOutput<C extends CommandName> = z.output<(typeof COMMANDS)[C]['output']>;
