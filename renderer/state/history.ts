import type { MadeChange } from '../../electron/contract/change.ts';
import type { Graph } from '../../electron/contract/project-document.ts';
import { applyEdit, type GraphEdit } from '../../electron/contract/graph-edit.ts';

/** A change that was made, in both directions. */
export interface Step {
  /** In words, as "Undo" says it: "insert Min-max scaler". */
  readonly label: string;
  readonly undo: GraphEdit;
  readonly redo: GraphEdit;
  /** Successive changes of one field are one step. */
  readonly merge?: string;
}

/** A graph with the way back and the way forth. */
export interface History {
  readonly graph: Graph;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

export const startHistory = (graph: Graph): History => ({ graph, past: [], future: [] });

/** The way back and forth as the project's journal has it: the graph is the one behind the last change. */
export function restoreHistory(graph: Graph, changes: readonly MadeChange[]): History {
  let past: readonly Step[] = [];
  let future: readonly Step[] = [];
  for (const { kind, label, edit, undo: back, merge } of changes) {
    const last = past.at(-1);
    const [next, ...later] = future;
    if (kind === 'do') {
      past = withStep(past, { label, undo: back, redo: edit, ...(merge === undefined ? {} : { merge }) }, future.length === 0);
      future = [];
    } else if (kind === 'undo' && last) [past, future] = [past.slice(0, -1), [last, ...future]];
    else if (kind === 'redo' && next) [past, future] = [[...past, next], later];
    else [past, future] = [[], []];
  }
  return { graph, past, future };
}

/** Makes a change; what was undone before can no longer be redone. */
export function perform(history: History, label: string, edit: GraphEdit, merge?: string): History {
  const { graph, inverse } = applyEdit(history.graph, edit);
  const step: Step = { label, undo: inverse, redo: edit, ...(merge === undefined ? {} : { merge }) };
  return { graph, past: withStep(history.past, step, history.future.length === 0), future: [] };
}

/** Successive changes of one field become one step. */
function withStep(past: readonly Step[], step: Step, mayMerge: boolean): readonly Step[] {
  const last = past.at(-1);
  if (mayMerge && last !== undefined && step.merge !== undefined && last.merge === step.merge && step.redo.do === 'set-params') return [...past.slice(0, -1), { ...last, redo: step.redo }];
  return [...past, step];
}

export function undo(history: History): History {
  const step = history.past.at(-1);
  if (!step) return history;
  return { graph: applyEdit(history.graph, step.undo).graph, past: history.past.slice(0, -1), future: [step, ...history.future] };
}

export function redo(history: History): History {
  const [step, ...future] = history.future;
  if (!step) return history;
  return { graph: applyEdit(history.graph, step.redo).graph, past: [...history.past, step], future };
}
