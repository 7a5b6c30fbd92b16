import type { Change } from '../../electron/contract/change.ts';
import type { CommandName } from '../../electron/contract/commands.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';

/** Which window a change comes from: numbers alone would meet those of another one. */
const WINDOW = crypto.randomUUID().slice(0, 8);
let made = 0;

/**
 * Commands on their way into the project's journal, in order, several in one go where they come faster than the disk.
 * What could not be kept stays here, and goes with the next one.
 */
export class ChangeQueue {
  readonly #api: Pick<Api, 'call'>;
  #project: string | undefined;
  #revision: string | null = null;
  #waiting = $state.raw<readonly Change[]>([]);
  #sending: Promise<void> | undefined;
  #takeOver = false;
  /** Why the last commands are not on the disk. */
  problem = $state.raw<ApiError | undefined>();

  /** Every command is on the disk. */
  readonly saved = $derived(this.#waiting.length === 0);

  constructor(api: Pick<Api, 'call'>) {
    this.#api = api;
  }

  /**
   * The project whose commands come now, the revision that the window has of it, and why it cannot be changed, if so.
   * Waiting ones of another are forgotten: flush them first.
   */
  begin(project: string | undefined, revision: string | null, problem?: ApiError): void {
    this.#project = project;
    this.#revision = revision;
    this.#waiting = [];
    this.#takeOver = false;
    this.problem = problem;
  }

  push(change: Omit<Change, 'id'>): void {
    if (this.#project === undefined) return;
    this.#waiting = [...this.#waiting, { ...change, id: `${WINDOW}-${(made += 1)}` }];
    void this.flush();
  }

  /** Sends what waits, and settles once that is on the disk or there is a {@link problem}. */
  flush(): Promise<void> {
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  /** Takes the project from whoever else is changing it, with the next command. */
  takeOver(): Promise<void> {
    this.#takeOver = true;
    this.problem = undefined;
    return this.flush();
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0 && this.#project !== undefined) {
      const [project, changes] = [this.#project, this.#waiting];
      try {
        const { revision } = await this.#api.call('change', { project, after: this.#revision, changes: [...changes], ...(this.#takeOver ? { takeOver: true } : {}) });
        if (this.#project !== project) continue;
        this.#revision = revision;
        this.#takeOver = false;
        this.#waiting = this.#waiting.slice(changes.length);
        this.problem = undefined;
      } catch (error) {
        if (this.#project !== project) continue;
        this.problem = toApiError(error);
        return;
      }
    }
  }
}

/** Commands that read the project from the disk: what was done in the window has to be there first. */
const READ_PROJECT: ReadonlySet<CommandName> = new Set<CommandName>(['train', 'run', 'export', 'check']);

/** An api whose commands find every change of the queue in the project, or fail with the reason why it is not there. */
export function afterChanges(api: Pick<Api, 'call'>, changes: ChangeQueue): Pick<Api, 'call'> {
  return {
    async call(command, input, options) {
      if (READ_PROJECT.has(command) && !changes.saved) {
        await changes.flush();
        if (changes.problem) throw changes.problem;
      }
      return api.call(command, input, options);
    },
  };
}
