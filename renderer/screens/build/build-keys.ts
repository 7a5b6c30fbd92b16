import type { Direction } from '../../canvas/walk.ts';

export type BuildKey =
  | { readonly do: 'undo' | 'redo' | 'palette' | 'form' | 'remove' | 'duplicate' | 'earlier' | 'later' }
  | { readonly do: 'walk' | 'place'; readonly direction: Direction };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const ARROWS: Readonly<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/** What a key does on the canvas; in a field only undo and redo are taken from it. */
export function buildKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed, place: 'canvas' | 'elsewhere' | 'field'): BuildKey | null {
  const letter = key.toLowerCase();
  if ((ctrlKey || metaKey) && !altKey) {
    if (letter === 'z') return { do: shiftKey ? 'redo' : 'undo' };
    if (letter === 'y') return { do: 'redo' };
    return letter === 'd' && place === 'canvas' ? { do: 'duplicate' } : null;
  }
  if (place === 'field' || ctrlKey || metaKey) return null;
  if (!altKey && (key === 'Insert' || letter === 'a')) return { do: 'palette' };
  if (place === 'elsewhere') return null;
  const direction = ARROWS[key];
  if (direction && altKey && shiftKey) return direction === 'up' ? { do: 'earlier' } : direction === 'down' ? { do: 'later' } : null;
  if (direction) return { do: altKey ? 'place' : 'walk', direction };
  if (key === 'Enter') return { do: 'form' };
  return key === 'Delete' || key === 'Backspace' ? { do: 'remove' } : null;
}
