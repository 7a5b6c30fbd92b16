import type { ThresholdTable } from '../../electron/contract/curves.ts';

/** What calling every row positive whose probability reaches a threshold comes to, as `sklearn.metrics` has it: a share of nothing is 0. */
export interface ThresholdFigures {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly specificity: number;
  readonly accuracy: number;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

export function thresholdFigures({ thresholds, truePositives, falsePositives, positives, others }: ThresholdTable, step: number): ThresholdFigures {
  const [tp, fp] = [truePositives[step] ?? 0, falsePositives[step] ?? 0];
  const [fn, tn] = [positives - tp, others - fp];
  return {
    threshold: thresholds[step] ?? 1,
    truePositives: tp,
    falsePositives: fp,
    falseNegatives: fn,
    trueNegatives: tn,
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, positives),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    specificity: ratio(tn, others),
    accuracy: ratio(tp + tn, positives + others),
  };
}

/** The step of the table whose threshold is nearest; steps go from the highest threshold down. */
export function stepNear({ thresholds }: ThresholdTable, threshold: number): number {
  let best = 0;
  thresholds.forEach((one, i) => {
    if (Math.abs(one - threshold) < Math.abs((thresholds[best] ?? Infinity) - threshold)) best = i;
  });
  return best;
}

/** The step with the highest F1; of equals the one with the highest threshold. */
export function bestF1(table: ThresholdTable): number {
  let best = 0;
  for (let i = 1; i < table.thresholds.length; i++) if (thresholdFigures(table, i).f1 > thresholdFigures(table, best).f1) best = i;
  return best;
}
