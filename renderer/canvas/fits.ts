import type { Column } from '../../electron/contract/column.ts';
import { formFields } from '../form/form-fields.ts';
import type { CanvasKind } from '../state/canvas-kinds.ts';
import { typeName } from '../ui/format.ts';

/** What arrives behind a node. */
export interface Arriving {
  readonly columns: readonly Column[];
  /** Only the data can tell all columns. */
  readonly open: boolean;
  /** What kinds of node the chain has up to here. */
  readonly chain: readonly CanvasKind['kind'][];
}

/** Why a kind of node has nothing to do in a place, in words; null where it fits. */
export function whyUnfit({ kind, form }: CanvasKind, { columns, open, chain }: Arriving): string | null {
  if ((kind === 'roles' || kind === 'split') && chain.includes(kind)) return 'The chain has one already.';
  if (open) return null;
  const features = columns.filter(({ role }) => role === 'feature');
  for (const { kind: entry, required, accepts } of formFields(form)) {
    if (entry !== 'columns' || !required || accepts.length === 0 || features.some(({ type }) => accepts.includes(type))) continue;
    return `It takes columns of ${accepts.map(typeName).join(', ')}; none arrives here.`;
  }
  return null;
}
