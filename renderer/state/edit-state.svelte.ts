import type { Change } from '../../electron/contract/change.ts';
import type { Column } from '../../electron/contract/column.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import type { GraphEdge, GraphNode } from '../../electron/contract/project-document.ts';
import { bypassNodes, canBypass, duplicateNodes, freshId, hasInput, inputOf, insertNode, insertOnEdge, lastOfTrunk, modelOf, moveBehind, moveBy, nodeOf, removeNodes, SOURCE_TYPE, tidy, whyNotConnected } from '../canvas/graph-commands.ts';
import type { Point } from '../canvas/layered-layout.ts';
import { firstParams, formFields } from '../form/form-fields.ts';
import { counted } from '../ui/format.ts';
import type { CanvasKind } from './canvas-kinds.ts';
import { inTurn, type GraphEdit } from '../../electron/contract/graph-edit.ts';
import { GraphState } from './graph-state.svelte.ts';

/** Where a new node goes: on a connection, behind a node, in front of one, or freely at a point. */
export interface Where {
  readonly edge?: GraphEdge;
  readonly after?: string;
  readonly at?: Point;
  /** What follows there stays as it is. */
  readonly branch?: boolean;
}

/** What one does with a graph: every change is named, and can be taken back. */
export abstract class EditState {
  readonly document = new GraphState();
  /** Where the next node of the palette goes; behind the chosen one unless something was said. */
  placing = $state.raw<Where>({});

  abstract kind(type: string): CanvasKind | undefined;
  /** The columns that leave a node. */
  abstract leaving(id: string | undefined): readonly Column[];
  /** The graph has changed, by this command. */
  protected abstract changed(change: Omit<Change, 'id'>): void;
  /** Another node is shown. */
  protected abstract shown(): void;

  title(node: GraphNode): string {
    return node.type === SOURCE_TYPE ? 'Data' : (this.kind(node.type)?.title ?? node.type);
  }

  edit(label: string, edit: GraphEdit | null, merge?: string): void {
    if (!edit) return;
    this.document.perform(label, edit, merge);
    this.changed({ kind: 'do', label, edit, ...(merge === undefined ? {} : { merge }) });
  }

  undo(): void {
    const step = this.document.undo();
    if (step) this.changed({ kind: 'undo', label: step.label, edit: step.undo });
  }

  redo(): void {
    const step = this.document.redo();
    if (step) this.changed({ kind: 'redo', label: step.label, edit: step.redo });
  }

  select(id: string | undefined): void {
    this.choose(id === undefined ? [] : [id]);
  }

  choose(ids: readonly string[]): void {
    const before = this.document.selected;
    this.document.choose(ids);
    if (this.document.selected !== before) this.shown();
  }

  toggle(id: string): void {
    const before = this.document.selected;
    this.document.toggle(id);
    if (this.document.selected !== before) this.shown();
  }

  /** Adds a node of a type: where the palette was told, else behind the chosen one; with the columns that it can take there. */
  add(type: string, where: Where = this.placing, params: GraphNode['params'] = {}): string {
    const { graph, selected, selectedEdge } = this.document;
    this.placing = {};
    const edge = where.edge ?? (where.after === undefined && !where.at ? selectedEdge : undefined);
    const after = edge?.from ?? where.after ?? (where.at ? undefined : (selected ?? lastOfTrunk(graph)));
    const behind = after !== undefined && modelOf(nodeOf(graph, after)?.type ?? '') !== null ? inputOf(graph, after) : after;
    const node: GraphNode = { id: freshId(graph, type), type, params: { ...firstParams(formFields(this.kind(type)?.form), this.leaving(behind)), ...params }, ...where.at };
    this.edit(`insert ${this.title(node)}`, edge ? insertOnEdge(graph, node, edge) : insertNode(graph, node, after, where.branch));
    this.select(node.id);
    return node.id;
  }

  /** The chosen nodes in words, with what is done to them. */
  #label(verb: string, ids: readonly string[]): string {
    const only = ids.length === 1 ? this.document.byId(ids[0] ?? '') : undefined;
    return `${verb} ${only ? this.title(only) : counted(ids.length, 'node')}`;
  }

  /** Deletes the chosen connection, or the chosen nodes with their chains healed. */
  remove(): void {
    const { graph, selection, selectedEdge } = this.document;
    if (selectedEdge) this.edit('delete a connection', { do: 'disconnect', edge: selectedEdge });
    else this.edit(this.#label('delete', this.#apartFromData()), removeNodes(graph, selection));
    if (this.document.selected !== selection.at(-1)) this.shown();
  }

  duplicate(): void {
    const { graph, selection } = this.document;
    const { made, edit } = duplicateNodes(graph, selection);
    this.edit(this.#label('duplicate', this.#apartFromData()), edit);
    if (made.length > 0) this.choose(made);
  }

  /** Lets rows pass the chosen nodes as they are; where they do already, takes that back. */
  bypass(): void {
    const { graph, selection } = this.document;
    const nodes = selection.flatMap((id) => this.document.byId(id) ?? []).filter(({ type }) => canBypass(type));
    const back = nodes.every(({ bypassed }) => bypassed === true);
    this.edit(this.#label(back ? 'use' : 'bypass', nodes.map(({ id }) => id)), bypassNodes(graph, selection));
  }

  #apartFromData(): string[] {
    return this.document.selection.filter((id) => hasInput(this.document.byId(id)?.type ?? SOURCE_TYPE));
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

  /** Moves nodes on the canvas; from then on every node stands where it is. */
  moveBy(ids: readonly string[], by: Point): void {
    if (ids.length === 0 || (by.x === 0 && by.y === 0)) return;
    const { graph, positions } = this.document;
    this.edit(this.#label('move', ids), moveBy(graph, positions, ids, by));
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
    const { move, setParams: set, bypass } = fix;
    const steps = { move: move?.node, set: set?.node, bypass: bypass?.node };
    const edit = inTurn(this.document.graph, Object.keys(steps), (now, step) => {
      const node = nodeOf(now, steps[step as keyof typeof steps]);
      if (!node) return null;
      if (step === 'move' && move) return moveBehind(now, node.id, move.after);
      if (step === 'set' && set) return { do: 'set-params', id: node.id, params: { ...node.params, ...set.params } };
      return bypass ? { do: 'bypass', id: node.id, bypassed: bypass.bypassed } : null;
    });
    this.edit(fix.title, edit);
  }
}
