import type { Alert, Correlations, TargetExploration, TargetGroup, TargetView } from '../../../electron/contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../../electron/contract/profile.ts';
import type { ColumnType } from '../../../electron/contract/column.ts';
import { cellText, counted, instant, metric, number } from '../../ui/format.ts';

const ALERTS: Record<Alert['code'], string> = {
  constant: 'Constant',
  identifier: 'Identifier',
  'high-cardinality': 'Many different texts',
  skew: 'Strong skew',
  missing: 'Much is missing',
  zeros: 'Many zeros',
  duplicates: 'Duplicate rows',
  imbalance: 'Rare class',
  leak: 'Suspected leak',
  'mixed-types': 'Mixed types',
  gaps: 'Gaps in time',
};
export const alertTitle = ({ code }: Alert): string => ALERTS[code];

/** A number of a column as people read it. */
export const sayNumber = (type: ColumnType) => (value: number): string => (type === 'timestamp' ? instant(value) : number(value));

/** What a group of rows is called beside the axis. */
export function groupLabel({ kind, value, least, greatest, levels }: TargetGroup, type: ColumnType): string {
  if (kind === 'missing') return 'missing';
  if (kind === 'other') return counted(levels, 'other value');
  if (kind === 'level') return value === null ? 'missing' : typeof value === 'number' ? sayNumber(type)(value) : cellText(value, type);
  const say = sayNumber(type);
  const [from, to] = [say(least ?? 0), say(greatest ?? 0)];
  return from === to ? from : `${from} – ${to}`;
}

/** Every value of a column that has few, in their order. */
export const allValues = ({ top, type }: ColumnProfile): { value: string; rows: number }[] =>
  top.toSorted((left, right) => Number(left.value) - Number(right.value)).map(({ value, count }) => ({ value: sayNumber(type)(Number(value)), rows: count }));

/** Which rows a distribution was made on. */
export function distributionRows({ count, missing }: ColumnProfile): string {
  return missing === 0 ? `All ${counted(count, 'row')}.` : `All ${counted(count, 'row')} with a value; ${counted(missing, 'row')} without one left out.`;
}

/** The same of a sample. */
export const roughRows = ({ rows, sampleOf }: Profile): string => `≈ ${counted(rows, 'row')} of ${counted(sampleOf ?? rows, 'row')}, spread evenly; exact figures follow.`;

export function targetRows({ rows, missing, target }: TargetExploration): string {
  const left = missing === 0 ? '' : `; ${counted(missing, 'row')} without ${target} left out`;
  return `All ${counted(rows, 'row')}${missing === 0 ? '' : ` with ${target}`}${left}. Bars: 95% interval. Dotted: over all.`;
}

/** What the points of a target view are. */
export const measureOf = ({ target, positive }: TargetExploration): string => (positive === null ? `Mean of ${target}` : `Share of ${target} = ${positive}`);

/** How well the column alone tells the target; undefined where that has no figure. */
export function separationWords({ separation }: TargetView, { target, task }: TargetExploration, type: ColumnType): string | undefined {
  if (separation === null) return undefined;
  const figure = task === 'classification' ? 'area under ROC' : type === 'number' || type === 'integer' ? 'size of the correlation' : 'correlation ratio';
  return `This column alone tells ${target} with ${figure} ${metric(separation)} (${task === 'classification' ? '0.5 is a guess' : '0 is nothing'}, 1 is perfect).`;
}

/** The pairs of columns with the largest |r|, the strongest first. */
export function strongestPairs({ columns, matrix, pairRows }: Correlations, most = 10): { one: string; two: string; r: number; rows: number }[] {
  return columns
    .flatMap((one, i) => columns.slice(i + 1).map((two, k) => ({ one, two, r: matrix[i]?.[i + 1 + k] ?? null, rows: pairRows[i]?.[i + 1 + k] ?? 0 })))
    .filter((pair): pair is { one: string; two: string; r: number; rows: number } => pair.r !== null)
    .toSorted((left, right) => Math.abs(right.r) - Math.abs(left.r))
    .slice(0, most);
}
