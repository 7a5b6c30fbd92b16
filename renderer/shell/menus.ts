import type { Menus } from '../../electron/contract/shell.ts';
import type { Command } from './command.ts';
import { fieldsKnow } from './menu-choice.ts';

/** The commands as the menus of the desktop show them; what moves the focus alone is in none. */
export function menusOf(commands: readonly Command[]): Menus {
  const shown = commands.filter(({ quiet }) => !quiet);
  const titles = [...new Set(shown.map(({ group }) => group))];
  return titles.map((title) => ({ title, items: shown.filter(({ group }) => group === title).map(({ id, title: name, keys, why }) => ({ id, title: name, keys: [...keys], enabled: why() === undefined || fieldsKnow(id) })) }));
}
