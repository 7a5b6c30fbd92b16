import type { Progress } from '../../contract/wire.ts';

type Report = (progress: Progress) => void;

/** Adds to every progress what share of all fits, each model's own and those of its folds, is behind it. */
export class WholeProgress {
  readonly #fits: number;
  readonly #report: Report | undefined;
  #done = 0;
  #whole = 0;

  constructor(fits: number, report: Report | undefined) {
    this.#fits = fits;
    this.#report = report;
  }

  /** `fitted`: the share of the present fit. */
  report(progress: Progress, fitted = 0): void {
    this.#whole = Math.max(this.#whole, Math.min(1, (this.#done + fitted) / this.#fits));
    this.#report?.({ ...progress, whole: this.#whole });
  }

  endFit(): void {
    this.#done += 1;
  }
}
