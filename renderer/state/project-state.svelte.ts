import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { TrainResult } from '../../electron/contract/train-result.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { fileName } from '../ui/format.ts';
import type { Job, Jobs } from './job.svelte.ts';

export type OpenedProject = CommandOutput<'project'>;

/** A model that is kept in a project, with the newest run that has it. */
export interface KeptModel {
  readonly model: string;
  readonly run: TrainResult;
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
  /** Every model that can be used, the chosen one of the newest run first. */
  readonly models = $derived(keptModels(this.opened?.runs ?? []));

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

  close(): void {
    this.opened = undefined;
    this.problem = undefined;
  }
}

/** As the engine looks them up: each model in the newest run that has it. */
export function keptModels(runs: readonly TrainResult[]): KeptModel[] {
  const found = new Map<string, KeptModel>();
  const chosen = runs[0]?.chosen;
  for (const run of runs) for (const model of Object.keys(run.models)) if (!found.has(model)) found.set(model, { model, run, chosen: model === chosen });
  return [...found.values()].sort((left, right) => Number(right.chosen) - Number(left.chosen));
}
