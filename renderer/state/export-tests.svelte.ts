import type { CommandOutput } from '../../electron/contract/commands.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { errorField } from './error-field.ts';
import type { Job, Jobs } from './job.svelte.ts';

export type TestsEnd = CommandOutput<'test-export'>;

/** The tests of an exported project, run where it was written. */
export class ExportTests {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  /** A folder of wheels in place of the package index; empty for the index. */
  wheels = $state('');
  job = $state.raw<Job | undefined>();
  ended = $state.raw<{ folder: string; value: TestsEnd } | undefined>();
  problem = $state.raw<ApiError | undefined>();
  stopped = $state(false);

  readonly problemField = $derived(this.problem && errorField(this.problem.data.place, { wheels: this.wheels.trim() }));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    this.#api = api;
    this.#jobs = jobs;
  }

  async start(folder: string): Promise<void> {
    if (this.job) return;
    this.problem = undefined;
    this.stopped = false;
    this.ended = undefined;
    const wheels = this.wheels.trim();
    try {
      const value = await this.#jobs.run('Running the tests of the project', (options, job) => {
        this.job = job;
        return this.#api.call('test-export', { folder, ...(wheels === '' ? {} : { wheels }) }, options);
      });
      if (value) this.ended = { folder, value };
      else this.stopped = true;
    } catch (error) {
      this.problem = toApiError(error);
    } finally {
      this.job = undefined;
    }
  }
}
