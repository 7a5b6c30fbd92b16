import type { Change } from '../../electron/contract/change.ts';
import type { AppErrorData } from '../../electron/contract/app-error.ts';
import type { FormulaFunction, ModelCard, NodeCard } from '../../electron/contract/card.ts';
import type { Column } from '../../electron/contract/column.ts';
import type { GraphView, NodeFlow } from '../../electron/contract/graph-view.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import type { DataSource, Graph, GraphEdge, ProjectDocument } from '../../electron/contract/project-document.ts';
import type { Arriving } from '../canvas/fits.ts';
import { chainTo, inputOf, SOURCE_TYPE, whyNotConnected } from '../canvas/graph-commands.ts';
import type { Point } from '../canvas/layered-layout.ts';
import { ApiError, toApiError, type Api } from '../api.ts';
import { ChangeQueue } from './change-queue.svelte.ts';
import { EditState, type Where } from './edit-state.svelte.ts';
import type { Jobs } from './job.svelte.ts';
import { kindsOf, type CanvasKind } from './canvas-kinds.ts';
import { Latest } from './latest.ts';
import { problemOf } from './error-problem.ts';
import { PreviewState } from './preview-state.svelte.ts';

const SETTLE_MS = 120;
/** A node is not kept waiting longer for what the engine knows. */
const PATIENCE_MS = 4000;

export type NodeStatus = 'problem' | 'warning' | 'bypassed' | 'running' | 'ready' | 'done' | 'cached';
export type Asked = 'nothing' | 'form' | 'palette' | 'canvas' | 'fit' | 'closer' | 'wider' | 'problem';

/** The graph of the open project while it is edited: what the engine says of it, its preview, and that it is kept. */
export class BuildState extends EditState {
  readonly #api: Pick<Api, 'call'>;
  project = $state<string | undefined>();
  #opened = $state.raw<ProjectDocument | undefined>();
  readonly sources = $derived<readonly DataSource[]>(this.#opened?.sources ?? []);
  /** The project's document as the window has it. */
  readonly content = $derived<ProjectDocument | undefined>(this.#opened && { ...this.#opened, graph: this.document.graph });
  #nodeCards = $state.raw<readonly NodeCard[]>([]);
  /** What formulas can call. */
  functions = $state.raw<readonly FormulaFunction[]>([]);
  #modelCards = $state.raw<readonly ModelCard[]>([]);
  view = $state.raw<GraphView>({ problems: [], nodes: [] });
  problem = $state.raw<ApiError | undefined>();
  /** The changes on their way to the disk. */
  readonly changes: ChangeQueue;
  readonly preview: PreviewState;
  /** What a command asks of the screen: where the focus goes, what is in sight. `turn` tells one from the next. */
  asked = $state.raw<{ readonly what: Asked; readonly turn: number }>({ what: 'nothing', turn: 0 });
  /** The node at whose output the menu of what can follow is open; `at` where it was dropped, else at the output. */
  menu = $state.raw<{ readonly from: string; readonly at?: Point } | undefined>();

  readonly kinds = $derived<readonly CanvasKind[]>(kindsOf(this.#nodeCards, this.#modelCards));
  readonly #kindsByType = $derived(new Map(this.kinds.map((kind) => [kind.type, kind])));
  readonly #flows = $derived(new Map(this.view.nodes.map((flow) => [flow.node, flow])));
  /** What a training said of a node, as long as the graph is as it was. */
  #reported = $state.raw<{ readonly problem: Problem; readonly graph: Graph } | undefined>();
  readonly #problems = $derived.by(() => {
    const found = new Map<string, Problem[]>();
    const { graph } = this.document;
    const run = [this.preview.failed(graph), this.#reported?.graph === graph ? this.#reported.problem : undefined].filter((problem) => problem !== undefined);
    const fresh = run.filter(({ code, node }, i) => !this.view.problems.some((one) => one.code === code && one.node === node) && run.findIndex((one) => one.code === code && one.node === node) === i);
    for (const problem of [...this.view.problems, ...fresh]) if (problem.node !== undefined) found.set(problem.node, [...(found.get(problem.node) ?? []), problem]);
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
  /** How many nodes are on their way into the graph: what is chosen now is not what will be. */
  arrivals = $state(0);
  #placed: Promise<void> = Promise.resolve();

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    super();
    this.#api = api;
    this.changes = new ChangeQueue(api);
    this.preview = new PreviewState(api, jobs, () => ({ project: this.project, graph: this.document.graph, node: this.document.node, title: this.document.node ? this.title(this.document.node) : '' }));
    this.#viewing = new Latest(SETTLE_MS, (current) => this.#look(current));
  }

  ask(what: Asked): void {
    this.asked = { what, turn: this.asked.turn + 1 };
  }

  /** Shows an error of a training at the node that it names. */
  report(error: AppErrorData | undefined): void {
    const problem = error && problemOf(error);
    this.#reported = problem && { problem, graph: this.document.graph };
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
    if (this.preview.runs(id) && this.document.byId(id)?.type !== SOURCE_TYPE) return 'running';
    return this.rows(id) === undefined ? 'ready' : this.preview.cached(this.document.graph, id) ? 'cached' : 'done';
  }

  /** The columns that reach a node. */
  arriving(id: string): readonly Column[] {
    return this.flow(id)?.before ?? this.leaving(inputOf(this.document.graph, id));
  }

  /** The columns behind a node; as long as the engine has not looked at it, those behind the nearest node that it knows. */
  override leaving(id: string | undefined): readonly Column[] {
    if (id === undefined) return [];
    const known = [...chainTo(this.document.graph, id)].find((one) => this.flow(one));
    return known === undefined ? [] : (this.flow(known)?.after ?? []);
  }

  /** Adds a node as {@link add} does, once the engine has told what arrives there; the canvas has the focus then. */
  place(type: string, where: Where = this.placing): Promise<void> {
    const { project } = this;
    this.placing = {};
    this.arrivals += 1;
    this.#placed = this.#placed.then(async () => {
      await Promise.race([this.#viewing.flush(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
      this.arrivals -= 1;
      if (this.project !== project || (where.after !== undefined && !this.document.byId(where.after))) return;
      this.add(type, where);
      this.ask('canvas');
    });
    return this.#placed;
  }

  /** Opens the graph of a project; the one that is open stays as it is. */
  async open(project: string | undefined): Promise<void> {
    if (project === this.project) return;
    await this.changes.flush();
    if (this.project !== undefined) void this.#api.call('leave', { project: this.project }).catch(() => undefined);
    this.project = project;
    this.#forget();
    await this.load();
  }

  /** Shows the graph as the project has it on the disk. */
  async load(): Promise<void> {
    const { project } = this;
    if (project === undefined) return;
    try {
      const [opened, nodes, models] = await Promise.all([this.#api.call('project', { project }), this.#api.call('nodes', {}), this.#api.call('models', {})]);
      if (this.project !== project) return;
      this.#nodeCards = nodes.nodes;
      this.functions = nodes.functions;
      this.#modelCards = models.models;
      this.#opened = opened.document;
      this.document.select(undefined);
      this.document.load(opened.document.graph, opened.history);
      this.changes.begin(project, opened.revision, opened.busy ? new ApiError(opened.busy) : undefined);
      this.#viewing.now();
      this.preview.soon();
    } catch (error) {
      if (this.project === project) this.problem = toApiError(error);
    }
  }

  /** Asks the engine anew for what is shown. */
  refresh(): void {
    if (this.project === undefined) return;
    this.#viewing.now();
    this.preview.soon();
  }

  /** Makes what is seen here the project again, where another program changed it; that version is one undo away. */
  async keepOwn(): Promise<void> {
    const { graph } = this.document;
    await this.load();
    this.edit('keep my version', { do: 'replace', graph });
  }

  #forget(): void {
    this.document.load({ nodes: [], edges: [] });
    this.view = { problems: [], nodes: [] };
    this.problem = undefined;
    this.menu = undefined;
    this.changes.begin(undefined, null);
    this.preview.forget();
    this.#viewing.drop();
  }

  protected override changed(change: Omit<Change, 'id'>): void {
    this.changes.push(change);
    this.#viewing.soon();
    this.preview.soon();
  }

  protected override shown(): void {
    this.preview.choose();
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
}
