import type { Kind } from '../../state/train-state.svelte.ts';
import { share } from '../../ui/format.ts';

/** The parts of the rows; what is left of them is the test. */
export interface SplitShares {
  readonly train: number;
  readonly validation: number;
}

export interface Plan {
  readonly kind: Kind;
  readonly target: string | undefined;
  /** Titles of models. */
  readonly models: readonly string[];
  readonly folds: number | null;
  readonly shares: SplitShares;
}

const AIMS: Readonly<Record<Kind, (target: string) => string>> = {
  classification: (target) => `Predicts ${target} as a class`,
  regression: (target) => `Predicts ${target} as a number`,
  anomaly: () => 'Finds rows that stand out',
  clustering: () => 'Finds rows that belong together',
};
const AND = new Intl.ListFormat('en', { type: 'conjunction' });

/** "80% of the rows train, 10% validate, 10% test" */
export const splitWords = ({ train, validation }: SplitShares): string => `${share(train)} of the rows train, ${share(validation)} validate, ${share(Math.max(0, 1 - train - validation))} test`;

/** What is trained, in sentences. */
export function planWords({ kind, target, models, folds, shares }: Plan): string {
  const by = models.length === 0 ? 'by no model yet' : `by ${AND.format(models.map((title) => title.charAt(0).toLowerCase() + title.slice(1)))}`;
  return `${AIMS[kind](target ?? 'no column yet')}, ${by}. ${folds === null ? 'No cross-validation.' : `${folds} folds.`} ${splitWords(shares)}.`;
}
