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

/** Makes a change; what was undone before can no longer be redone. */
export function perform(history: History, label: string, edit: GraphEdit, merge?: string): History {
  const { graph, inverse } = applyEdit(history.graph, edit);
  const last = history.past.at(-1);
  if (merge !== undefined && last?.merge === merge && history.future.length === 0 && edit.do === 'set-params') {
    return { graph, past: [...history.past.slice(0, -1), { ...last, redo: edit }], future: [] };
  }
  return { graph, past: [...history.past, { label, undo: inverse, redo: edit, ...(merge === undefined ? {} : { merge }) }], future: [] };
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
