import type { ModelCard } from '../../electron/contract/card.ts';
import { isTargetless, type TargetlessTask, type Task } from '../../electron/contract/task.ts';
import type { ModelRun, TrainResult } from '../../electron/contract/train-result.ts';
import { toApiError, type Api, type ApiError, type CallOptions } from '../api.ts';
import type { DataState, OpenedFile } from './data-state.svelte.ts';
import type { Job, Jobs } from './job.svelte.ts';
import type { OpenedProject } from './project-state.svelte.ts';
import { canBeTarget, projectFolder, suggestTarget, taskOf, type Candidate, type Suggestion } from './suggest-target.ts';

/** A folder that the window proposed itself is numbered on where it is taken; one that the user named is not. */
const TAKEN = new Set(['PROJECT_EXISTS', 'FOLDER_NOT_EMPTY']);

/** Chosen until the user chooses: the first models of the catalogue that fit, as a new project has them. */
const FIRST_MODELS = 2;

type TargetKind = 'classification' | 'regression';
/** What is predicted of the target; or, without one, what is found. */
export type Kind = TargetKind | TargetlessTask;

/** Who is told the folder of a project: before it is trained, and when it has a new run. */
interface Listeners {
  readonly prepared: (project: string) => Promise<void>;
  readonly trained: (project: string) => Promise<unknown>;
}
const NOBODY: Listeners = { prepared: () => Promise.resolve(), trained: () => Promise.resolve() };

/** The choices of a training, the project that they make, and what came out. */
export class TrainState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  readonly #data: DataState;
  readonly #told: Listeners;

  #target = $state<string | undefined>();
  #kind = $state<Kind | undefined>();
  #positive = $state<string | undefined>();
  #folder = $state<string | undefined>();
  #models = $state.raw<ReadonlySet<string> | undefined>();
  folds = $state<number | null>(5);
  cards = $state.raw<readonly ModelCard[]>([]);
  job = $state.raw<Job | undefined>();
  stopped = $state(false);
  problem = $state.raw<ApiError | undefined>();
  notes = $state.raw<readonly string[]>([]);
  result = $state.raw<TrainResult | undefined>();
  shown = $state<string | undefined>();
  /** Whether the choices are shown, where the user or a training decided it. */
  #editing = $state<boolean | undefined>();
  /** The choices are shown; they make room for what came out of a training. */
  readonly editing = $derived(this.#editing ?? this.result === undefined);
  /** The list of the project's runs has been read since the shown run was made. */
  listed = $state(false);
  /** The project that was made in this window, and for which choices. */
  #made = $state.raw<{ folder: string; choices: string } | undefined>();

  /** The folder of the project that these rows are in, once there is one. */
  readonly project = $derived(this.#made?.folder);
  readonly candidates = $derived.by<readonly Candidate[]>(() => this.#data.profile?.columns ?? []);
  /** The columns that one may be chosen from. */
  readonly choices = $derived.by(() => this.candidates.map((column) => ({ name: column.name, disabled: !this.choosable(column) })));
  readonly suggestion = $derived.by<Suggestion | undefined>(() => suggestTarget(this.candidates, this.#data.file?.rows ?? 0));
  readonly target = $derived(this.#target ?? this.suggestion?.column);
  readonly column = $derived(this.candidates.find(({ name }) => name === this.target));
  readonly kind = $derived<Kind>(this.#kind ?? (this.column ? taskOf(this.column) : 'classification'));
  /** No column is predicted: all are features. */
  readonly targetless = $derived(this.kind === 'anomaly' || this.kind === 'clustering');
  /** What the target is, whether or not it is predicted. */
  readonly targetKind = $derived<TargetKind>(this.kind === 'classification' || this.kind === 'regression' ? this.kind : this.column ? taskOf(this.column) : 'classification');
  readonly task = $derived<Task>(this.kind === 'anomaly' || this.kind === 'clustering' ? this.kind : this.kind === 'regression' ? 'regression' : (this.column?.distinct ?? 2) > 2 ? 'multiclass' : 'binary');
  /** The two labels of a target with two values, as the engine sorts them; of numbers that are not whole it alone knows the labels. */
  readonly labels = $derived.by<readonly string[]>(() => {
    const column = this.task === 'binary' ? this.#data.profile?.columns.find(({ name }) => name === this.target) : undefined;
    return column && column.type !== 'number' && column.distinct === 2 ? column.top.map(({ value }) => String(value)).toSorted() : [];
  });
  /** The label that recall and precision are of: the last, unless the user chose. */
  readonly positive = $derived(this.labels.find((label) => label === this.#positive) ?? this.labels.at(-1));
  readonly fitting = $derived(this.cards.filter(({ tasks }) => tasks.includes(this.task)));
  readonly models = $derived(this.fitting.filter(({ id }, i) => this.#models?.has(id) ?? i < FIRST_MODELS).map(({ id }) => id));
  /** What a proposed folder is named after. */
  readonly #aim = $derived(this.targetless ? this.kind : this.target);
  readonly folder = $derived.by(() => this.#folder ?? (this.#data.file && this.#aim ? projectFolder(this.#data.file.path, this.#aim) : ''));
  readonly ready = $derived(this.#aim !== undefined && this.models.length > 0 && this.folder !== '' && this.job === undefined);
  readonly shownRun = $derived<ModelRun | undefined>(this.result?.models[this.shown ?? this.result.chosen]);
  /** The engine holds a run that is trained and could not be written. */
  readonly unsaved = $derived(this.problem?.data.code === 'RUN_NOT_KEPT');

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, data: DataState, told: Listeners = NOBODY) {
    this.#told = told;
    this.#api = api;
    this.#jobs = jobs;
    this.#data = data;
  }

  /** A new file: nothing of the last one's choices holds. */
  forget(): void {
    this.#target = undefined;
    this.#kind = undefined;
    this.#positive = undefined;
    this.#folder = undefined;
    this.#models = undefined;
    this.#made = undefined;
    this.#editing = undefined;
    this.job?.cancel();
    this.problem = undefined;
    this.result = undefined;
    this.notes = [];
    this.stopped = false;
  }

  /** Takes an opened project, whose data is open, as if it had been made here: with its target, models and newest run. */
  adopt({ project, document, runs: [run] }: OpenedProject): void {
    const { nodes } = document.graph;
    const split = nodes.find(({ type }) => type === 'feature-target-split')?.params;
    const target = typeof split?.['target'] === 'string' ? split['target'] : undefined;
    const models = nodes.flatMap(({ type }) => (type.startsWith('model:') ? [type.slice('model:'.length)] : []));
    const found = run && isTargetless(run.task) ? run.task : this.cards.find(({ id }) => models.includes(id))?.tasks.find(isTargetless);
    const kind = split?.['task'] ?? (target === undefined ? found : run && (run.task === 'regression' ? 'regression' : 'classification'));
    if (!this.#data.file || (target === undefined && found === undefined)) return;
    this.#target = target;
    this.#positive = typeof split?.['positive'] === 'string' ? split['positive'] : undefined;
    this.#kind = kind === 'classification' || kind === 'regression' || kind === 'anomaly' || kind === 'clustering' ? kind : undefined;
    this.#folder = project;
    this.#models = new Set(models);
    this.#made = { folder: project, choices: this.#choices(this.#data.file, target) };
    this.result = run;
    this.shown = run?.chosen;
    this.listed = true;
    this.#editing = undefined;
  }

  /** Shows the choices, or makes room for what came out. */
  edit(shown: boolean): void {
    this.#editing = shown;
  }

  choosable(column: Candidate): boolean {
    return canBeTarget(column, this.#data.file?.rows ?? 0);
  }

  chooseTarget(name: string): void {
    this.#target = name;
    this.#kind = undefined;
    this.#positive = undefined;
    this.#leaveMade();
  }

  choosePositive(label: string): void {
    this.#positive = label;
    this.#leaveMade();
  }

  chooseKind(kind: Kind): void {
    this.#kind = kind;
    this.#leaveMade();
  }

  /** Other choices are another project: the folder is proposed anew if it is the one that was made. */
  #leaveMade(): void {
    if (this.#folder === this.#made?.folder) this.#folder = undefined;
  }

  chooseFolder(folder: string): void {
    this.#folder = folder.trim() === '' ? undefined : folder.trim();
  }

  toggleModel(id: string): void {
    const chosen = new Set(this.#models ?? this.models);
    if (chosen.has(id)) chosen.delete(id);
    else chosen.add(id);
    this.#models = chosen;
  }

  async loadCards(): Promise<void> {
    if (this.cards.length > 0) return;
    try {
      this.cards = (await this.#api.call('models', {})).models;
    } catch (error) {
      this.problem = toApiError(error);
    }
  }

  /** Makes the project unless these choices have one, then trains. */
  async start(): Promise<void> {
    const file = this.#data.file;
    if (!this.ready || !file) return;
    const { folder, kind, models, folds } = this;
    const target = this.targetless ? undefined : this.target;
    this.problem = undefined;
    this.stopped = false;
    this.#editing = false;
    let mine: Job | undefined;
    try {
      const result = await this.#jobs.run(models.length === 1 ? 'Training 1 model' : `Training ${models.length} models`, async (options, job) => {
        mine = job;
        this.job = job;
        const project = await this.#makeProject(file, { folder, target, kind, models }, options);
        await this.#told.prepared(project);
        return this.#api.call('train', { project, models, ...(folds === null ? {} : { cv: folds }) }, options);
      });
      if (this.#data.file !== file) return;
      if (result) await this.#show(result);
      else {
        this.stopped = true;
        this.#editing = undefined;
      }
    } catch (error) {
      if (this.#data.file === file) {
        this.problem = toApiError(error);
        this.#editing = !this.unsaved;
      }
    } finally {
      if (this.job === mine) this.job = undefined;
    }
  }

  async #show(result: TrainResult): Promise<void> {
    this.result = result;
    this.shown = result.chosen;
    this.listed = false;
    if (this.project !== undefined) await this.#told.trained(this.project);
    this.listed = true;
  }

  /** Writes that run, once what was in the way is gone. */
  async saveAgain(): Promise<void> {
    const { project } = this;
    if (!this.unsaved || project === undefined) return;
    try {
      const result = await this.#api.call('keep-run', { project });
      this.problem = undefined;
      await this.#show(result);
    } catch (error) {
      this.problem = toApiError(error);
    }
  }

  /** Makes the project of these choices, without training: its graph can then be edited. */
  async prepare(): Promise<void> {
    const file = this.#data.file;
    if (!this.ready || !file) return;
    const { folder, kind, models } = this;
    const target = this.targetless ? undefined : this.target;
    this.problem = undefined;
    let mine: Job | undefined;
    try {
      await this.#jobs.run('Making the project', async (options, job) => {
        mine = job;
        this.job = job;
        await this.#makeProject(file, { folder, target, kind, models }, options);
      });
    } catch (error) {
      if (this.#data.file === file) this.problem = toApiError(error);
    } finally {
      if (this.job === mine) this.job = undefined;
    }
  }

  /** What makes a project another one; a kind that nobody chose follows from the target. */
  #choices(file: OpenedFile, target: string | undefined): string {
    return JSON.stringify([file.path, target ?? null, this.#kind ?? null, this.#positive ?? null]);
  }

  async #makeProject(file: OpenedFile, wanted: { folder: string; target: string | undefined; kind: Kind; models: string[] }, options: CallOptions): Promise<string> {
    const { target, kind, models } = wanted;
    const choices = this.#choices(file, target);
    if (this.#made?.choices === choices && this.#made.folder === wanted.folder) return wanted.folder;
    const proposed = this.#folder === undefined;
    const positive = this.labels.find((label) => label === this.#positive);
    for (let number = 1; ; number += 1) {
      const folder = number === 1 ? wanted.folder : `${wanted.folder}-${number}`;
      try {
        const made = await this.#api.call('new', { project: folder, data: file.path, ...(this.#data.reading?.options ? { options: this.#data.reading.options } : {}), ...(target === undefined ? {} : { target }), ...(positive === undefined ? {} : { positive }), task: kind, models }, options);
        this.#made = { folder, choices };
        this.#folder = proposed && number === 1 ? undefined : folder;
        this.notes = made.notes;
        return folder;
      } catch (error) {
        const taken = TAKEN.has(toApiError(error).data.code);
        if (!proposed || !taken || number === 99) throw error;
      }
    }
  }
}
