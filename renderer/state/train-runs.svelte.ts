import type { RunModel, TrainResult } from '../../electron/contract/train-result.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import type { Jobs } from './job.svelte.ts';
import type { OpenedProject, ProjectState } from './project-state.svelte.ts';

type Call = (project: string) => Promise<OpenedProject>;

/** What was done to a run last, in words, and the way back. */
interface Done {
  readonly words: string;
  /** None where nothing brings it back. */
  readonly undo?: Call | undefined;
}

/** The runs of the open project: their names and notes, which are compared, which model is used. Every change can be taken back, but for runs that go from the disk. */
export class TrainRuns {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  readonly #project: ProjectState;
  /** Runs that are compared, and the model of each where the user chose one. */
  #compared = $state.raw<ReadonlyMap<string, string | undefined>>(new Map());
  done = $state.raw<Done | undefined>();
  busy = $state(false);
  problem = $state.raw<ApiError | undefined>();

  readonly list = $derived.by<readonly TrainResult[]>(() => this.#project.opened?.runs ?? []);
  readonly deleted = $derived.by<readonly string[]>(() => this.#project.opened?.deleted ?? []);
  readonly deletedBytes = $derived.by(() => this.#project.opened?.deletedBytes ?? 0);
  readonly choice = $derived.by(() => this.#project.opened?.choice ?? null);
  /** In the order of the list, oldest first, so that what came later stands to the right. */
  readonly compared = $derived(this.list.filter(({ run }) => this.#compared.has(run)).toReversed().map((result) => ({ result, model: this.#modelOf(result) })));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, project: ProjectState) {
    this.#api = api;
    this.#jobs = jobs;
    this.#project = project;
  }

  forget(): void {
    this.#compared = new Map();
    this.done = undefined;
    this.problem = undefined;
  }

  isCompared(run: string): boolean {
    return this.#compared.has(run);
  }

  compare(run: string, wanted: boolean): void {
    const next = new Map(this.#compared);
    if (wanted) next.set(run, undefined);
    else next.delete(run);
    this.#compared = next;
  }

  compareModel(run: string, model: string): void {
    this.#compared = new Map([...this.#compared, [run, model]]);
  }

  #modelOf({ run, chosen, models }: TrainResult): string {
    const wanted = this.#compared.get(run) ?? (this.choice?.run === run ? this.choice.model : chosen);
    return models[wanted] ? wanted : chosen;
  }

  /** Gives a run a name and a note; empty takes it away. */
  async mark({ run, name, note }: TrainResult, marks: { name: string; note: string }): Promise<void> {
    const mark = (to: { name: string | undefined; note: string | undefined }): Call => (project) =>
      this.#api.call('mark-run', { project, run, name: to.name?.trim() || null, note: to.note?.trim() || null });
    if (marks.name.trim() === (name ?? '') && marks.note.trim() === (note ?? '')) return;
    await this.#change(`Run ${run} has its name and note.`, mark(marks), mark({ name, note }));
  }

  async delete(run: string): Promise<void> {
    await this.#change(`Run ${run} is deleted.`, (project) => this.#api.call('delete-run', { project, run }), (project) => this.#api.call('restore-run', { project, run }));
  }

  async restore(run: string): Promise<void> {
    await this.#change(`Run ${run} is back.`, (project) => this.#api.call('restore-run', { project, run }), (project) => this.#api.call('delete-run', { project, run }));
  }

  /** Deletes the deleted runs from the disk; true where that was done. */
  async purge(confirm: string): Promise<boolean> {
    const count = this.deleted.length;
    await this.#change(count === 1 ? 'The deleted run is gone for good.' : `${count} deleted runs are gone for good.`, (project) => this.#api.call('purge-runs', { project, confirm }));
    return this.problem === undefined;
  }

  /** Uses a model for predicting and exporting from now on; null leaves that to the validation rows. */
  async choose(choice: RunModel | null): Promise<void> {
    const before = this.choice?.by === 'user' ? { run: this.choice.run, model: this.choice.model } : null;
    const choose = (to: RunModel | null): Call => (project) => this.#api.call('choose-model', { project, choice: to });
    await this.#change(choice ? 'Predict and Export use this model now.' : 'The validation rows choose the model again.', choose(choice), choose(before));
  }

  async undo(): Promise<void> {
    const { done } = this;
    if (done?.undo) await this.#change(undefined, done.undo, done.undo);
  }

  async #change(words: string | undefined, change: Call, undo?: Call): Promise<void> {
    const project = this.#project.opened?.project;
    if (project === undefined || this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const opened = await this.#jobs.run('Changing the runs', () => change(project));
      if (opened) this.#project.replace(opened);
      this.done = words === undefined ? undefined : { words, undo };
    } catch (error) {
      this.problem = toApiError(error);
    } finally {
      this.busy = false;
    }
  }
}
