import type { ModelCard, NodeCard } from '../../electron/contract/card.ts';
import type { Column } from '../../electron/contract/column.ts';
import type { GraphView, NodeFlow } from '../../electron/contract/graph-view.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import type { DataSource, GraphEdge, GraphNode } from '../../electron/contract/project-document.ts';
import { duplicateNode, freshId, inputOf, insertNode, insertOnEdge, lastOfTrunk, modelOf, moveBehind, nodeOf, removeNode, SOURCE_TYPE, tidy, whyNotConnected } from '../canvas/graph-commands.ts';
import type { Point } from '../canvas/layered-layout.ts';
import { firstParams, formFields } from '../form/form-fields.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { GraphState } from './graph-state.svelte.ts';
import type { GraphEdit } from '../../electron/contract/graph-edit.ts';
import type { Jobs } from './job.svelte.ts';
import { kindsOf, type CanvasKind } from './canvas-kinds.ts';
import { Latest } from './latest.ts';
import { PreviewState } from './preview-state.svelte.ts';

const SETTLE_MS = { view: 120, save: 400 };

export type NodeStatus = 'problem' | 'warning' | 'ready' | 'done';

/** The graph of the open project while it is edited: what the engine says of it, its preview, and that it is kept. */
export class BuildState {
  readonly #api: Pick<Api, 'call'>;
  readonly document = new GraphState();
  project = $state<string | undefined>();
  sources = $state.raw<readonly DataSource[]>([]);
  #nodeCards = $state.raw<readonly NodeCard[]>([]);
  #modelCards = $state.raw<readonly ModelCard[]>([]);
  view = $state.raw<GraphView>({ problems: [], nodes: [] });
  problem = $state.raw<ApiError | undefined>();
  /** The last change is on the disk. */
  saved = $state(true);
  readonly preview: PreviewState;
  /** Counts up where the keyboard asks for the form or for the palette. */
  formAsked = $state(0);
  paletteAsked = $state(0);
  canvasAsked = $state(0);

  readonly kinds = $derived<readonly CanvasKind[]>(kindsOf(this.#nodeCards, this.#modelCards));
  readonly #kindsByType = $derived(new Map(this.kinds.map((kind) => [kind.type, kind])));
  readonly #flows = $derived(new Map(this.view.nodes.map((flow) => [flow.node, flow])));
  readonly #problems = $derived.by(() => {
    const found = new Map<string, Problem[]>();
    for (const problem of this.view.problems) if (problem.node !== undefined) found.set(problem.node, [...(found.get(problem.node) ?? []), problem]);
    return found;
  });
  /** Problems of no node. */
  readonly graphProblems = $derived(this.view.problems.filter(({ node }) => node === undefined));

  readonly #viewing: Latest;
  readonly #saving: Latest;
  #written: Promise<unknown> = Promise.resolve();

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    this.#api = api;
    this.preview = new PreviewState(api, jobs, () => ({ project: this.project, graph: this.document.graph, node: this.document.node, title: this.document.node ? this.title(this.document.node) : '' }));
    this.#viewing = new Latest(SETTLE_MS.view, (current) => this.#look(current));
    this.#saving = new Latest(SETTLE_MS.save, (current) => this.#save(current));
  }

  kind(type: string): CanvasKind | undefined {
    return this.#kindsByType.get(type);
  }

  title(node: GraphNode): string {
    return node.type === SOURCE_TYPE ? 'Data' : (this.kind(node.type)?.title ?? node.type);
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
    return this.rows(id) === undefined ? 'ready' : 'done';
  }

  /** The columns that reach a node. */
  arriving(id: string): readonly Column[] {
    return this.flow(id)?.before ?? this.leaving(inputOf(this.document.graph, id));
  }

  leaving(id: string | undefined): readonly Column[] {
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
      this.document.selected = undefined;
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
    this.preview.forget();
    for (const waiting of [this.#viewing, this.#saving]) waiting.drop();
  }

  select(id: string | undefined): void {
    const before = this.document.selected;
    this.document.select(id);
    if (id !== before) this.preview.soon();
  }

  edit(label: string, edit: GraphEdit | null, merge?: string): void {
    if (!edit) return;
    this.document.perform(label, edit, merge);
    this.#changed();
  }

  undo(): void {
    if (this.document.undoable === undefined) return;
    this.document.undo();
    this.#changed();
  }

  redo(): void {
    if (this.document.redoable === undefined) return;
    this.document.redo();
    this.#changed();
  }

  #changed(): void {
    this.saved = false;
    this.#viewing.soon();
    this.#saving.soon();
    this.preview.soon();
  }

  /** Adds a node of a type: on a connection, behind a node, or behind the one that is chosen; freely at a point where nothing is near. */
  add(type: string, where: { edge?: GraphEdge; after?: string; at?: Point } = {}): void {
    const { graph, selected } = this.document;
    const after = where.edge?.from ?? where.after ?? (where.at ? undefined : (selected ?? lastOfTrunk(graph)));
    const behind = after !== undefined && modelOf(nodeOf(graph, after)?.type ?? '') !== null ? inputOf(graph, after) : after;
    const params = firstParams(formFields(this.kind(type)?.form), this.leaving(behind));
    const node: GraphNode = { id: freshId(graph, type), type, params, ...where.at };
    const label = `insert ${this.title(node)}`;
    if (where.edge) this.edit(label, insertOnEdge(graph, node, where.edge));
    else this.edit(label, insertNode(graph, node, after));
    this.select(node.id);
  }

  remove(): void {
    const { graph, node, selectedEdge } = this.document;
    if (selectedEdge) this.edit('delete a connection', { do: 'disconnect', edge: selectedEdge });
    else if (node && node.type !== SOURCE_TYPE) this.edit(`delete ${this.title(node)}`, removeNode(graph, node.id));
  }

  duplicate(): void {
    const { graph, node } = this.document;
    const made = node ? duplicateNode(graph, node.id) : null;
    if (!node || !made) return;
    this.edit(`duplicate ${this.title(node)}`, made.edit);
    this.select(made.node.id);
  }

  connect(from: string, to: string): void {
    if (whyNotConnected(this.document.graph, from, to) === null) this.edit('connect', { do: 'connect', edge: { from, to } });
  }

  /** Puts a node behind another one; undefined takes its input away. */
  putBehind(id: string, after: string | undefined): void {
    const { graph } = this.document;
    const node = nodeOf(graph, id);
    const from = inputOf(graph, id);
    if (!node) return;
    if (after !== undefined) this.edit(`move ${this.title(node)}`, moveBehind(graph, id, after));
    else if (from !== undefined) this.edit('delete a connection', { do: 'disconnect', edge: { from, to: id } });
  }

  /** Moves a node on the canvas; from then on every node stands where it is. */
  place(id: string, to: Point): void {
    const { graph, positions } = this.document;
    const node = nodeOf(graph, id);
    const from = positions.get(id);
    if (!node || (from?.x === to.x && from.y === to.y)) return;
    const places = graph.nodes.map((one) => ({ id: one.id, ...(one.id === id ? to : (positions.get(one.id) ?? { x: 0, y: 0 })) }));
    this.edit(`move ${this.title(node)}`, { do: 'move', places });
  }

  tidy(): void {
    this.edit('tidy up', tidy(this.document.graph));
  }

  /** Sets a parameter; undefined leaves it at its default. */
  setParam(id: string, name: string, value: unknown, typed = false): void {
    const node = nodeOf(this.document.graph, id);
    if (!node || JSON.stringify(node.params[name]) === JSON.stringify(value)) return;
    const { [name]: _old, ...rest } = node.params;
    const params = (value === undefined ? rest : { ...node.params, [name]: value }) as GraphNode['params'];
    this.edit(`change ${this.title(node)}`, { do: 'set-params', id, params }, typed ? `${id}.${name}` : undefined);
  }

  /** Does what a problem proposes. */
  mend({ fix }: Problem): void {
    if (!fix) return;
    const { graph } = this.document;
    const set = fix.setParams;
    const node = nodeOf(graph, set?.node);
    if (fix.move) this.edit(fix.title, moveBehind(graph, fix.move.node, fix.move.after));
    if (set && node) this.edit(fix.title, { do: 'set-params', id: node.id, params: { ...node.params, ...set.params } });
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
      if (current()) this.saved = true;
    } catch (error) {
      if (current()) this.problem = toApiError(error);
    }
  }
}
