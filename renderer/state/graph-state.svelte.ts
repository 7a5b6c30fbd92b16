import type { MadeChange } from '../../electron/contract/change.ts';
import type { Graph, GraphEdge, GraphNode } from '../../electron/contract/project-document.ts';
import { inputOf, nodeOf, outputsOf } from '../canvas/graph-commands.ts';
import { positionsOf } from '../canvas/layered-layout.ts';
import type { GraphEdit } from '../../electron/contract/graph-edit.ts';
import { perform, redo, restoreHistory, startHistory, undo, type History, type Step } from './history.ts';

/** The graph that is edited: the document with its history, and what is chosen in it. */
export class GraphState {
  #history = $state.raw<History>(startHistory({ nodes: [], edges: [] }));
  /** The chosen nodes; the last one is the one that the inspector shows. */
  selection = $state.raw<readonly string[]>([]);
  selectedEdge = $state.raw<GraphEdge | undefined>();

  readonly graph = $derived<Graph>(this.#history.graph);
  readonly positions = $derived(positionsOf(this.graph));
  readonly #byId = $derived(new Map(this.graph.nodes.map((node) => [node.id, node])));
  readonly selected = $derived(this.selection.at(-1));
  readonly chosen = $derived<ReadonlySet<string>>(new Set(this.selection));
  readonly node = $derived<GraphNode | undefined>(this.selected === undefined ? undefined : this.#byId.get(this.selected));
  /** What the next undo and the next redo would do, in words. */
  readonly undoable = $derived(this.#history.past.at(-1)?.label);
  readonly redoable = $derived(this.#history.future[0]?.label);

  byId(id: string): GraphNode | undefined {
    return this.#byId.get(id);
  }

  /** Shows a graph; with the changes that led to it they can be taken back. */
  load(graph: Graph, changes: readonly MadeChange[] = []): void {
    this.#history = restoreHistory(graph, changes);
    this.selectedEdge = undefined;
    this.selection = this.selection.filter((id) => nodeOf(graph, id));
    if (this.selection.length === 0) this.select(graph.nodes[0]?.id);
  }

  perform(label: string, edit: GraphEdit, merge?: string): void {
    this.#show(perform(this.#history, label, edit, merge));
  }

  /** Takes the last step back; gives that step. */
  undo(): Step | undefined {
    const step = this.#history.past.at(-1);
    this.#show(undo(this.#history));
    return step;
  }

  redo(): Step | undefined {
    const [step] = this.#history.future;
    this.#show(redo(this.#history));
    return step;
  }

  select(id: string | undefined): void {
    this.choose(id === undefined ? [] : [id]);
  }

  /** Chooses several nodes; the last of them is shown. */
  choose(ids: readonly string[]): void {
    this.selection = ids;
    this.selectedEdge = undefined;
  }

  /** Adds a node to those that are chosen, or takes it out. */
  toggle(id: string): void {
    const others = this.selection.filter((one) => one !== id);
    this.choose(others.length < this.selection.length ? others : [...others, id]);
  }

  selectEdge(edge: GraphEdge): void {
    this.selectedEdge = edge;
  }

  /** Chosen nodes that are gone hand the choice to a neighbour of the one that was shown. */
  #show(history: History): void {
    const before = this.graph;
    const { selected } = this;
    this.#history = history;
    const { graph } = history;
    if (this.selectedEdge && !graph.edges.some(({ from, to }) => from === this.selectedEdge?.from && to === this.selectedEdge.to)) this.selectedEdge = undefined;
    const left = this.selection.filter((id) => nodeOf(graph, id));
    if (selected === undefined || left.length === this.selection.length) return;
    const near = [...outputsOf(before, selected), inputOf(before, selected)].find((id) => nodeOf(graph, id));
    const next = left.at(-1) ?? near ?? graph.nodes[0]?.id;
    this.selection = left.length > 0 ? left : next === undefined ? [] : [next];
  }
}
