import type { TargetExploration, TargetView } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { throwIfCancelled } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import type { Kernel } from '../models/kernel.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { correlateWith } from './correlations.ts';
import { columnParts } from './long-columns.ts';
import { OrderedColumns } from './ordered-columns.ts';
import { OutcomeRows } from './outcome-rows.ts';
import { columnsAtOnce, MOST_IN_MEMORY } from './profile.ts';
import { correlationRatio, groupArea } from './separation.ts';
import { databaseView } from './target-bins.ts';
import { isOrdered, rowsWithTarget, type Measured } from './target-groups.ts';
import { levelGroups } from './target-levels.ts';
import { outcomeOf, type Outcome, type TargetQuestion } from './target-outcome.ts';

interface View {
  readonly column: ColumnProfile;
  readonly groups: readonly Measured[];
  /** Of the values themselves; null where that has no meaning. */
  readonly area: number | null;
}

/** How every column goes with a target, exact on all rows that have one; alerts are the caller's. */
export async function exploreTarget(db: Database, table: Sql, profile: Profile, question: TargetQuestion, kernel: Kernel, context: JobContext = {}): Promise<Omit<TargetExploration, 'alerts'>> {
  const { signal } = context;
  const outcome = await outcomeOf(db, table, profile, question, signal);
  const total = await db.row(sql`select count(*) as n, sum(o1) as s1, sum(o2) as s2 from ${rowsWithTarget(table, [], outcome)}`, { signal });
  const all = outcome.read(Number(total['n']), total['s1'], total['s2']);
  const others = profile.columns.filter(({ name }) => name !== outcome.target);
  const linear = outcome.task === 'regression' ? await correlateWith(db, table, profile, outcome.target, kernel, { signal }) : undefined;
  const views = new Map<string, TargetView>();
  for await (const { column, groups, area } of viewsOf(db, table, others, outcome, all.rows, kernel, signal)) {
    const sums = groups.map((one) => one.sums);
    let separation: number | null;
    if (linear) separation = linear.has(column.name) ? absolute(linear.get(column.name) ?? null) : correlationRatio(sums, all);
    else separation = larger(groupArea(sums), area);
    views.set(column.name, { column: column.name, groups: groups.map(({ group }) => group), separation });
    context.onProgress?.({ stage: 'Comparing columns with the target', fraction: views.size / others.length });
  }
  const { target, task, classes, positive } = outcome;
  return { target, task, classes, positive, rows: all.rows, missing: profile.rows - all.rows, overall: all.estimate, views: others.map(({ name }) => views.get(name) as TargetView) };
}

const absolute = (value: number | null): number | null => (value === null ? null : Math.abs(value));
/** Of the rates of groups, and of the values themselves either way round. */
const larger = (byGroup: number | null, area: number | null): number | null => (byGroup === null || area === null ? byGroup : Math.max(byGroup, area, 1 - area));

async function* viewsOf(db: Database, table: Sql, columns: readonly ColumnProfile[], outcome: Outcome, rows: number, kernel: Kernel, signal: AbortSignal | undefined): AsyncGenerator<View> {
  for (const part of columnParts(columns.filter((column) => !isOrdered(column)), rows)) {
    const groups = await levelGroups(db, table, part, outcome, signal);
    for (const [i, column] of part.entries()) yield { column, groups: groups[i] ?? [], area: null };
  }
  const ordered = columns.filter(isOrdered);
  if (rows > MOST_IN_MEMORY) for (const column of ordered) yield { column, ...(await databaseView(db, table, column, outcome, signal)) };
  else yield* viewsInMemory(db, table, ordered, outcome, rows, kernel, signal);
}

async function* viewsInMemory(db: Database, table: Sql, columns: readonly ColumnProfile[], outcome: Outcome, rows: number, kernel: Kernel, signal: AbortSignal | undefined): AsyncGenerator<View> {
  if (columns.length === 0) return;
  const target = await OutcomeRows.read(db, table, outcome, signal);
  const size = Math.min(columns.length, columnsAtOnce(rows));
  const room = kernel.columnRows(rows, size + 1);
  try {
    const view = new OrderedColumns(room, target);
    for (let first = 0; first < columns.length; first += size) {
      const part = columns.slice(first, first + size);
      const values = part.map(({ name }, i) => sql`coalesce(${identifier(name)}, cast('nan' as double)) as ${identifier(`c${i}`)}`);
      await db.columns(sql`select ${values} from ${rowsWithTarget(table, part, outcome)}`, { rows, into: room.columns, signal });
      for (const [i, column] of part.entries()) {
        yield { column, ...view.view(i, column, outcome.task === 'classification') };
        // Messages, such as a cancel, come in between.
        await new Promise(setImmediate);
        throwIfCancelled(signal);
      }
    }
  } finally {
    room.close();
  }
}
