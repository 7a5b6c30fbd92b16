import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { Recent, Settings } from '../../electron/contract/settings.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { useDigits } from '../ui/format.ts';
import { Theme } from './theme.svelte.ts';

/** What belongs to the user and to no project: settings, and what was open lately. Both are kept by the engine. */
export class UserState {
  readonly #api: Pick<Api, 'call'>;
  readonly theme: Theme;
  settings = $state.raw<Settings>({ theme: 'system', digits: 5, threads: null, memoryMb: null });
  /** What stands for a setting that is left to the engine. */
  automatic = $state.raw<CommandOutput<'settings'>['automatic'] | undefined>();
  recents = $state.raw<readonly Recent[]>([]);
  problem = $state.raw<ApiError | undefined>();

  constructor(api: Pick<Api, 'call'>) {
    this.#api = api;
    this.theme = new Theme(() => this.settings.theme);
  }

  /** Reads both; the window is shown after it, in its colours. */
  async load(): Promise<void> {
    await Promise.all([this.#settle(this.#api.call('settings', {})), this.#list(this.#api.call('recents', {}))]);
  }

  async set(change: Partial<Settings>): Promise<void> {
    await this.#settle(this.#api.call('set-settings', { settings: change }));
  }

  async remember(kind: Recent['kind'], path: string): Promise<void> {
    await this.#list(this.#api.call('remember', { kind, path }));
  }

  async forget(path: string): Promise<void> {
    await this.#list(this.#api.call('forget', { path }));
  }

  async #settle(answer: Promise<CommandOutput<'settings'>>): Promise<void> {
    try {
      const { settings, automatic } = await answer;
      useDigits(settings.digits);
      this.settings = settings;
      this.automatic = automatic;
      this.problem = undefined;
    } catch (error) {
      this.problem = toApiError(error);
    }
  }

  async #list(answer: Promise<CommandOutput<'recents'>>): Promise<void> {
    try {
      this.recents = (await answer).recents;
    } catch (error) {
      this.problem = toApiError(error);
    }
  }
}
