export interface TreeItem {
  readonly path: string;
  readonly name: string;
  readonly folder: boolean;
  /** 1 at the root. */
  readonly level: number;
  /** Of a folder: all that is in it. */
  readonly bytes: number;
  readonly position: number;
  readonly siblings: number;
}

/** A tree of files as the rows of a list: folders first, then by name; what is below a closed folder is left out. */
export function treeItems(files: readonly { path: string; bytes: number }[], open: ReadonlySet<string>): TreeItem[] {
  return below('', files, open);
}

function below(parent: string, files: readonly { path: string; bytes: number }[], open: ReadonlySet<string>): TreeItem[] {
  const level = parent === '' ? 1 : parent.split('/').length + 1;
  const entries = new Map<string, { path: string; bytes: number }[]>();
  for (const file of files) {
    const name = file.path.slice(parent === '' ? 0 : parent.length + 1).split('/')[0] ?? '';
    entries.set(name, [...(entries.get(name) ?? []), file]);
  }
  const items = [...entries].map(([name, inside]): [TreeItem, typeof inside] => {
    const path = parent === '' ? name : `${parent}/${name}`;
    return [{ path, name, folder: inside.some((file) => file.path !== path), level, bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0), position: 0, siblings: entries.size }, inside];
  });
  items.sort(([left], [right]) => Number(right.folder) - Number(left.folder) || (left.name < right.name ? -1 : 1));
  return items.flatMap(([item, inside], index) => [{ ...item, position: index + 1 }, ...(item.folder && open.has(item.path) ? below(item.path, inside, open) : [])]);
}

/** What a key does on an item: which one to go to, or which folder to open or close. */
export type TreeMove = { readonly go: number } | { readonly toggle: string } | { readonly read: string };

/** The keys of a tree, as the system's file lists have them. */
export function treeKey(items: readonly TreeItem[], at: number, key: string, open: ReadonlySet<string>): TreeMove | undefined {
  const item = items[at];
  if (!item) return undefined;
  const opened = item.folder && open.has(item.path);
  const parent = items.findLastIndex((one, index) => index < at && one.level === item.level - 1);
  switch (key) {
    case 'ArrowDown':
      return { go: Math.min(items.length - 1, at + 1) };
    case 'ArrowUp':
      return { go: Math.max(0, at - 1) };
    case 'Home':
      return { go: 0 };
    case 'End':
      return { go: items.length - 1 };
    case 'ArrowRight':
      return item.folder ? (opened ? { go: at + 1 } : { toggle: item.path }) : undefined;
    case 'ArrowLeft':
      return opened ? { toggle: item.path } : parent >= 0 ? { go: parent } : undefined;
    case 'Enter':
    case ' ':
      return item.folder ? { toggle: item.path } : { read: item.path };
    default:
      return key.length === 1 ? typed(items, at, key) : undefined;
  }
}

/** The next item whose name begins with a letter. */
function typed(items: readonly TreeItem[], at: number, letter: string): TreeMove | undefined {
  const order = [...items.keys()].slice(at + 1).concat([...items.keys()].slice(0, at));
  const found = order.find((index) => items[index]?.name.toLowerCase().startsWith(letter.toLowerCase()));
  return found === undefined ? undefined : { go: found };
}
