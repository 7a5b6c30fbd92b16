import { expect, it } from 'vitest';
import { WholeProgress } from './whole-progress.ts';

it('counts every fit, never goes back, and ends at 1', () => {
  const told: (number | undefined)[] = [];
  const progress = new WholeProgress(2, ({ whole }) => told.push(whole));
  for (let fit = 0; fit < 2; fit++) {
    progress.report({ stage: 'Learning', fraction: null });
    for (const fraction of [0.5, 1]) progress.report({ stage: 'Training', fraction }, fraction);
    progress.report({ stage: 'Scoring', fraction: 0.5 }, 1);
    progress.endFit();
  }
  expect(told).toEqual([0, 0.25, 0.5, 0.5, 0.5, 0.75, 1, 1]);
});
