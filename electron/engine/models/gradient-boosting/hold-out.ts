import { AppError } from '../../base/app-error.ts';
import { random, type Random } from '../../base/random.ts';
import { pickRows } from '../binned-trees/bin-columns.ts';
import type { TrainingData } from '../model.ts';

/** Keeps this draw apart from the draws of rounds. */
const PURPOSE = 0x5eed;

/** Rows to learn from, and rows that say when to stop. */
export interface HeldOut {
  readonly learned: TrainingData;
  readonly held: NonNullable<TrainingData['validation']>;
}

/**
 * Holds out a share of the training rows, of each class the same; a row that is repeated goes whole to one side. The
 * rows of validation and test are never used: figures on them stay those of rows that the model has not seen.
 */
export function holdOut(data: TrainingData, share: number, seed: number): HeldOut {
  if (data.validation) return { learned: data, held: data.validation };
  const draws = random(seed + PURPOSE * 2 ** 32);
  const ids = data.origin?.rowIds ?? Float64Array.from({ length: data.rows }, (_, i) => i);
  const groups = new Map<number, Set<number>>();
  ids.forEach((id, i) => {
    const group = data.task === 'regression' ? 0 : (data.y[i] as number);
    const members = groups.get(group) ?? new Set();
    groups.set(group, members.add(id));
  });
  const held = new Set<number>();
  for (const [, members] of [...groups].sort(([a], [b]) => a - b)) for (const id of drawn(draws, [...members], share)) held.add(id);
  const places = Array.from({ length: data.rows }, (_, i) => i);
  const isHeld = (i: number): boolean => held.has(ids[i] as number);
  if (held.size === 0) {
    throw new AppError({
      code: 'TOO_FEW_ROWS',
      message: `${data.rows} training rows are too few to hold out a share of ${share} for early stopping.`,
      place: { field: 'validationFraction' },
      next: 'Hold out a larger share, or set earlyStoppingRounds to 0.',
    });
  }
  return { learned: pickRows(data, places.filter((i) => !isHeld(i))), held: pickRows(data, places.filter(isHeld)) };
}

/** A share of a group, but never all of it. */
function drawn(draws: Random, members: number[], share: number): number[] {
  const count = Math.min(members.length - 1, Math.round(members.length * share));
  for (let i = 0; i < count; i++) {
    const other = i + draws.below(members.length - i);
    [members[i], members[other]] = [members[other] as number, members[i] as number];
  }
  return members.slice(0, count);
}
