import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../electron/engine/db/database.ts';
import { correlate } from '../../electron/engine/eda/correlations.ts';
import { profileAndSums, profileTable, sampleProfile } from '../../electron/engine/eda/profile.ts';
import { loadSource } from '../../electron/engine/load/load-source.ts';
import { double, identifier, literal, sql } from '../../electron/engine/sql/sql.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

const ROUNDS = 3;
/** What the window samples for its first picture, and the seconds it may take. */
const SAMPLE = 20_000;
const FIRST = 0.5;

interface Shape {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
}

/** Columns in turn: all digits, two decimals, whole numbers, texts of four levels; as many of each as in load.bench.ts. */
async function writeTable(path: string, { rows, columns }: Shape): Promise<void> {
  const db = await Database.open({ memoryLimitMb: 1500, threads: 2, allowedDirectories: [join(path, '..')] });
  try {
    const values = Array.from({ length: columns }, (_, i) => {
      const value = sql`(hash(i * ${columns} + ${i}) / ${double(2 ** 64)})`;
      const kind = i % 30;
      if (kind < 11) return sql`${value} as ${identifier(`c${i}`)}`;
      if (kind < 22) return sql`round(${value} * 100, 2) as ${identifier(`c${i}`)}`;
      if (kind < 27) return sql`cast(floor(${value} * 100000) as bigint) as ${identifier(`c${i}`)}`;
      return sql`['alpha', 'beta', 'gamma', 'delta'][1 + cast(floor(${value} * 4) as integer)] as ${identifier(`c${i}`)}`;
    });
    await db.run(sql`copy (select ${values} from (select range as i from range(${rows}))) to ${literal(path)} (format parquet)`);
  } finally {
    await db.close();
  }
}

/** The least CPU seconds of a few rounds. */
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

async function measureShape(folder: string, shape: Shape) {
  const path = join(folder, `${shape.columns}.parquet`);
  await writeTable(path, shape);
  const theirs = JSON.parse(execFileSync(process.env['MILLWRIGHT_PYTHON'] ?? 'python3', ['test/bench/profile_peer.py', path], { encoding: 'utf8', env: { ...process.env, POLARS_MAX_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } })) as { describe: number; corr: number };
  const db = await Database.open({ memoryLimitMb: 1500, threads: 1, allowedDirectories: [folder] });
  try {
    const { table, columns } = await loadSource(db, { path });
    const kernel = await loadKernel();
    const known = await profileTable(db, table, columns, kernel);
    const profile = await cpu(() => profileTable(db, table, columns, kernel));
    const pairs = await cpu(() => correlate(db, table, known, kernel));
    const whole = await cpu(async () => {
      const { profile: found, sums } = await profileAndSums(db, table, columns, kernel);
      await correlate(db, table, found, kernel, {}, sums);
    });
    const first = await cpu(() => sampleProfile(db, table, columns, kernel, { rows: shape.rows, sample: SAMPLE }));
    const peer = theirs.describe + theirs.corr;
    const unit = 'CPU s';
    const picture = { name: `the first picture of ${shape.name}, from ${SAMPLE} rows / 0.5 s`, ratio: first / FIRST, limit: 1, ours: first, theirs: FIRST, unit };
    return [
      ...(shape.columns === 30 ? [picture] : []),
      { name: `profile and correlations of ${shape.name} / polars describe() and corr()`, ratio: whole / peer, limit: 1, ours: whole, theirs: peer, unit },
      { name: `the profile alone (with histograms, top values, distinct values, skewness) / describe()`, ratio: profile / theirs.describe, limit: 1.2, ours: profile, theirs: theirs.describe, unit },
      { name: `the correlations alone / corr()`, ratio: pairs / theirs.corr, limit: 7, ours: pairs, theirs: theirs.corr, unit },
    ];
  } finally {
    await db.close();
  }
}

export default async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    return [...(await measureShape(folder, { name: '1M × 30', rows: 1_000_000, columns: 30 })), ...(await measureShape(folder, { name: '50,000 × 500', rows: 50_000, columns: 500 }))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
