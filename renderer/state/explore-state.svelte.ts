import type { Alert, Correlations, TargetExploration, TargetView } from '../../electron/contract/exploration.ts';
import { toApiError, type Api, type ApiError, type CallOptions } from '../api.ts';
import type { DataState } from './data-state.svelte.ts';
import type { Job, Jobs } from './job.svelte.ts';
import type { TrainState } from './train-state.svelte.ts';

type Work<T> = (options: CallOptions) => Promise<T>;

/** One answer of the engine: asked for once a question, and anew when the question changes. */
export class Answer<T> {
  readonly #jobs: Jobs;
  readonly #title: string;
  #question: string | undefined;
  #asking: { question: string; work: Work<T> } | undefined;
  value = $state.raw<T | undefined>();
  problem = $state.raw<ApiError | undefined>();
  job = $state.raw<Job | undefined>();
  stopped = $state(false);

  constructor(jobs: Jobs, title: string) {
    this.#jobs = jobs;
    this.#title = title;
  }

  async ask(question: string, work: Work<T>): Promise<void> {
    if (question === this.#question) return;
    this.job?.cancel();
    this.#question = question;
    this.#asking = { question, work };
    this.problem = undefined;
    this.stopped = false;
    let mine: Job | undefined;
    try {
      const value = await this.#jobs.run(this.#title, (options, job) => {
        mine = job;
        this.job = job;
        return work(options);
      });
      if (question !== this.#question) return;
      if (value === undefined) this.stopped = true;
      this.value = value;
    } catch (error) {
      if (question !== this.#question) return;
      this.value = undefined;
      this.problem = toApiError(error);
    } finally {
      if (this.job === mine) this.job = undefined;
    }
  }

  /** Asks the same once more, after a stop or a failure. */
  async again(): Promise<void> {
    const last = this.#asking;
    this.#question = undefined;
    if (last) await this.ask(last.question, last.work);
  }

  forget(): void {
    this.job?.cancel();
    this.#question = undefined;
    this.value = undefined;
    this.problem = undefined;
    this.stopped = false;
  }
}

/** What the engine finds in the opened file: alerts, correlations, and how the columns go with the target that training would take. */
export class ExploreState {
  readonly #api: Pick<Api, 'call'>;
  readonly #data: DataState;
  readonly #train: TrainState;
  readonly table: Answer<{ alerts: Alert[] }>;
  readonly correlations: Answer<Correlations>;
  readonly target: Answer<TargetExploration>;
  search = $state('');
  #positive = $state<string | undefined>();

  readonly alerts = $derived.by<readonly Alert[]>(() => [...(this.target.value?.alerts ?? []), ...(this.table.value?.alerts ?? [])]);
  readonly #alerted = $derived(new Set(this.alerts.map(({ column }) => column)));
  readonly #views = $derived.by(() => new Map(this.target.value?.views.map((view) => [view.column, view])));
  /** Columns of the file by their place in it, those whose name has the words of the search. */
  readonly found = $derived.by(() => {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    return (this.#data.file?.columns ?? []).map((column, index) => ({ ...column, index })).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  });

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, data: DataState, train: TrainState) {
    this.#api = api;
    this.#data = data;
    this.#train = train;
    this.table = new Answer(jobs, 'Looking for what deserves a look');
    this.correlations = new Answer(jobs, 'Correlating columns');
    this.target = new Answer(jobs, 'Comparing columns with the target');
  }

  hasAlert(column: string): boolean {
    return this.#alerted.has(column);
  }

  view(column: string): TargetView | undefined {
    return this.#views.get(column);
  }

  /** Asks for whatever is not known yet; the columns have to be described before. */
  load(): void {
    const { file, profile, reading } = this.#data;
    if (!file || !profile || !reading) return;
    const { source } = file;
    void this.table.ask(source, (options) => this.#api.call('alerts', reading, options));
    void this.correlations.ask(source, (options) => this.#api.call('correlations', reading, options));
    const { target, kind: task } = this.#train;
    if (target === undefined) return;
    const positive = task === 'classification' ? this.#positive : undefined;
    void this.target.ask(JSON.stringify([source, target, task, positive]), (options) => this.#api.call('explore-target', { ...reading, target, task, ...(positive === undefined ? {} : { positive }) }, options));
  }

  chooseTarget(column: string): void {
    this.#positive = undefined;
    this.#train.chooseTarget(column);
    this.load();
  }

  choosePositive(label: string): void {
    this.#positive = label;
    this.load();
  }

  /** Goes to a column, whatever the search hides. */
  show(column: string): void {
    const index = this.#data.file?.columns.findIndex(({ name }) => name === column) ?? -1;
    if (index < 0) return;
    if (!this.found.some((one) => one.index === index)) this.search = '';
    this.#data.selected = index;
  }

  /** A new file. */
  forget(): void {
    this.search = '';
    this.#positive = undefined;
    for (const answer of [this.table, this.correlations, this.target]) answer.forget();
  }
}
