import type { Alert, AlertFix, TargetExploration, TargetGroup, TargetView } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { isConstant, isIdentifier } from './column-facts.ts';
import type { MixedTexts } from './mixed-texts.ts';
import type { TimeGaps } from './time-gaps.ts';
import { counted, duration, instant, quoted, share, whole } from './say.ts';

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

/** What was found beside the profile of the columns. */
export interface TableFindings {
  readonly duplicates: number;
  /** Cells that were not of their column's type and became missing, as the loader noted. */
  readonly unreadable: readonly { readonly column: string; readonly count: number; readonly message: string }[];
  readonly mixed: readonly MixedTexts[];
  readonly gaps: readonly (TimeGaps & { readonly column: string; readonly entity: string | undefined })[];
}

type ColumnAlert = Omit<Alert, 'column' | 'node'>;

/** What is suspicious about the columns and the table, whatever is to be predicted. */
export function tableAlerts({ rows, columns }: Profile, findings: TableFindings): Alert[] {
  return [...duplicateAlerts(findings.duplicates, rows), ...columns.flatMap((column) => columnAlerts(column, rows, findings))];
}

function duplicateAlerts(duplicates: number, rows: number): Alert[] {
  if (duplicates === 0) return [];
  const reason = `${counted(duplicates, 'row equals', 'rows equal')} an earlier row in every column (${share(duplicates / rows)}).`;
  const mend = 'If they are copies, put "Remove duplicates" in front of the split: copies in both parts make a model look better than it is.';
  return [withNode({ code: 'duplicates', column: null, reason, mend, fix: { do: 'insert', title: 'Remove the copies', node: 'deduplicate', params: { columns: [] }, behind: 'data', takesOver: null } })];
}

const withNode = (alert: Omit<Alert, 'node'>): Alert => ({ ...alert, node: nodeOf(alert.fix) });
const nodeOf = (fix: AlertFix | null): string | null => (fix === null ? null : fix.do === 'insert' ? fix.node : 'feature-target-split');
const leaveOut = (column: string): AlertFix => ({ do: 'leave-out', title: 'Leave it out', column });
const insert = (title: string, node: string, column: string, params: Record<string, string | number> = {}, takesOver = false): AlertFix =>
  ({ do: 'insert', title, node, params: { columns: [column], ...params }, behind: 'split', takesOver: takesOver ? column : null });

function columnAlerts(column: ColumnProfile, rows: number, findings: TableFindings): Alert[] {
  const { name } = column;
  const found = isConstant(column) ? [constantAlert(column)] : [...textAlerts(column, rows, findings), ...valueAlerts(column, rows)];
  const unreadable = findings.unreadable.find((one) => one.column === name);
  if (unreadable) found.push(unreadableAlert(column, rows, unreadable));
  const gaps = findings.gaps.find((one) => one.column === name);
  if (gaps) found.push(gapsAlert(name, gaps));
  return found.map((alert) => withNode({ ...alert, column: name }));
}

function constantAlert({ name, count, missing }: ColumnProfile): ColumnAlert {
  const same = count === 0 ? 'has no value at all' : missing > 0 ? 'has one value only, where it has any' : 'has the same value in every row';
  return { code: 'constant', reason: `"${name}" ${same}: nothing can be learned from it.`, mend: 'Leave it out.', fix: leaveOut(name) };
}

function textAlerts(column: ColumnProfile, rows: number, { mixed }: TableFindings): ColumnAlert[] {
  const { name, type, count, distinct } = column;
  const strange = mixed.find((one) => one.column === name);
  if (strange) {
    const { kind, fitting, example } = strange;
    const others = count - fitting;
    return [{
      code: 'mixed-types',
      reason: `"${name}" is text, and ${whole(fitting)} of its ${whole(count)} values are ${kind === 'number' ? 'numbers' : 'dates'}: ${counted(others, 'is', 'are')} not, such as ${quoted(example)}.`,
      mend: `If those stand for "missing", name them so when the file is opened, or give the column its type there: they become missing, and are counted.`,
      fix: null,
    }];
  }
  if (isIdentifier(column, rows)) return [{ code: 'identifier', reason: `All ${whole(rows)} values of "${name}" differ: it names rows and says nothing of new ones.`, mend: 'Leave it out.', fix: leaveOut(name) }];
  if (type !== 'text' || distinct <= LIMITS.levels) return [];
  return [{
    code: 'high-cardinality',
    reason: `"${name}" has ${whole(distinct)} different texts: a column for each would be too many.`,
    mend: 'Use "Target encoder" for it, or tidy the texts with "Text normalisation" first.',
    fix: insert('Encode by the target', 'target-encoder', name, {}, true),
  }];
}

function valueAlerts({ name, type, count, missing, distinct, numeric }: ColumnProfile, rows: number): ColumnAlert[] {
  const alerts: ColumnAlert[] = [];
  if (missing / rows >= LIMITS.missing) {
    const numbers = type === 'number' || type === 'integer';
    const fix = numbers ? insert('Fill with the median', 'simple-imputer', name, { strategy: 'median' }) : type === 'text' ? insert('Fill with the most frequent', 'simple-imputer', name, { strategy: 'most_frequent' }) : leaveOut(name);
    alerts.push({ code: 'missing', reason: `"${name}" is missing in ${share(missing / rows)} of the rows (${whole(missing)}).`, mend: 'Fill it with "Simple imputer", or leave it out if being missing says nothing.', fix });
  }
  if (numeric === null || type === 'timestamp') return alerts;
  if (numeric.skewness !== null && Math.abs(numeric.skewness) >= LIMITS.skewness && distinct > 2) {
    const far = numeric.skewness > 0 ? 'large' : 'small';
    alerts.push({ code: 'skew', reason: `"${name}" is skewed (${numeric.skewness.toFixed(1)}): a few very ${far} values lie far from the rest.`, mend: 'Cut it into "Quantile bins", or take its logarithm with "Formula"; trees need neither.', fix: insert('Cut into quantile bins', 'quantile-bins', name) });
  }
  if (distinct > 2 && numeric.zeros / count >= LIMITS.zeros) {
    alerts.push({ code: 'zeros', reason: `"${name}" is 0 in ${share(numeric.zeros / count)} of its values.`, mend: 'Bin it with "Quantile bins"; if 0 stands for "not measured", make it missing with "Formula", then fill it.', fix: insert('Cut into quantile bins', 'quantile-bins', name) });
  }
  return alerts;
}

function unreadableAlert({ name, type, missing }: ColumnProfile, rows: number, { count, message }: TableFindings['unreadable'][number]): ColumnAlert {
  const filled = type === 'number' || type === 'integer' ? insert('Fill with the median', 'simple-imputer', name, { strategy: 'median' }) : null;
  return {
    code: 'mixed-types',
    reason: `"${name}": ${message} They are ${share(count / rows)} of the rows, and ${share(count / Math.max(1, missing))} of what is missing there.`,
    mend: 'If the type is wrong, change it where the file is opened; else fill what is missing with "Simple imputer".',
    fix: filled,
  };
}

function gapsAlert(name: string, { step, gaps, longest, from, entity }: TableFindings['gaps'][number]): ColumnAlert {
  const within = entity === undefined ? '' : ` within each "${entity}"`;
  return {
    code: 'gaps',
    reason: `"${name}" goes by ${duration(step)}${within}, but for ${counted(gaps, 'gap', 'gaps')}${gaps === 1 ? ' of' : ': the longest takes'} ${duration(longest)}, from ${instant(from)}.`,
    mend: 'Find out why rows are absent: a window over history counts rows and would reach across the gap.',
    fix: null,
  };
}

/** What is suspicious once a target is chosen: classes out of balance, and columns that give it away. */
export function targetAlerts(exploration: Omit<TargetExploration, 'alerts'>): Alert[] {
  const { target, classes, rows, views } = exploration;
  const alerts = views.flatMap((view) => (isLeak(view, exploration) ? leakAlert(view, exploration) : (tellingAlert(view, exploration) ?? [])));
  const rarest = classes.at(-1);
  if (rarest && rarest.rows / rows < LIMITS.smallestClass) {
    alerts.push(withNode({
      code: 'imbalance',
      column: target,
      reason: `Only ${share(rarest.rows / rows)} of the rows are "${rarest.label}" in "${target}" (${whole(rarest.rows)} of ${whole(rows)}).`,
      mend: 'Judge models by the area under ROC or by recall, not by accuracy; "Random oversampling" repeats rare training rows.',
      fix: { do: 'insert', title: 'Repeat rare rows', node: 'random-oversampling', params: {}, behind: 'split', takesOver: null },
    }));
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
  return afterTheFact(column, `"${column}" alone tells "${target}" nearly perfectly (${figure}): it may be known only after the fact.`);
}

/** A value that rows of a rare class alone have, and too many of them to be chance, such as the code of a failure: the column as a whole may tell little. */
function tellingAlert({ column, groups }: TargetView, { target, rows, classes, positive, overall }: Omit<TargetExploration, 'alerts'>): Alert | null {
  const rare = classes.length > 1 && classes.at(-1)?.label === positive && overall < LIMITS.smallestClass;
  if (!rare || rows < LIMITS.leakRowsPerGroup * groups.length) return null;
  const telling = groups.filter((group) => (group.kind === 'level' || group.kind === 'missing') && group.rows >= LIMITS.leakClassRows && group.hits === group.rows);
  const most = telling.toSorted((a, b) => b.rows - a.rows)[0];
  if (!most) return null;
  return afterTheFact(column, `"${column}" is ${valueOf(most)} in ${whole(most.rows)} rows, and all of them have "${target}" = “${positive ?? ''}”, as ${share(overall)} of all rows have: it may be known only after the fact.`);
}

const valueOf = ({ kind, value }: TargetGroup): string => (kind === 'missing' ? 'missing' : quoted(String(value)));

const afterTheFact = (column: string, reason: string): Alert => withNode({ code: 'leak', column, reason, mend: 'Ask whether it is known at the time of a prediction. If not, leave it out.', fix: leaveOut(column) });
