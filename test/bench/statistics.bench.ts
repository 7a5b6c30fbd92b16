import { execFileSync } from 'node:child_process';
import { Database } from '../../electron/engine/db/database.ts';
import { computeStatistics } from '../../electron/engine/run/statistics/compute-statistics.ts';
import { double, identifier, sql } from '../../electron/engine/sql/sql.ts';

const ROWS = 1_000_000;
const COLUMNS = Array.from({ length: 30 }, (_, i) => `c${i}`);
const ROUNDS = 3;

/** Half of the columns around 20, half around 0, where the mean needs a second limb; one thread each. */
const NUMPY = `
import time
import numpy as np
rng = np.random.default_rng(1)
columns = [rng.random(${ROWS}) for _ in range(${COLUMNS.length})]
best = 1e9
for _ in range(${ROUNDS}):
    start = time.process_time()
    for column in columns:
        np.nanmean(column), np.nanvar(column), np.nanmin(column), np.nanmax(column)
    best = min(best, time.process_time() - start)
print(best)
`;

/** The least CPU time of a few rounds, in seconds. */
async function cpu(work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

export default async function measure() {
  const db = await Database.open({ memoryLimitMb: 1500, threads: 1 });
  try {
    const made = COLUMNS.map((name, i) => sql`sin(i * ${double(i + 1.5)}) * 7 + ${i % 2 === 0 ? 20 : 0} as ${identifier(name)}`);
    await db.run(sql`create table source as select (i * 7919) % 5 as fold, ${made} from (select range::double as i from range(${ROWS}))`);
    const queries = COLUMNS.map((column) => ({ key: column, column, type: 'number' as const, requests: { count: true, min: true, max: true, mean: true, variance: true } as const }));
    const source = { from: () => sql`source`, target: null, queries };
    const whole = await cpu(() => computeStatistics(db, { ...source, fold: null }, {}));
    const folded = await cpu(() => computeStatistics(db, { ...source, fold: { column: 'fold', count: 5 } }, {}));
    const plain = COLUMNS.map((name) => sql`count(${identifier(name)}), min(${identifier(name)}), max(${identifier(name)}), avg(${identifier(name)}), var_pop(${identifier(name)})`);
    const theirs = await cpu(() => db.rows(sql`select ${plain} from source`));
    const parts = [-1, 0, 1, 2, 3, 4];
    const theirFolds = await cpu(async () => {
      for (const part of parts) await db.rows(sql`select ${plain} from source where fold <> ${part}`);
    });
    const numpy = Number(execFileSync(process.env['MILLWRIGHT_PYTHON'] ?? 'python3', ['-c', NUMPY], { encoding: 'utf8', env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' } }));
    const unit = 'CPU s';
    return [
      { name: 'count, min, max, mean, variance of 1M × 30 / DuckDB avg, var_pop', ratio: whole / theirs, limit: 3, ours: whole, theirs, unit },
      { name: 'the same over five folds and their training parts / six plain passes', ratio: folded / theirFolds, limit: 1, ours: folded, theirs: theirFolds, unit },
      { name: 'count, min, max, mean, variance of 1M × 30 / NumPy nan-functions', ratio: whole / numpy, limit: 8, ours: whole, theirs: numpy, unit, note: 'the goal is 1: NumPy adds doubles that it holds in memory already' },
    ];
  } finally {
    await db.close();
  }
}
