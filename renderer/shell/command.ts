import type { MenuTitle } from '../../electron/contract/shell.ts';
import type { KeyPlace } from '../state/keys.ts';

/** Something that one can do, as data: menu, palette, shortcuts and their sheet come from one list of these. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: MenuTitle;
  /** As `aria-keyshortcuts` has them: "Control+Shift+O". */
  readonly keys: readonly string[];
  readonly place: KeyPlace;
  /** Moves the focus or the choice alone: of no use in the palette. */
  readonly quiet: boolean;
  /** Why it cannot be done now, in words; undefined where it can. */
  readonly why: () => string | undefined;
  readonly run: () => void;
}

/** The command of an id. */
export function commandOf(commands: readonly Command[], id: string): Command {
  const found = commands.find((command) => command.id === id);
  if (!found) throw new Error(`There is no command "${id}"`);
  return found;
}
