import { toApiError, type ApiError, type CallOptions } from '../api.ts';
import type { Job, Jobs } from './job.svelte.ts';

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
