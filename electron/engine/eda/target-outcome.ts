import type { TargetExploration } from '../../contract/exploration.ts';
import type { Profile } from '../../contract/profile.ts';
import { AppError } from '../base/app-error.ts';
import { byCodePoint } from '../base/canonical-json.ts';
import type { Database } from '../db/database.ts';
import { labelOf, unknownLabel } from '../run/target.ts';
import { double, identifier, literal, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { centersOf, scaledDeviation } from './centers.ts';

const MOST_CLASSES = 50;
const BITS = 60;
/** The two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

export interface TargetQuestion {
  readonly target: string;
  readonly task?: 'classification' | 'regression' | undefined;
  readonly positive?: string | undefined;
}

/** What a group of rows gives: how many, and integer sums of the target over them. */
export interface OutcomeSums {
  readonly rows: number;
  readonly hits: number | null;
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Sum of squares around the group's own mean, in units of the spread; 0 for classes. */
  readonly within: number;
}

/** A target as integers that SQL can add up in any order. */
export interface Outcome extends Pick<TargetExploration, 'target' | 'task' | 'classes' | 'positive'> {
  /** The rows that have a target are those where this is true. */
  readonly present: Sql;
  /** Columns `o1` and `o2` of a row. */
  readonly columns: Sql;
  /** What the sums of `o1` and `o2` over some rows say. */
  read(rows: number, first: unknown, second: unknown): OutcomeSums;
}

/** Decides what a target is, as training does. Throws an AppError for what cannot be one. */
export async function outcomeOf(db: Database, table: Sql, profile: Profile, { target, task, positive }: TargetQuestion, signal?: AbortSignal): Promise<Outcome> {
  const facts = profile.columns.find(({ name }) => name === target);
  const place = { column: target, field: 'target' };
  const next = 'Choose another target.';
  if (!facts) throw new AppError({ code: 'UNKNOWN_COLUMN', message: `There is no column "${target}".`, place, next });
  if (facts.distinct < 2) throw new AppError({ code: 'CONSTANT_TARGET', message: `"${target}" has ${facts.distinct === 0 ? 'no value' : 'one value only'}: there is nothing to explain.`, place, next });
  const { type } = facts;
  if (type === 'timestamp') throw new AppError({ code: 'TARGET_NOT_NUMBER', message: `"${target}" is a date and time, which cannot be a target.`, place, next });
  const chosen = task ?? (type === 'text' || type === 'boolean' || facts.distinct === 2 ? 'classification' : 'regression');
  const id = identifier(target);
  const present = sql`${id} is not null`;
  if (chosen === 'regression') {
    if (type === 'text' || type === 'boolean') throw new AppError({ code: 'TARGET_NOT_NUMBER', message: `"${target}" is not a number, so it has no mean.`, place, next: 'Choose classification, or another target.' });
    const [center] = await centersOf(db, table, [target], { signal });
    if (!center) throw new Error('A column has a center');
    const { mean, spread } = center;
    const deviation = sql`(cast(${id} as double) / ${double(spread)} - ${double(mean / spread)})`;
    const scale = double(2 ** BITS);
    const columns = sql`${scaledDeviation(target, center)} as o1, cast(${deviation} * ${deviation} * ${scale} as bigint) as o2`;
    return { target, task: chosen, classes: [], positive: null, present, columns, read: (rows, first, second) => meanOf(rows, Number(first) / 2 ** BITS, Number(second) / 2 ** BITS, mean, spread) };
  }
  if (facts.distinct > MOST_CLASSES) throw new AppError({ code: 'TOO_MANY_CLASSES', message: `"${target}" has ${facts.distinct} different values; the view of a class needs at most ${MOST_CLASSES}.`, place, next: type === 'text' ? next : 'Look at it as a number, or choose another target.' });
  const found = await db.rows(sql`select ${labelOf(target, type)} as label, count(*) as n from ${table} where ${present} group by label order by n desc, label`, { signal });
  const classes = found.map((row) => ({ label: String(row['label']), rows: Number(row['n']) }));
  const labels = classes.map(({ label }) => label);
  if (positive !== undefined && !labels.includes(positive)) throw unknownLabel(target, positive, labels, null);
  const shown = positive ?? (labels.length === 2 ? [...labels].sort(byCodePoint).at(-1) : labels[0]) ?? '';
  const columns = sql`case when ${labelOf(target, type)} = ${literal(shown)} then 1 else 0 end as o1, 0 as o2`;
  return { target, task: chosen, classes, positive: shown, present, columns, read: (rows, first) => shareOf(rows, Number(first)) };
}

/** A share with Wilson's interval. */
export function shareOf(rows: number, hits: number): OutcomeSums {
  const share = hits / rows;
  const z2 = (Z * Z) / rows;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / rows + z2 / (4 * rows));
  return { rows, hits, estimate: share, low: hits === 0 ? 0 : middle - half, high: hits === rows ? 1 : middle + half, within: 0 };
}

function meanOf(rows: number, sum: number, squares: number, mean: number, spread: number): OutcomeSums {
  const own = sum / rows;
  const within = Math.max(0, squares - sum * own);
  const estimate = mean + own * spread;
  const half = rows > 1 ? Z * Math.sqrt(within / (rows - 1) / rows) * spread : null;
  return { rows, hits: null, estimate, low: half === null ? null : estimate - half, high: half === null ? null : estimate + half, within };
}
