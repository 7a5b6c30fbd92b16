import { describe, expect, it } from 'vitest';
import { buildKey } from './build-keys.ts';

const press = (keys: string, place: 'canvas' | 'elsewhere' | 'field' = 'canvas') => {
  const parts = keys.split('+');
  return buildKey({ key: parts.at(-1) ?? '', ctrlKey: parts.includes('Control'), metaKey: false, altKey: parts.includes('Alt'), shiftKey: parts.includes('Shift') }, place);
};

describe('keys of the canvas', () => {
  it('walk, move, and move along the chain', () => {
    expect(press('ArrowUp')).toEqual({ do: 'walk', direction: 'up' });
    expect(press('Alt+ArrowLeft')).toEqual({ do: 'place', direction: 'left' });
    expect(press('Alt+Shift+ArrowUp')).toEqual({ do: 'earlier' });
  });

  it('undo and redo, in a field too', () => {
    expect(press('Control+z', 'field')).toEqual({ do: 'undo' });
    expect(press('Control+Shift+Z')).toEqual({ do: 'redo' });
    expect(press('Control+y')).toEqual({ do: 'redo' });
  });

  it('leave a field its letters and its Delete', () => {
    for (const key of ['a', 'Delete', 'ArrowUp', 'Enter', 'Control+d']) expect(press(key, 'field')).toBeNull();
  });

  it('open the palette from anywhere, and nothing else from elsewhere', () => {
    expect(press('a', 'elsewhere')).toEqual({ do: 'palette' });
    expect(press('Insert')).toEqual({ do: 'palette' });
    expect(press('Delete', 'elsewhere')).toBeNull();
    expect(press('Enter', 'elsewhere')).toBeNull();
  });
});
