import { addLeaves, type GrowingForest } from '../binned-trees/forest.ts';
import type { TrainingData } from '../model.ts';
import type { Objective } from './objective.ts';

/** Watches the loss on rows that are not learned from, round by round. */
export class EarlyStopping {
  readonly #held: NonNullable<TrainingData['validation']>;
  readonly #objective: Objective;
  readonly #patience: number;
  readonly #scores: Float64Array;
  readonly #width: number;
  #watched = 0;
  #rounds = 0;
  #best = Infinity;
  #bestRound = 0;
  #bestTrees = 0;
  #gains: number[] = [];

  constructor(held: NonNullable<TrainingData['validation']>, objective: Objective, base: readonly number[], patience: number) {
    this.#held = held;
    this.#objective = objective;
    this.#patience = patience;
    this.#width = base.length;
    this.#scores = Float64Array.from({ length: held.rows * base.length }, (_, i) => base[i % base.length] as number);
  }

  /** The round whose trees are kept. */
  get bestRound(): number {
    return this.#bestRound;
  }

  /** Adds the trees of a round. True when as many rounds as the patience have brought nothing. */
  isOver(forest: GrowingForest): boolean {
    const { x, rows } = this.#held;
    addLeaves(forest.finish(), x, rows, this.#scores, this.#width, (tree) => tree % this.#width, this.#watched);
    this.#watched = forest.trees;
    this.#rounds++;
    const loss = this.#loss();
    if (loss < this.#best) {
      this.#best = loss;
      this.#bestRound = this.#rounds;
      this.#bestTrees = forest.trees;
      this.#gains = forest.gains;
    }
    return this.#rounds - this.#bestRound >= this.#patience;
  }

  /** Leaves the trees of the best round and of those before it. */
  keepBest(forest: GrowingForest): void {
    forest.keep(this.#bestTrees, this.#gains);
  }

  #loss(): number {
    const { y, rows, weights } = this.#held;
    let [sum, total] = [0, 0];
    for (let i = 0; i < rows; i++) {
      const weight = weights ? (weights[i] as number) : 1;
      sum += weight * this.#objective.loss(y[i] as number, this.#scores.subarray(i * this.#width, (i + 1) * this.#width));
      total += weight;
    }
    return sum / total;
  }
}
