import type { OutcomeSums } from './target-outcome.ts';

/** The area under ROC of a guess by the rates of groups; null where one of the two classes is absent. */
export function groupArea(groups: readonly OutcomeSums[]): number | null {
  let [below, twice, positives] = [0, 0, 0];
  for (const { rows, hits } of [...groups].sort((a, b) => a.estimate - b.estimate)) {
    const found = hits ?? 0;
    twice += found * (2 * below + (rows - found));
    below += rows - found;
    positives += found;
  }
  return positives === 0 || below === 0 ? null : twice / (2 * positives * below);
}

/** The correlation ratio: the root of the share of the target's variance that lies between groups. */
export function correlationRatio(groups: readonly OutcomeSums[], all: OutcomeSums): number | null {
  if (all.within === 0) return null;
  const within = groups.reduce((sum, group) => sum + group.within, 0);
  return Math.sqrt(Math.max(0, 1 - within / all.within));
}
