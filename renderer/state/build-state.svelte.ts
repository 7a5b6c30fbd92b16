import type { ModelCard, NodeCard } from '../../electron/contract/card.ts';
import type { Column } from '../../electron/contract/column.ts';
import type { GraphView, NodeFlow } from '../../electron/contract/graph-view.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import type { DataSource, GraphEdge } from '../../electron/contract/project-document.ts';
import type { Arriving } from '../canvas/fits.ts';
import { chainTo, inputOf, whyNotConnected } from '../canvas/graph-commands.ts';
import type { Point } from '../canvas/layered-layout.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { EditState } from './edit-state.svelte.ts';
import type { Jobs } from './job.svelte.ts';
import { kindsOf, type CanvasKind } from './canvas-kinds.ts';
import { Latest } from './latest.ts';
import { PreviewState } from './preview-state.svelte.ts';

const SETTLE_MS = { view: 120, save: 400 };

export type NodeStatus = 'problem' | 'warning' | 'bypassed' | 'running' | 'ready' | 'done' | 'cached';
export type Asked = 'nothing' | 'form' | 'palette' | 'canvas' | 'fit' | 'closer' | 'wider' | 'problem';

/** The graph of the open project while it is edited: what the engine says of it, its preview, and that it is kept. */
export class BuildState extends EditState {
  readonly #api: Pick<Api, 'call'>;
  project = $state<string | undefined>();
  sources = $state.raw<readonly DataSource[]>([]);
  #nodeCards = $state.raw<readonly NodeCard[]>([]);
  #modelCards = $state.raw<readonly ModelCard[]>([]);
  view = $state.raw<GraphView>({ problems: [], nodes: [] });
  problem = $state.raw<ApiError | undefined>();
  /** The last change is on the disk. */
  saved = $state(true);
  /** It could not be written. */
  unsaved = $state(false);
  readonly preview: PreviewState;
  /** What a command asks of the screen: where the focus goes, what is in sight. `turn` tells one from the next. */
  asked = $state.raw<{ readonly what: Asked; readonly turn: number }>({ what: 'nothing', turn: 0 });
  /** The node at whose output the menu of what can follow is open; `at` where it was dropped, else at the output. */
  menu = $state.raw<{ readonly from: string; readonly at?: Point } | undefined>();

  readonly kinds = $derived<readonly CanvasKind[]>(kindsOf(this.#nodeCards, this.#modelCards));
  readonly #kindsByType = $derived(new Map(this.kinds.map((kind) => [kind.type, kind])));
  readonly #flows = $derived(new Map(this.view.nodes.map((flow) => [flow.node, flow])));
  readonly #problems = $derived.by(() => {
    const found = new Map<string, Problem[]>();
    for (const problem of this.view.problems) if (problem.node !== undefined) found.set(problem.node, [...(found.get(problem.node) ?? []), problem]);
    return found;
  });
  /** The connection that what is dragged from the palette would go on. */
  dropEdge = $state.raw<GraphEdge | undefined>();
  /** The end that is being connected by mouse. */
  connecting = $state.raw<{ readonly id: string; readonly output: boolean } | undefined>();
  /** While something is connected: why the other nodes cannot be its other end. */
  readonly refusals = $derived.by<ReadonlyMap<string, string>>(() => {
    const { connecting } = this;
    if (!connecting) return new Map();
    const { graph } = this.document;
    return new Map(graph.nodes.flatMap(({ id }) => {
      const why = id === connecting.id ? null : connecting.output ? whyNotConnected(graph, connecting.id, id) : whyNotConnected(graph, id, connecting.id);
      return why === null ? [] : [[id, why]];
    }));
  });
  /** Problems of no node. */
  readonly graphProblems = $derived(this.view.problems.filter(({ node }) => node === undefined));

  readonly #viewing: Latest;
  readonly #saving: Latest;
  #written: Promise<unknown> = Promise.resolve();

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    super();
    this.#api = api;
    this.preview = new PreviewState(api, jobs, () => ({ project: this.project, graph: this.document.graph, node: this.document.node, title: this.document.node ? this.title(this.document.node) : '' }));
    this.#viewing = new Latest(SETTLE_MS.view, (current) => this.#look(current));
    this.#saving = new Latest(SETTLE_MS.save, (current) => this.#save(current));
  }

  ask(what: Asked): void {
    this.asked = { what, turn: this.asked.turn + 1 };
  }

  /** What a node behind this one would find. */
  arrivingBehind(id: string): Arriving {
    const nodes = [...chainTo(this.document.graph, id)].flatMap((one) => this.document.byId(one) ?? []);
    const chain = nodes.flatMap(({ type, bypassed }) => (bypassed ? [] : (this.kind(type)?.kind ?? [])));
    return { columns: this.leaving(id), open: this.flow(id)?.open ?? true, chain };
  }

  openMenu(from: string | undefined, at?: Point): void {
    this.menu = from === undefined ? undefined : { from, ...(at ? { at } : {}) };
  }

  override kind(type: string): CanvasKind | undefined {
    return this.#kindsByType.get(type);
  }

  flow(id: string): NodeFlow | undefined {
    return this.#flows.get(id);
  }

  problems(id: string): readonly Problem[] {
    return this.#problems.get(id) ?? [];
  }

  rows(id: string): number | undefined {
    return this.preview.rows(this.document.graph, id);
  }

  status(id: string): NodeStatus {
    const problems = this.problems(id);
    if (problems.some(({ severity }) => severity === 'error')) return 'problem';
    if (problems.length > 0) return 'warning';
    if (this.document.byId(id)?.bypassed) return 'bypassed';
    if (this.preview.runs(id)) return 'running';
    return this.rows(id) === undefined ? 'ready' : this.preview.cached(this.document.graph, id) ? 'cached' : 'done';
  }

  /** The columns that reach a node. */
  arriving(id: string): readonly Column[] {
    return this.flow(id)?.before ?? this.leaving(inputOf(this.document.graph, id));
  }

  override leaving(id: string | undefined): readonly Column[] {
    return id === undefined ? [] : (this.flow(id)?.after ?? []);
  }

  /** Opens the graph of a project; the one that is open stays as it is. */
  async open(project: string | undefined): Promise<void> {
    if (project === this.project) return;
    await this.flush();
    this.project = project;
    this.#forget();
    if (project === undefined) return;
    try {
      const [opened, nodes, models] = await Promise.all([this.#api.call('project', { project }), this.#api.call('nodes', {}), this.#api.call('models', {})]);
      if (this.project !== project) return;
      this.#nodeCards = nodes.nodes;
      this.#modelCards = models.models;
      this.sources = opened.document.sources;
      this.document.select(undefined);
      this.document.load(opened.document.graph);
      this.#viewing.now();
      this.preview.soon();
    } catch (error) {
      if (this.project === project) this.problem = toApiError(error);
    }
  }

  #forget(): void {
    this.document.load({ nodes: [], edges: [] });
    this.view = { problems: [], nodes: [] };
    this.problem = undefined;
    this.saved = true;
    this.menu = undefined;
    this.preview.forget();
    for (const waiting of [this.#viewing, this.#saving]) waiting.drop();
  }

  protected override changed(): void {
    this.saved = false;
    this.#viewing.soon();
    this.#saving.soon();
    this.preview.soon();
  }

  protected override shown(): void {
    this.preview.soon();
  }

  /** Puts on the disk what is not there yet. */
  async flush(): Promise<void> {
    await this.#saving.flush();
  }

  async #look(current: () => boolean): Promise<void> {
    const { project, document } = this;
    if (project === undefined) return;
    try {
      const view = await this.#api.call('view', { project, graph: document.graph });
      if (current()) this.view = view;
    } catch (error) {
      if (current()) this.problem = toApiError(error);
    }
  }

  /** One after the other: a save that is under way may not end after a later one. */
  async #save(current: () => boolean): Promise<void> {
    const { project } = this;
    const { graph } = this.document;
    if (project === undefined) return;
    const write = this.#written.then(() => this.#api.call('save', { project, graph }));
    this.#written = write.catch(() => undefined);
    try {
      await write;
      this.unsaved = false;
      if (current()) this.saved = true;
    } catch (error) {
      this.unsaved = true;
      if (current()) this.problem = toApiError(error);
    }
  }
}
