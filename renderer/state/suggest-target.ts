import type { ColumnType } from '../../electron/contract/column.ts';
import { plainLetters } from '../../electron/contract/plain-letters.ts';

/** What a suggestion looks at. */
export interface Candidate {
  readonly name: string;
  readonly type: ColumnType;
  readonly distinct: number;
  readonly missing: number;
}

export type Suggestion = { readonly column: string; readonly reason: string };

const SAYS_TARGET = /(^|[^a-z])(target|label|class|outcome|response|y)([^a-z]|$)/i;
const SOUNDS_LIKE = /fail|fault|churn|fraud|default|surviv|species|diagnos|defect|scrap|quality|price|sales|demand|yield|remaining|total|cnt|count/i;
const PART_OF_NAME = /(^|[^a-z])id([^a-z]|$)|index|uid|uuid|instant|row/i;

/** The column that most likely is to be predicted, with the reason that the window shows; undefined if none can be. */
export function suggestTarget(columns: readonly Candidate[], rows: number): Suggestion | undefined {
  let best: { points: number; suggestion: Suggestion } | undefined;
  columns.forEach((column, index) => {
    if (!canBeTarget(column, rows)) return;
    const reasons: [number, string][] = [];
    if (SAYS_TARGET.test(column.name)) reasons.push([100, 'its name says so']);
    if (SOUNDS_LIKE.test(column.name)) reasons.push([50, 'its name sounds like an outcome']);
    if (index === columns.length - 1) reasons.push([20, 'it is the last column']);
    if (column.distinct === 2) reasons.push([12, 'it has two values']);
    else if (column.distinct <= 20) reasons.push([6, `it has ${column.distinct} values`]);
    if (PART_OF_NAME.test(column.name)) reasons.push([-60, '']);
    if (column.missing > 0) reasons.push([-10, '']);
    const points = reasons.reduce((sum, [value]) => sum + value, 0);
    const spoken = reasons.filter(([value]) => value > 0).map(([, text]) => text);
    const suggestion = { column: column.name, reason: spoken.slice(0, 2).join(' and ') || 'it varies and is no identifier' };
    if (!best || points > best.points) best = { points, suggestion };
  });
  return best?.suggestion;
}

/** Constant columns and identifiers cannot be predicted; nor can instants. */
export function canBeTarget({ type, distinct, missing }: Candidate, rows: number): boolean {
  if (distinct < 2 || type === 'timestamp') return false;
  return !(type === 'text' && distinct > 20 && distinct >= (rows - missing) * 0.5);
}

/** The rule of the command line: text, yes/no and two values are classes, all else is a number. */
export function taskOf({ type, distinct }: Candidate): 'classification' | 'regression' {
  return type === 'text' || type === 'boolean' || distinct === 2 ? 'classification' : 'regression';
}

/** A folder beside the data file, named after it and the target. */
export function projectFolder(dataPath: string, target: string): string {
  const cut = Math.max(dataPath.lastIndexOf('/'), dataPath.lastIndexOf('\\')) + 1;
  const stem = dataPath.slice(cut).replace(/\.[^.]+$/, '');
  const slug = plainLetters(target).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return `${dataPath.slice(0, cut)}${stem}${slug ? `-${slug}` : ''}`;
}
