import type { CommandInput, CommandOutput } from '../../electron/contract/commands.ts';
import { toApiError, type Api, type ApiError, type CallOptions } from '../api.ts';
import { errorField } from './error-field.ts';
import type { Job, Jobs } from './job.svelte.ts';
import { Latest } from './latest.ts';
import type { ProjectState } from './project-state.svelte.ts';

export type ListedExport = CommandOutput<'export'>;
export type Shape = 'folder' | 'zip' | 'git';
export type TargetChanges = CommandOutput<'check-export'>;

const SETTLE_MS = 250;

const HOW = { folder: {}, zip: { zip: true }, git: { git: true } } as const satisfies Record<Shape, Pick<CommandInput<'export'>, 'zip' | 'git'>>;

/** The choices of an export, the files that it would write, and what was written. */
export class ExportState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  readonly #project: ProjectState;

  #model = $state<string | undefined>();
  #name = $state<string | undefined>();
  #out = $state<string | undefined>();
  shape = $state<Shape>('folder');
  withRows = $state(false);
  rows = $state(20);
  listing = $state.raw<Job | undefined>();
  writing = $state.raw<Job | undefined>();
  /** The files as a dry run gave them, and for which choices. */
  #listed = $state.raw<{ key: string; value: ListedExport } | undefined>();
  written = $state.raw<{ key: string; shape: Shape; value: ListedExport } | undefined>();
  problem = $state.raw<ApiError | undefined>();
  stopped = $state<'listing' | 'writing' | undefined>();
  /** What writing would do to the target, and of which files and target that was said. */
  #target = $state.raw<{ key: string; value: TargetChanges } | undefined>();
  readonly #checking: Latest;
  /** Path of the file that is read. */
  shown = $state('README.md');

  readonly kept = $derived.by(() => this.#project.models.find(({ key }) => key === this.#model) ?? this.#project.models[0]);
  readonly name = $derived.by(() => this.#name ?? this.#project.opened?.document.name ?? '');
  readonly out = $derived.by(() => this.#out ?? (this.#project.opened ? exportTarget(this.#project.opened.project, this.shape) : ''));
  readonly #content = $derived.by(() => ({ project: this.#project.opened?.project ?? '', name: this.name, ...(this.kept ? { run: this.kept.run.run, model: this.kept.model } : {}), ...(this.withRows ? { sampleData: this.rows } : {}) }));
  /** Everything that the content of the files depends on. */
  readonly key = $derived.by(() => (this.kept ? JSON.stringify(this.#content) : ''));
  readonly listed = $derived(this.#listed?.key === this.key ? this.#listed.value : undefined);
  readonly file = $derived(this.listed?.files.find(({ path }) => path === this.shown));
  readonly done = $derived(this.written?.key === this.key ? this.written : undefined);
  readonly ready = $derived(this.listed !== undefined && this.out !== '' && this.writing === undefined);
  readonly #targetKey = $derived(JSON.stringify([this.key, this.out, this.shape]));
  readonly target = $derived(this.#target?.key === this.#targetKey && !this.done ? this.#target.value : undefined);
  readonly problemField = $derived(this.problem && errorField(this.problem.data.place, { out: this.out, name: '', model: '', run: '', git: '', sampleData: '' }));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, project: ProjectState) {
    this.#api = api;
    this.#jobs = jobs;
    this.#project = project;
    this.#checking = new Latest(SETTLE_MS, (current) => this.#check(current));
  }

  /** Another project: nothing of the last one's choices holds. */
  forget(): void {
    this.listing?.cancel();
    this.writing?.cancel();
    this.#model = undefined;
    this.#name = undefined;
    this.#out = undefined;
    this.withRows = false;
    this.#listed = undefined;
    this.written = undefined;
    this.#target = undefined;
    this.#checking.drop();
    this.problem = undefined;
    this.stopped = undefined;
    this.shown = 'README.md';
  }

  /** By the key of a kept model. */
  chooseModel(key: string): void {
    this.#model = key;
  }

  chooseName(name: string): void {
    this.#name = name.trim() === '' ? undefined : name.trim();
  }

  chooseOut(path: string): void {
    this.#out = path.trim() === '' ? undefined : path.trim();
  }

  chooseShape(shape: Shape): void {
    this.shape = shape;
    if (this.#out !== undefined) this.#out = `${this.#out.replace(/\.zip$/i, '')}${shape === 'zip' ? '.zip' : ''}`;
  }

  chooseRows(rows: number): void {
    if (Number.isSafeInteger(rows) && rows > 0) this.rows = rows;
  }

  /** Lists the files with what is in them, without writing any. */
  async list(): Promise<void> {
    const { key } = this;
    this.listing?.cancel();
    if (key === '' || this.#listed?.key === key) return;
    this.problem = undefined;
    this.stopped = undefined;
    await this.#work('listing', 'Listing the files', key, async (options) => {
      const value = await this.#call({ dryRun: true, contents: true }, options);
      this.#listed = { key, value };
      if (!value.files.some(({ path }) => path === this.shown)) this.shown = 'README.md';
    });
  }

  /** Looks, once the choices rest, what writing would do to the target. */
  checkSoon(): void {
    if (this.listed && this.out !== '') this.#checking.soon();
    else this.#checking.drop();
  }

  async #check(current: () => boolean): Promise<void> {
    const key = this.#targetKey;
    const { listed, out } = this;
    const project = this.#project.opened?.project;
    if (!listed || project === undefined) return;
    try {
      const files = listed.files.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [{ path, sha256 }]));
      const value = await this.#api.call('check-export', { project, out, files, ...HOW[this.shape] });
      if (current()) this.#target = { key, value };
    } catch (error) {
      if (current()) this.problem = toApiError(error);
    }
  }

  /** Writes the project. */
  async start(): Promise<void> {
    if (!this.ready) return;
    const { key, shape } = this;
    this.problem = undefined;
    this.stopped = undefined;
    this.written = undefined;
    await this.#work('writing', 'Exporting the project', key, async (options) => {
      this.written = { key, shape, value: await this.#call(HOW[shape], options) };
    });
  }

  #call(how: Pick<CommandInput<'export'>, 'dryRun' | 'contents' | 'zip' | 'git'>, options: CallOptions): Promise<ListedExport> {
    return this.#api.call('export', { ...this.#content, out: this.out, ...how }, options);
  }

  async #work(kind: 'listing' | 'writing', title: string, key: string, work: (options: CallOptions) => Promise<void>): Promise<void> {
    let mine: Job | undefined;
    try {
      const done = await this.#jobs.run(title, async (options, job) => {
        mine = job;
        this[kind] = job;
        await work(options);
        return true;
      });
      if (!done && this.key === key) this.stopped = kind;
    } catch (error) {
      if (this.key === key) this.problem = toApiError(error);
    } finally {
      if (this[kind] === mine) this[kind] = undefined;
    }
  }
}

/** The proposed folder or file: beside the project, named after it. */
function exportTarget(project: string, shape: Shape): string {
  return `${project}-python${shape === 'zip' ? '.zip' : ''}`;
}
