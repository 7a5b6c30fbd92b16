import type { ModelCard, NodeCard } from '../../electron/contract/card.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import type { GraphNode } from '../../electron/contract/project-document.ts';
import { modelType } from '../canvas/graph-commands.ts';
import { formFields, type FormField } from '../form/form-fields.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import type { BuildState } from './build-state.svelte.ts';

const SPLIT = 'split';
type Params = Readonly<Record<string, unknown>>;

/**
 * The settings of the models and of the split, as the Train screen shows them: those of the graph where there is one,
 * as steps of its history; until then what a new project gets.
 */
export class TrainSettings {
  readonly #api: Pick<Api, 'call'>;
  readonly #build: BuildState;
  #opening: { readonly project: string; readonly done: Promise<void> } | undefined;
  #drafts = $state.raw<ReadonlyMap<string, Params>>(new Map());
  nodeCards = $state.raw<readonly NodeCard[]>([]);
  problem = $state.raw<ApiError | undefined>();

  readonly splitFields = $derived(formFields(this.nodeCards.find(({ id }) => id === SPLIT)?.form));
  readonly #nodes = $derived.by<readonly GraphNode[]>(() => (this.#build.project === undefined ? [] : this.#build.document.graph.nodes));

  constructor(api: Pick<Api, 'call'>, build: BuildState) {
    this.#api = api;
    this.#build = build;
  }

  forget(): void {
    this.#drafts = new Map();
    this.#opening = undefined;
  }

  async load(): Promise<void> {
    if (this.nodeCards.length > 0) return;
    try {
      this.nodeCards = (await this.#api.call('nodes', {})).nodes;
    } catch (error) {
      this.problem = toApiError(error);
    }
  }

  fields(card: ModelCard): readonly FormField[] {
    return formFields(card.form);
  }

  model(id: string): Params {
    return this.#params(modelType(id));
  }

  get split(): Params {
    return this.#params(SPLIT);
  }

  setModel(id: string, name: string, value: unknown, typed = false): void {
    this.#set(modelType(id), name, value, typed);
  }

  setSplit(name: string, value: unknown, typed = false): void {
    this.#set(SPLIT, name, value, typed);
  }

  /** What the engine says of the settings of a model, or of the split. */
  problems(model?: string): readonly Problem[] {
    const node = this.#node(model === undefined ? SPLIT : modelType(model));
    return node ? this.#build.problems(node.id) : [];
  }

  /** How many settings of a model differ from what it has by itself. */
  changed(card: ModelCard): number {
    const params = this.model(card.id);
    return this.fields(card).filter(({ name, fallback }) => name in params && JSON.stringify(params[name]) !== JSON.stringify(fallback)).length;
  }

  /** Opens the graph of a project, so that its settings are shown. */
  open(project: string): Promise<void> {
    if (this.#opening?.project !== project) this.#opening = { project, done: this.#build.open(project) };
    return this.#opening.done;
  }

  /** Puts what was set before there was a graph into the graph of a project. */
  async apply(project: string): Promise<void> {
    if (this.#drafts.size === 0) return;
    await this.open(project);
    for (const [type, params] of this.#drafts) {
      const id = this.#node(type)?.id ?? this.#added(type);
      // Another method goes by another column than the one that a new project proposes.
      const all = type === SPLIT && 'method' in params && !('column' in params) ? { ...params, column: null } : params;
      for (const [name, value] of Object.entries(all)) this.#build.setParam(id, name, value);
    }
    this.#drafts = new Map();
  }

  #added(type: string): string {
    this.#build.add(type);
    return this.#build.document.selected ?? '';
  }

  #node(type: string): GraphNode | undefined {
    return this.#nodes.find((node) => node.type === type);
  }

  #params(type: string): Params {
    return { ...this.#node(type)?.params, ...this.#drafts.get(type) };
  }

  #set(type: string, name: string, value: unknown, typed: boolean): void {
    const node = this.#node(type);
    if (node) {
      this.#build.setParam(node.id, name, value, typed);
      return;
    }
    const { [name]: _old, ...rest } = this.#drafts.get(type) ?? {};
    this.#drafts = new Map([...this.#drafts, [type, value === undefined ? rest : { ...rest, [name]: value }]]);
  }
}
