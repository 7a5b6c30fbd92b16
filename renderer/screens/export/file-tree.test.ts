import { describe, expect, it } from 'vitest';
import { treeItems, treeKey } from './file-tree.ts';

const files = [{ path: 'README.md', bytes: 5 }, { path: 'src/p/a.py', bytes: 10 }, { path: 'src/p/b.py', bytes: 20 }, { path: 'models/m.onnx', bytes: 7 }];
const paths = (open: string[]) => treeItems(files, new Set(open)).map(({ path }) => path);

describe('treeItems', () => {
  it('has folders first with the size of all that is in them, and nothing below a closed one', () => {
    expect(paths([])).toEqual(['models', 'src', 'README.md']);
    expect(paths(['src/p'])).toEqual(['models', 'src', 'README.md']);
    expect(paths(['src', 'src/p'])).toEqual(['models', 'src', 'src/p', 'src/p/a.py', 'src/p/b.py', 'README.md']);
    expect(treeItems(files, new Set(['src', 'src/p']))).toMatchObject([
      { level: 1, bytes: 7, position: 1, siblings: 3, folder: true },
      { level: 1, bytes: 30, position: 2, siblings: 3 },
      { level: 2, bytes: 30, position: 1, siblings: 1 },
      { level: 3, bytes: 10, position: 1, siblings: 2, folder: false, name: 'a.py' },
      { level: 3, bytes: 20, position: 2 },
      { level: 1, bytes: 5, position: 3 },
    ]);
  });
});

describe('treeKey', () => {
  const open = new Set(['src', 'src/p']);
  const items = treeItems(files, open);
  const press = (at: number, key: string) => treeKey(items, at, key, open);

  it('goes up, down and to both ends, and stays inside', () => {
    expect([press(0, 'ArrowUp'), press(0, 'ArrowDown'), press(5, 'ArrowDown'), press(2, 'Home'), press(2, 'End')]).toEqual([{ go: 0 }, { go: 1 }, { go: 5 }, { go: 0 }, { go: 5 }]);
  });

  it('opens, enters, closes and leaves folders', () => {
    expect(press(0, 'ArrowRight')).toEqual({ toggle: 'models' });
    expect(press(1, 'ArrowRight')).toEqual({ go: 2 });
    expect(press(1, 'ArrowLeft')).toEqual({ toggle: 'src' });
    expect(press(4, 'ArrowLeft')).toEqual({ go: 2 });
    expect([press(3, 'ArrowRight'), press(0, 'ArrowLeft')]).toEqual([undefined, undefined]);
  });

  it('reads a file, and finds by letter', () => {
    expect(press(3, 'Enter')).toEqual({ read: 'src/p/a.py' });
    expect(press(1, ' ')).toEqual({ toggle: 'src' });
    expect([press(0, 'r'), press(5, 's'), press(0, 'z')]).toEqual([{ go: 5 }, { go: 1 }, undefined]);
  });
});
