/** Something that one can do, as data: menu, palette, shortcuts and their sheet come from one list of these. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'File' | 'Edit' | 'Go' | 'Graph' | 'View' | 'Help';
  /** As `aria-keyshortcuts` has them: "Control+Shift+O". */
  readonly keys: readonly string[];
  /** Where the keys hold: on a node, on a screen outside fields, or in fields too. */
  readonly place: 'canvas' | 'screen' | 'field';
  /** Moves the focus or the choice alone: of no use in the palette. */
  readonly quiet: boolean;
  /** Why it cannot be done now, in words; undefined where it can. */
  readonly why: () => string | undefined;
  readonly run: () => void;
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The name of what is pressed, as a command has it. A sign that needs Shift on some keyboards is that sign alone. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const letter = key.length === 1;
  const sign = letter && !/[a-z0-9]/i.test(key);
  return [ctrlKey || metaKey ? 'Control' : '', altKey ? 'Alt' : '', shiftKey && !sign ? 'Shift' : '', letter ? key.toUpperCase() : key].filter(Boolean).join('+');
}
