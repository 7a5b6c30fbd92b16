import type { ModelCard, NodeCard } from '../../electron/contract/card.ts';
import { modelType } from '../canvas/graph-commands.ts';
import { OUTLINES, type IconName } from '../ui/icon-outlines.ts';

/** What can stand on the canvas: a node or a model of the catalogue. */
export interface CanvasKind {
  readonly type: string;
  readonly kind: NodeCard['kind'] | 'model';
  readonly title: string;
  readonly group: string;
  readonly summary: string;
  /** Why it cannot be had everywhere; null where it can. */
  readonly reason: string | null;
  readonly runsIn: NodeCard['runsIn'] | null;
  readonly form: unknown;
}

const MODELS = 'models';

/** The catalogue as one list, groups together, in its own order. */
export function kindsOf(nodes: readonly NodeCard[], models: readonly ModelCard[]): CanvasKind[] {
  const all = [
    ...nodes.map(({ id, kind, title, group, summary, reason, runsIn, form }): CanvasKind => ({ type: id, kind, title, group, summary, reason, runsIn, form })),
    ...models.map(({ id, title, summary, form }): CanvasKind => ({ type: modelType(id), kind: 'model', title, group: MODELS, summary, reason: null, runsIn: null, form })),
  ];
  const groups = [...new Set(all.map(({ group }) => group))];
  return groups.flatMap((group) => all.filter((kind) => kind.group === group));
}

/** Those that have every word of a search in title, group or summary: first the one that is called so, then those with it in the title. */
export function findKinds(kinds: readonly CanvasKind[], search: string): CanvasKind[] {
  const words = search.toLowerCase().split(/[\s-]+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const found = kinds.filter(({ title, group, summary }) => has(`${title} ${group} ${summary}`));
  const rank = ({ title }: CanvasKind): number => (title.toLowerCase() === search.trim().toLowerCase() ? 0 : has(title) ? 1 : 2);
  return words.length === 0 ? found : found.toSorted((a, b) => rank(a) - rank(b));
}

const ICONS: Readonly<Record<string, IconName>> = { roles: 'target', rows: 'filter', [MODELS]: 'train' };

/** The icon of a group: the one that is called so, or that of any node. */
export const groupIcon = (group: string): IconName => ICONS[group] ?? (group in OUTLINES ? (group as IconName) : 'node');
