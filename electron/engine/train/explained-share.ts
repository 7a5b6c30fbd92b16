import { rowsOfClasses, type Evaluation } from '../../contract/metrics.ts';
import type { ModelRun } from '../../contract/train-result.ts';

const SUSPICIOUS = 0.99;
/** Below so many rows a perfect score says little. */
const ENOUGH_ROWS = 100;
const NAMED = 3;

/** What of the target's deviance a model explains: R², or 1 − log loss / entropy of the classes as `sklearn.metrics.d2_log_loss_score`; null where it is undefined. */
export function explainedShare({ metrics, confusion, rows }: Evaluation): number | null {
  const loss = metrics['log_loss']?.value;
  if (!confusion || loss === undefined || loss === null) return metrics['r2']?.value ?? null;
  let entropy = 0;
  for (const inClass of rowsOfClasses(confusion)) {
    const share = inClass / rows;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy > 0 ? 1 - loss / entropy : null;
}

/** A word of warning where a model knows rows that it has never seen almost to the letter: as a rule one of its columns is made from the target. */
export function tooGoodNote(title: string, { validation, test, features, importance }: Pick<ModelRun, 'validation' | 'test' | 'features' | 'importance'>): string | undefined {
  const unseen = validation ?? test;
  if (!unseen || unseen.rows < ENOUGH_ROWS) return undefined;
  const share = explainedShare(unseen);
  if (share === null || share < SUSPICIOUS) return undefined;
  const weights = importance ?? [];
  const heaviest = features.map((name, i) => ({ name, weight: Math.abs(weights[i] ?? 0) })).sort((a, b) => b.weight - a.weight);
  const named = heaviest.slice(0, NAMED).filter(({ weight }) => weight > 0).map(({ name }) => `"${name}"`);
  const look = named.length > 0 ? ` What weighs most with it: ${named.join(', ')}.` : '';
  return `${title} predicts rows that it has never seen almost without error. That is rare: a column may hold what is known only after the target, or be made from it.${look} Leave such columns out if they will not be known when the model is used.`;
}
