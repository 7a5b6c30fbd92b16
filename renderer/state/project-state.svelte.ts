import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { RunModel, TrainResult } from '../../electron/contract/train-result.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { fileName } from '../ui/format.ts';
import type { Job, Jobs } from './job.svelte.ts';

export type OpenedProject = CommandOutput<'project'>;

/** A model that is kept in a project, with its run. */
export interface KeptModel {
  /** Names run and model. */
  readonly key: string;
  readonly model: string;
  readonly run: TrainResult;
  /** The one that is used unless another is asked for. */
  readonly chosen: boolean;
}

/** The project that predictions and exports are made from: the one that was trained here, or one opened from its folder. */
export class ProjectState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  opened = $state.raw<OpenedProject | undefined>();
  problem = $state.raw<ApiError | undefined>();
  opening = $state.raw<Job | undefined>();

  readonly name = $derived(this.opened ? fileName(this.opened.project) : undefined);
  /** Every model that can be used, the chosen one first, then those of the newest run. */
  readonly models = $derived(keptModels(this.opened?.runs ?? [], this.opened?.choice ?? null));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    this.#api = api;
    this.#jobs = jobs;
  }

  /** Reads a project; what was open stays if it cannot be read. */
  async open(folder: string): Promise<boolean> {
    this.opening?.cancel();
    this.problem = undefined;
    let mine: Job | undefined;
    try {
      const opened = await this.#jobs.run(`Opening ${fileName(folder)}`, (options, job) => {
        mine = job;
        this.opening = job;
        return this.#api.call('project', { project: folder }, options);
      });
      if (opened) this.opened = opened;
      return opened !== undefined;
    } catch (error) {
      this.problem = toApiError(error);
      return false;
    } finally {
      if (this.opening === mine) this.opening = undefined;
    }
  }

  /** Takes the project as a command left it. */
  replace(opened: OpenedProject): void {
    if (this.opened?.project === opened.project) this.opened = opened;
  }

  close(): void {
    this.opened = undefined;
    this.problem = undefined;
  }
}

function keptModels(runs: readonly TrainResult[], choice: RunModel | null): KeptModel[] {
  const all = runs.flatMap((run) => Object.keys(run.models).map((model) => ({ key: `${run.run}/${model}`, model, run, chosen: choice?.run === run.run && choice.model === model })));
  return all.sort((left, right) => Number(right.chosen) - Number(left.chosen));
}
