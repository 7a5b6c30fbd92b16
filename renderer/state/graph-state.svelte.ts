import type { Graph, GraphEdge, GraphNode } from '../../electron/contract/project-document.ts';
import { inputOf, nodeOf, outputsOf } from '../canvas/graph-commands.ts';
import { positionsOf } from '../canvas/layered-layout.ts';
import type { GraphEdit } from '../../electron/contract/graph-edit.ts';
import { perform, redo, startHistory, undo, type History } from './history.ts';

/** The graph that is edited: the document with its history, and what is chosen in it. */
export class GraphState {
  #history = $state.raw<History>(startHistory({ nodes: [], edges: [] }));
  selected = $state<string | undefined>();
  selectedEdge = $state.raw<GraphEdge | undefined>();

  readonly graph = $derived<Graph>(this.#history.graph);
  readonly positions = $derived(positionsOf(this.graph));
  readonly node = $derived<GraphNode | undefined>(nodeOf(this.graph, this.selected));
  /** What the next undo and the next redo would do, in words. */
  readonly undoable = $derived(this.#history.past.at(-1)?.label);
  readonly redoable = $derived(this.#history.future[0]?.label);

  load(graph: Graph): void {
    this.#history = startHistory(graph);
    this.selectedEdge = undefined;
    if (!this.node) this.selected = graph.nodes[0]?.id;
  }

  perform(label: string, edit: GraphEdit, merge?: string): void {
    this.#show(perform(this.#history, label, edit, merge));
  }

  undo(): void {
    this.#show(undo(this.#history));
  }

  redo(): void {
    this.#show(redo(this.#history));
  }

  select(id: string | undefined): void {
    this.selected = id;
    this.selectedEdge = undefined;
  }

  selectEdge(edge: GraphEdge): void {
    this.selectedEdge = edge;
  }

  /** A chosen node that is gone hands the choice to its neighbour. */
  #show(history: History): void {
    const before = this.graph;
    const { selected } = this;
    this.#history = history;
    const { graph } = history;
    if (this.selectedEdge && !graph.edges.some(({ from, to }) => from === this.selectedEdge?.from && to === this.selectedEdge.to)) this.selectedEdge = undefined;
    if (selected === undefined || nodeOf(graph, selected)) return;
    const near = [...outputsOf(before, selected), inputOf(before, selected)].find((id) => nodeOf(graph, id));
    this.selected = near ?? graph.nodes[0]?.id;
  }
}
