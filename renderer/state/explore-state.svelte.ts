import { MOST_CORRELATED, type Alert, type Correlations, type Interval, type MissingPatterns, type TargetExploration, type TargetView, type TimeView } from '../../electron/contract/exploration.ts';
import type { Api, ApiError } from '../api.ts';
import { Answer } from './answer.svelte.ts';
import { mendOf, type Mend } from './alert-mend.ts';
import type { BuildState } from './build-state.svelte.ts';
import type { DataState, Reading } from './data-state.svelte.ts';
import type { Jobs } from './job.svelte.ts';
import { isNumeric } from '../ui/format.ts';
import type { TrainState } from './train-state.svelte.ts';

/** Columns whose correlations are looked at where there are too many for all. */
const SOME = 100;

export type ExploreView = 'column' | 'correlations' | 'missing' | 'time';

/** What the engine finds in the opened file: alerts, correlations, what is missing, what happens over time, and how the columns go with the target that training would take. */
export class ExploreState {
  readonly #api: Pick<Api, 'call'>;
  readonly #data: DataState;
  readonly #train: TrainState;
  readonly #build: BuildState;
  readonly table: Answer<{ alerts: Alert[] }>;
  readonly correlations: Answer<Correlations>;
  readonly target: Answer<TargetExploration>;
  readonly missing: Answer<MissingPatterns>;
  readonly time: Answer<TimeView>;
  search = $state('');
  view = $state<ExploreView>('column');
  #positive = $state<string | undefined>();
  #time = $state<string | undefined>();
  timeValue = $state<string | undefined>();
  entity = $state<string | undefined>();
  interval = $state<Interval | undefined>();
  /** The alert that is being mended, or could not be. */
  mending = $state.raw<Alert | undefined>();
  mendProblem = $state.raw<{ alert: Alert; error: ApiError } | undefined>();

  readonly alerts = $derived.by<readonly Alert[]>(() => [...(this.target.value?.alerts ?? []), ...(this.table.value?.alerts ?? [])]);
  readonly #alerted = $derived(new Set(this.alerts.map(({ column }) => column)));
  readonly #views = $derived.by(() => new Map(this.target.value?.views.map((view) => [view.column, view])));
  /** Columns of the file by their place in it, those whose name has the words of the search. */
  readonly found = $derived.by(() => {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    return (this.#data.file?.columns ?? []).map((column, index) => ({ ...column, index })).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  });
  readonly numbers = $derived.by(() => (this.#data.profile?.columns ?? []).filter(({ type }) => isNumeric(type)).map(({ name }) => name));
  /** The columns whose correlations are asked for where there are too many for all: those that are searched for, else those that tell most of the target. */
  readonly correlated = $derived.by<readonly string[] | undefined>(() => {
    if (this.numbers.length <= MOST_CORRELATED) return undefined;
    const numbers = new Set(this.numbers);
    const searched = this.search.trim() === '' ? [] : this.found.map(({ name }) => name).filter((name) => numbers.has(name));
    if (searched.length > 1) return searched.slice(0, MOST_CORRELATED);
    const told = (name: string): number => this.viewOf(name)?.separation ?? 0;
    return [...this.numbers].sort((a, b) => told(b) - told(a)).slice(0, SOME);
  });
  readonly timeColumns = $derived.by(() => (this.#data.profile?.columns ?? []).filter(({ type }) => type === 'timestamp').map(({ name }) => name));
  readonly timeColumn = $derived(this.#time ?? this.timeColumns[0]);

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, data: DataState, train: TrainState, build: BuildState) {
    this.#api = api;
    this.#data = data;
    this.#train = train;
    this.#build = build;
    this.table = new Answer(jobs, 'Looking for what deserves a look');
    this.correlations = new Answer(jobs, 'Correlating columns');
    this.target = new Answer(jobs, 'Comparing columns with the target');
    this.missing = new Answer(jobs, 'Comparing what is missing');
    this.time = new Answer(jobs, 'Counting rows over time');
  }

  hasAlert(column: string): boolean {
    return this.#alerted.has(column);
  }

  viewOf(column: string): TargetView | undefined {
    return this.#views.get(column);
  }

  /** Asks for whatever is not known yet and is looked at; the columns have to be described before. */
  load(): void {
    const { file, profile, reading } = this.#data;
    if (!file || !profile || !reading) return;
    const { source } = file;
    const { view, entity } = this;
    void this.table.ask(JSON.stringify([source, entity]), (options) => this.#api.call('alerts', { ...reading, ...(entity === undefined ? {} : { entity }) }, options));
    this.#loadTarget(source, reading);
    if (view === 'correlations') this.#loadCorrelations(source, reading);
    if (view === 'missing') void this.missing.ask(source, (options) => this.#api.call('missing-patterns', reading, options));
    if (view === 'time') this.#loadTime(source, reading);
  }

  #loadCorrelations(source: string, reading: Reading): void {
    const { correlated } = this;
    const columns = correlated && { columns: [...correlated] };
    void this.correlations.ask(JSON.stringify([source, correlated]), (options) => this.#api.call('correlations', { ...reading, ...columns }, options));
  }

  #loadTarget(source: string, reading: Reading): void {
    const { target, targetKind: task } = this.#train;
    if (target === undefined) return;
    const positive = task === 'classification' ? this.#positive : undefined;
    void this.target.ask(JSON.stringify([source, target, task, positive]), (options) => this.#api.call('explore-target', { ...reading, target, task, ...(positive === undefined ? {} : { positive }) }, options));
  }

  #loadTime(source: string, reading: Reading): void {
    const { timeColumn: time, timeValue: value, entity, interval } = this;
    if (time === undefined) return;
    const question = { time, ...(value === undefined ? {} : { value }), ...(entity === undefined ? {} : { entity }), ...(interval === undefined ? {} : { interval }) };
    void this.time.ask(JSON.stringify([source, question]), (options) => this.#api.call('time-view', { ...reading, ...question }, options));
  }

  look(view: ExploreView): void {
    this.view = view;
    this.load();
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

  /** Changes what the time view shows; what is not named stays. */
  chooseTime(choice: { time?: string | undefined; value?: string | undefined; entity?: string | undefined; interval?: Interval | undefined }): void {
    if ('time' in choice) {
      this.#time = choice.time;
      this.interval = undefined;
    }
    if ('value' in choice) this.timeValue = choice.value;
    if ('entity' in choice) this.entity = choice.entity;
    if ('interval' in choice) this.interval = choice.interval;
    this.load();
  }

  /** Goes to a column, whatever the search hides. */
  show(column: string): void {
    const index = this.#data.file?.columns.findIndex(({ name }) => name === column) ?? -1;
    if (index < 0) return;
    if (!this.found.some((one) => one.index === index)) this.search = '';
    this.#data.selected = index;
    this.view = 'column';
  }

  /** What mending an alert does to the project's graph, as far as that is open. */
  mendFor({ fix }: Alert): Mend | null | undefined {
    const { project, document } = this.#build;
    if (!fix) return null;
    return project === undefined || project !== this.#train.project || document.graph.nodes.length === 0 ? undefined : mendOf(document.graph, fix);
  }

  /** Whether a fix can be offered: the target itself cannot be left out, and without a target there is no graph to put it into. */
  mendable(alert: Alert): boolean {
    if (alert.fix === null || this.#train.target === undefined) return false;
    if (alert.fix.do === 'leave-out' && alert.column === this.#train.target) return false;
    return this.mendFor(alert) !== null;
  }

  /** Puts what mends an alert into the project's graph, in one step that can be undone; the default graph is made before, where there is none. */
  async mend(alert: Alert): Promise<void> {
    if (!alert.fix || this.mending) return;
    this.mending = alert;
    this.mendProblem = undefined;
    try {
      if (this.#train.project === undefined) await this.#train.prepare();
      const { project, problem } = this.#train;
      if (project === undefined) {
        if (problem) this.mendProblem = { alert, error: problem };
        return;
      }
      await this.#build.open(project);
      if (this.#build.problem) this.mendProblem = { alert, error: this.#build.problem };
      const mend = this.mendFor(alert);
      if (!mend || mend.done) return;
      this.#build.edit(mendLabel(alert), mend.edit);
      this.#build.select(mend.node);
    } finally {
      this.mending = undefined;
    }
  }

  /** A new file. */
  forget(): void {
    this.search = '';
    this.view = 'column';
    this.#positive = undefined;
    this.#time = undefined;
    this.timeValue = undefined;
    this.entity = undefined;
    this.interval = undefined;
    this.mendProblem = undefined;
    for (const answer of [this.table, this.correlations, this.target, this.missing, this.time]) answer.forget();
  }
}

/** What "Undo" says of a mended alert. */
export const mendLabel = ({ fix, column }: Alert): string => `${(fix?.title ?? '').toLowerCase()}${column === null ? '' : `: ${column}`}`;
