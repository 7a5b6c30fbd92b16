import type { Chosen, TextAction } from '../../electron/contract/shell.ts';
import { reaches, type KeyPlace } from '../state/keys.ts';
import type { Command } from './command.ts';

/** What a text field does by itself in place of a command, and whether by the key alone. */
const OF_FIELDS: Readonly<Record<string, { readonly action: TextAction; readonly byKey?: true }>> = {
  'graph.undo': { action: 'undo' },
  'graph.redo': { action: 'redo' },
  'graph.choose-all': { action: 'selectAll', byKey: true },
};

/** Whether text fields know something like it: a menu offers it then, whatever else can be done. */
export const fieldsKnow = (id: string): boolean => OF_FIELDS[id] !== undefined;

/** What follows from a choice in the desktop's menu: the command, what the text field with the focus does in its place, or nothing. */
export function menuChoice(command: Pick<Command, 'id' | 'place' | 'why'>, { byKey = false }: Chosen, focus: KeyPlace, dialog: boolean): 'run' | 'nothing' | TextAction {
  const field = OF_FIELDS[command.id];
  const there = reaches(command, focus);
  if (field && !there && (focus === 'field' || focus === 'setting') && (byKey || !field.byKey)) return field.action;
  return dialog || (byKey && !there) || command.why() !== undefined ? 'nothing' : 'run';
}
