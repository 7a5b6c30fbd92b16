/** What is pressed, as an event of the keyboard has it. */
interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where keys hold: on a node, on a screen outside fields, or in fields too. */
export type KeyPlace = 'canvas' | 'screen' | 'field';

interface Keyed {
  /** As `aria-keyshortcuts` has them: "Control+Shift+O". */
  readonly keys: readonly string[];
  readonly place: KeyPlace;
}

const NAMES: Readonly<Record<string, string>> = { '+': 'Plus', '-': 'Minus', '−': 'Minus' };
const REACH: Readonly<Record<KeyPlace, readonly KeyPlace[]>> = { canvas: ['canvas', 'screen', 'field'], screen: ['screen', 'field'], field: ['field'] };

/** The name of what is pressed, as a command has it. A sign that needs Shift on some keyboards is that sign alone. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const sign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [ctrlKey || metaKey ? 'Control' : '', altKey ? 'Alt' : '', shiftKey && !sign ? 'Shift' : '', name].filter(Boolean).join('+');
}

/** Where the focus is. */
export function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return 'screen';
  if (target.matches('input:not([type=checkbox], [type=radio]), textarea, select')) return 'field';
  return target === document.body || target.matches('[data-node]') ? 'canvas' : 'screen';
}

/** The command of a key; in a field its letters and its Delete stay the field's. */
export function commandOfKey<T extends Keyed>(commands: readonly T[], pressed: Pressed, place: KeyPlace): T | undefined {
  const name = keyName(pressed);
  return commands.find((command) => REACH[place].includes(command.place) && command.keys.includes(name));
}

/** A shortcut as people read it: "Ctrl-Shift-Z". */
export const keyWords = (key: string): string => key.replace('Control', 'Ctrl').replace('Arrow', '').replace('Plus', '+').replace('Minus', '−').replaceAll('+', '-').replace(/-$/, '+').replace(/^-$/, '+');
