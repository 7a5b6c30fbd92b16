import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { LoadOptions } from '../../electron/contract/load-report.ts';
import type { Profile } from '../../electron/contract/profile.ts';
import type { TrainResult } from '../../electron/contract/train-result.ts';
import { toApiError, type Api, type ApiError, type CallOptions } from '../api.ts';
import { fileName } from '../ui/format.ts';
import { errorField } from './error-field.ts';
import type { Job, Jobs } from './job.svelte.ts';
import type { ProjectState } from './project-state.svelte.ts';
import { RowWindow } from './row-window.svelte.ts';

/** What came of scoring a file, and the written file as the grid shows it. */
export interface Scored {
  readonly data: string;
  readonly model: string;
  readonly run: TrainResult;
  readonly prediction: CommandOutput<'predict'>;
  readonly file: CommandOutput<'open'>;
  readonly window: RowWindow;
}

/** The choices of a scoring, and what came out. */
export class PredictState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  readonly #project: ProjectState;

  #model = $state<string | undefined>();
  #out = $state<string | undefined>();
  data = $state('');
  job = $state.raw<Job | undefined>();
  stopped = $state(false);
  problem = $state.raw<ApiError | undefined>();
  scored = $state.raw<Scored | undefined>();
  profile = $state.raw<Profile | undefined>();
  profileProblem = $state.raw<ApiError | undefined>();
  /** Index of the column of the predictions that is marked. */
  selected = $state(1);

  readonly kept = $derived.by(() => this.#project.models.find(({ key }) => key === this.#model) ?? this.#project.models[0]);
  readonly out = $derived.by(() => this.#out ?? (this.#project.opened && this.data.trim() !== '' ? predictionsFile(this.#project.opened.project, this.data.trim()) : ''));
  readonly ready = $derived(this.kept !== undefined && this.data.trim() !== '' && this.out !== '' && this.job === undefined);
  /** The input that the problem is about; undefined if it is about none. */
  readonly problemField = $derived(this.problem && errorField(this.problem.data.place, { model: '', run: '', data: this.data.trim(), out: this.out }));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, project: ProjectState) {
    this.#api = api;
    this.#jobs = jobs;
    this.#project = project;
  }

  /** Another project: nothing of the last one's choices holds. */
  forget(): void {
    this.job?.cancel();
    this.scored?.window.close();
    this.#model = undefined;
    this.#out = undefined;
    this.data = '';
    this.problem = undefined;
    this.scored = undefined;
    this.profile = undefined;
    this.stopped = false;
  }

  /** By the key of a kept model. */
  chooseModel(key: string): void {
    this.#model = key;
  }

  chooseOut(path: string): void {
    this.#out = path.trim() === '' ? undefined : path.trim();
  }

  /** Scores the file, then opens what was written. */
  async start(): Promise<void> {
    const { opened } = this.#project;
    const { kept } = this;
    if (!this.ready || !opened || !kept) return;
    const [data, out] = [this.data.trim(), this.out];
    this.problem = undefined;
    this.stopped = false;
    let mine: Job | undefined;
    try {
      const scored = await this.#jobs.run(`Scoring ${fileName(data)}`, async (options, job): Promise<Scored> => {
        mine = job;
        this.job = job;
        const prediction = await this.#api.call('predict', { project: opened.project, data, out, run: kept.run.run, model: kept.model }, options);
        const load = readingOf(kept.run);
        const file = await this.#api.call('open', { path: out, options: load }, options);
        const reopen = async () => (await this.#api.call('open', { path: out, options: load })).source;
        return { data, model: kept.model, run: kept.run, prediction, file, window: new RowWindow(this.#api, { source: file.source, total: file.rows, reopen }) };
      });
      if (this.#project.opened?.project !== opened.project) return;
      if (scored) this.#show(scored);
      else this.stopped = true;
    } catch (error) {
      if (this.#project.opened?.project === opened.project) this.problem = toApiError(error);
    } finally {
      if (this.job === mine) this.job = undefined;
    }
  }

  #show(scored: Scored): void {
    this.scored?.window.close();
    this.scored = scored;
    this.profile = undefined;
    this.profileProblem = undefined;
    this.selected = 1;
    void this.#jobs.run('Counting the predictions', (options) => this.#describe(scored, options));
  }

  async #describe(scored: Scored, options: CallOptions): Promise<void> {
    try {
      const { profile } = await this.#api.call('profile', { path: scored.file.path, options: readingOf(scored.run) }, options);
      if (this.scored === scored) this.profile = profile;
    } catch (error) {
      if (this.scored === scored) this.profileProblem = toApiError(error);
    }
  }
}

/** Labels are texts, and a class may well be called "None": nothing in a file of predictions means missing. */
function readingOf({ task }: TrainResult): LoadOptions {
  return { usualNa: false, ...(task === 'regression' ? {} : { types: [{ name: 'prediction', type: 'text' }] }) };
}

/** The proposed file: in the project's folder, named after the scored file. */
function predictionsFile(project: string, data: string): string {
  return `${project}${project.includes('\\') ? '\\' : '/'}${fileName(data).replace(/\.[^.]+$/, '')}-predictions.csv`;
}
