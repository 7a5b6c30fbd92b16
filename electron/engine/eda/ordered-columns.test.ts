import { describe, expect, it } from 'vitest';
import { Database } from '../db/database.ts';
import { double, identifier, join, sql } from '../sql/sql.ts';
import { loadKernel } from '../train/load-kernel.ts';
import { profileTable } from './profile.ts';
import { databaseView } from './target-bins.ts';
import { outcomeOf } from './target-outcome.ts';
import { exploreTarget } from './target-view.ts';

const kernel = await loadKernel();
const KINDS = [
  (r: number): number => r * 1e6 - 5e5,
  (r: number): number => Math.round(r * 40) - 20,
  (r: number): number | null => (r < 0.3 ? null : Math.round(r * 9) / 10),
  (r: number): number => (r < 0.6 ? 0 : r < 0.8 ? -0 : r),
  (r: number): number | null => (r < 0.95 ? null : r),
  (): null => null,
];

describe('columns of numbers beside a target', () => {
  it.each([2, 9, 11, 97, 1000])('of %i rows look in memory as the database sees them', async (rows) => {
    const db = await Database.open({ memoryLimitMb: 256, threads: 2 });
    try {
      const random = (row: number, column: number): number => (Math.imul(row * 7 + column + 1, 2654435761) >>> 0) / 2 ** 32;
      const cells = Array.from({ length: rows }, (_, row) => [...KINDS.map((kind, column) => kind(random(row, column))), row % 3 === 0 ? 1 : 0, row === 1 ? null : 1e5 * (random(row, 77) - 0.4)]);
      const values = cells.map((row) => sql`(${row.map((value) => (value === null ? sql`cast(null as double)` : double(value)))})`);
      const columns = [...KINDS.map((_, i) => `x${i}`), 'hit', 'size'].map((name) => ({ name, type: 'number' as const }));
      await db.run(sql`create table t as select * from (values ${join(values)}) v(${columns.map(({ name }) => identifier(name))})`);
      const profile = await profileTable(db, sql`t`, columns, kernel);
      for (const target of ['hit', ...(rows > 2 ? ['size'] : [])]) {
        const outcome = await outcomeOf(db, sql`t`, profile, { target });
        const found = await exploreTarget(db, sql`t`, profile, { target }, kernel);
        for (const column of profile.columns.filter(({ name }) => name !== target)) {
          const { groups, area } = await databaseView(db, sql`t`, column, outcome, undefined);
          const view = found.views.find((one) => one.column === column.name);
          expect(view?.groups, `${column.name} and ${target}`).toEqual(groups.map(({ group }) => group));
          if (target === 'hit' && area !== null) expect(view?.separation ?? 0).toBeGreaterThanOrEqual(Math.max(area, 1 - area));
        }
      }
    } finally {
      await db.close();
    }
  });
});
