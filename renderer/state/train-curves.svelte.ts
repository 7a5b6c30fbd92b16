import type { ModelCurves } from '../../electron/contract/curves.ts';
import type { RunModel } from '../../electron/contract/train-result.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';

export type Part = 'train' | 'validation' | 'test';

export interface CurvesWanted extends RunModel {
  readonly project: string;
}

/** The curves of kept models, each fetched when it is first shown, and the threshold that is looked at. */
export class TrainCurves {
  readonly #api: Pick<Api, 'call'>;
  #found = $state.raw<ReadonlyMap<string, ModelCurves | ApiError>>(new Map());
  readonly #asked = new Set<string>();
  part = $state<Part>('validation');
  threshold = $state(0.5);
  /** Of several classes, the one that is held against the rest. */
  label = $state<string | undefined>();

  constructor(api: Pick<Api, 'call'>) {
    this.#api = api;
  }

  of(wanted: CurvesWanted): ModelCurves | undefined {
    const found = this.#found.get(key(wanted));
    return found instanceof Error ? undefined : found;
  }

  problem(wanted: CurvesWanted): ApiError | undefined {
    const found = this.#found.get(key(wanted));
    return found instanceof Error ? found : undefined;
  }

  /** Fetches curves that are not here yet. */
  async ask(wanted: CurvesWanted): Promise<void> {
    const name = key(wanted);
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    let found: ModelCurves | ApiError;
    try {
      found = await this.#api.call('curves', wanted);
    } catch (error) {
      found = toApiError(error);
      this.#asked.delete(name);
    }
    this.#found = new Map([...this.#found, [name, found]]);
  }
}

const key = ({ project, run, model }: CurvesWanted): string => JSON.stringify([project, run, model]);
