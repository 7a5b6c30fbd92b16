import { isolationForest } from './isolation-forest/isolation-forest.ts';
import { kMeans } from './k-means/k-means.ts';
import type { UnsupervisedDefinition } from './unsupervised-model.ts';

/** Every model that needs no target. */
export const UNSUPERVISED: readonly UnsupervisedDefinition[] = [isolationForest, kMeans];
