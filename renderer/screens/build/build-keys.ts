import { BUILD_COMMANDS, type BuildCommand } from '../../state/build-commands.ts';

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where the focus is: on a node, on the screen outside fields, or in a field. */
export type KeyPlace = BuildCommand['place'];

const NAMES: Readonly<Record<string, string>> = { '+': 'Plus', '-': 'Minus', '−': 'Minus' };
const REACH: Readonly<Record<KeyPlace, readonly KeyPlace[]>> = { canvas: ['canvas', 'screen', 'field'], screen: ['screen', 'field'], field: ['field'] };

/** The command of a key; in a field its letters and its Delete stay the field's. */
export function commandOf(pressed: Pressed, place: KeyPlace): BuildCommand | undefined {
  const key = nameOf(pressed);
  return BUILD_COMMANDS.find((command) => REACH[place].includes(command.place) && command.keys.includes(key));
}

function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const shift = shiftKey && name !== 'Plus';
  return [ctrlKey || metaKey ? 'Control' : '', altKey ? 'Alt' : '', shift ? 'Shift' : '', name].filter(Boolean).join('+');
}
