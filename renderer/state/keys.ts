/** What is pressed, as an event of the keyboard has it. */
interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where keys hold: on a node; on a screen outside fields; in the settings of a node too, where every letter is a step of the graph; in all fields too. */
export type KeyPlace = 'canvas' | 'screen' | 'setting' | 'field';

interface Keyed {
  /** As `aria-keyshortcuts` has them: "Control+Shift+O". */
  readonly keys: readonly string[];
  readonly place: KeyPlace;
}

const ARROWS: Readonly<Record<string, string>> = { Up: '↑', Down: '↓', Left: '←', Right: '→' };
const NAMES: Readonly<Record<string, string>> = { '+': 'Plus', '-': 'Minus', '−': 'Minus' };
const REACH: Readonly<Record<KeyPlace, readonly KeyPlace[]>> = { canvas: ['canvas', 'screen', 'setting', 'field'], screen: ['screen', 'setting', 'field'], setting: ['setting', 'field'], field: ['field'] };
const onMac = typeof navigator !== 'undefined' && /^Mac/.test(navigator.platform);

/** The name of what is pressed, as a command has it. A sign that needs Shift on some keyboards is that sign alone. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const sign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [ctrlKey || metaKey ? 'Control' : '', altKey ? 'Alt' : '', shiftKey && !sign ? 'Shift' : '', name].filter(Boolean).join('+');
}

/** Where the focus is. */
export function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return 'screen';
  if (target.matches('input:not([type=checkbox], [type=radio]), textarea, select')) return target.closest('[data-form]') ? 'setting' : 'field';
  return target === document.body || target.matches('[data-node]') ? 'canvas' : 'screen';
}

/** The command of a key; in a field its letters and its Delete stay the field's. */
export function commandOfKey<T extends Keyed>(commands: readonly T[], pressed: Pressed, place: KeyPlace): T | undefined {
  const name = keyName(pressed);
  return commands.find((command) => reaches(command, place) && command.keys.includes(name));
}

/** Whether the keys of a command hold where the focus is. */
export const reaches = ({ place }: Pick<Keyed, 'place'>, focus: KeyPlace): boolean => REACH[focus].includes(place);

/** Shortcuts as `aria-keyshortcuts` takes them on this system. */
export const ariaKeys = (keys: readonly string[], mac = onMac): string => keys.map((key) => (mac ? key.replace('Control', 'Meta') : key)).join(' ');

/** A shortcut as people read it: "Ctrl-Shift-Z", on macOS "⇧⌘Z". */
export function keyWords(key: string, mac = onMac): string {
  if (mac) return key.replace(/^(Control\+)?(Alt\+)?(Shift\+)?/, (_all, control?: string, alt?: string, shift?: string) => `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${control ? '⌘' : ''}`).replace(/Arrow(Up|Down|Left|Right)/, (_all, way: string) => ARROWS[way] ?? way).replace('Plus', '+').replace('Minus', '−');
  return key.replace('Control', 'Ctrl').replace('Arrow', '').replace('Plus', '+').replace('Minus', '−').replaceAll('+', '-').replace(/-$/, '+').replace(/^-$/, '+');
}
