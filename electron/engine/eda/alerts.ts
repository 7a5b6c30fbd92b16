import type { Alert, TargetExploration, TargetView } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { isConstant, isIdentifier } from './column-facts.ts';

/** Where each alert begins. */
const LIMITS = {
  levels: 50,
  skewness: 3,
  missing: 0.2,
  zeros: 0.5,
  smallestClass: 0.1,
  leak: 0.99,
  /** Fewer rows than these separate by chance. */
  leakRows: 20,
  leakClassRows: 10,
  leakRowsPerGroup: 5,
} as const;

/** What is suspicious about the columns and the table, whatever is to be predicted. */
export function tableAlerts({ rows, columns }: Profile, duplicates: number): Alert[] {
  const found = columns.flatMap((column) => columnAlerts(column, rows));
  if (duplicates === 0) return found;
  const reason = `${counted(duplicates, 'row equals', 'rows equal')} an earlier row in every column (${share(duplicates / rows)}).`;
  return [{ code: 'duplicates', column: null, reason, mend: 'If they are copies, put "Remove duplicates" in front of the split: copies in both parts make a model look better than it is.', node: 'deduplicate' }, ...found];
}

function columnAlerts(column: ColumnProfile, rows: number): Alert[] {
  const { name, type, count, missing, distinct, numeric } = column;
  const alert = (code: Alert['code'], reason: string, mend: string, node: string | null): Alert => ({ code, column: name, reason, mend, node });
  const quoted = `"${name}"`;
  if (isConstant(column)) {
    const same = count === 0 ? 'has no value at all' : missing > 0 ? 'has one value only, where it has any' : 'has the same value in every row';
    return [alert('constant', `${quoted} ${same}: nothing can be learned from it.`, 'Leave it out with "Select columns".', 'select')];
  }
  const alerts: Alert[] = [];
  if (isIdentifier(column, rows)) alerts.push(alert('identifier', `All ${whole(rows)} values of ${quoted} differ: it names rows and says nothing of new ones.`, 'Leave it out with "Select columns".', 'select'));
  else if (type === 'text' && distinct > LIMITS.levels) alerts.push(alert('high-cardinality', `${quoted} has ${whole(distinct)} different texts: a column for each would be too many.`, 'Use "Target encoder" for it, or tidy the texts with "Text normalisation" first.', 'target-encoder'));
  if (missing / rows >= LIMITS.missing) alerts.push(alert('missing', `${quoted} is missing in ${share(missing / rows)} of the rows (${whole(missing)}).`, 'Fill it with "Simple imputer", or leave it out with "Select columns" if being missing says nothing.', 'simple-imputer'));
  if (numeric === null || type === 'timestamp') return alerts;
  if (numeric.skewness !== null && Math.abs(numeric.skewness) >= LIMITS.skewness && distinct > 2) {
    const far = numeric.skewness > 0 ? 'large' : 'small';
    alerts.push(alert('skew', `${quoted} is skewed (${numeric.skewness.toFixed(1)}): a few very ${far} values lie far from the rest.`, 'Take its logarithm with "Formula", or cut it into "Quantile bins"; trees need neither.', 'quantile-bins'));
  }
  if (distinct > 2 && numeric.zeros / count >= LIMITS.zeros) alerts.push(alert('zeros', `${quoted} is 0 in ${share(numeric.zeros / count)} of its values.`, 'If 0 stands for "not measured", make it missing with "Formula", then fill it; else bin it with "Quantile bins".', 'formula'));
  return alerts;
}

/** What is suspicious once a target is chosen: classes out of balance, and columns that give it away. */
export function targetAlerts(exploration: Omit<TargetExploration, 'alerts'>): Alert[] {
  const { target, classes, rows, views } = exploration;
  const alerts = views.filter((view) => isLeak(view, exploration)).map((view) => leakAlert(view, exploration));
  const rarest = classes.at(-1);
  if (rarest && rarest.rows / rows < LIMITS.smallestClass) {
    alerts.push({
      code: 'imbalance',
      column: target,
      reason: `Only ${share(rarest.rows / rows)} of the rows are "${rarest.label}" in "${target}" (${whole(rarest.rows)} of ${whole(rows)}).`,
      mend: 'Judge models by the area under ROC or by recall, not by accuracy; "Random oversampling" repeats rare training rows.',
      node: 'random-oversampling',
    });
  }
  return alerts;
}

function isLeak({ groups, separation }: TargetView, { task, rows, classes }: Omit<TargetExploration, 'alerts'>): boolean {
  if (separation === null || separation < LIMITS.leak || rows < LIMITS.leakRowsPerGroup * groups.length) return false;
  const present = groups.reduce((sum, group) => sum + (group.kind === 'missing' ? 0 : group.rows), 0);
  if (task === 'regression') return present >= LIMITS.leakRows;
  return (classes.at(-1)?.rows ?? 0) >= LIMITS.leakClassRows;
}

function leakAlert({ column, separation }: TargetView, { target, task }: Omit<TargetExploration, 'alerts'>): Alert {
  const figure = `${task === 'classification' ? 'area under ROC' : 'correlation'} ${Math.floor((separation ?? 0) * 1000) / 1000}`;
  return {
    code: 'leak',
    column,
    reason: `"${column}" alone tells "${target}" nearly perfectly (${figure}): it may be known only after the fact.`,
    mend: 'Ask whether it is known at the time of a prediction. If not, leave it out with "Select columns".',
    node: 'select',
  };
}

/** Figures in sentences are the same on every machine: a comma parts thousands. */
const whole = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const share = (value: number): string => (value > 0 && value < 0.001 ? 'under 0.1 %' : value < 1 && value > 0.999 ? 'over 99.9 %' : `${Number((value * 100).toFixed(1))} %`);
const counted = (value: number, one: string, many: string): string => `${whole(value)} ${value === 1 ? one : many}`;
