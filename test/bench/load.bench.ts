import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '../../electron/engine/base/random.ts';
import { Database } from '../../electron/engine/db/database.ts';
import { loadSource } from '../../electron/engine/load/load-source.ts';

const ROWS = 1_000_000;
const ROUNDS = 2;

/** All rows examined for types, as ours does. */
const POLARS = `
import sys, time
import polars
best = 1e9
for _ in range(${ROUNDS}):
    start = time.process_time()
    frame = polars.read_csv(sys.argv[1], infer_schema_length=None)
    best = min(best, time.process_time() - start)
assert frame.shape == (${ROWS}, 30), frame.shape
print(best)
`;

/** 22 columns of numbers, half with all their digits, 5 of integers, 3 of text. */
function writeCsv(path: string): void {
  const source = random(1);
  const file = openSync(path, 'w');
  try {
    writeSync(file, `${Array.from({ length: 30 }, (_, i) => `c${i}`).join(',')}\n`);
    let text = '';
    for (let row = 0; row < ROWS; row++) {
      const cells: (string | number)[] = [];
      for (let i = 0; i < 30; i++) {
        const value = source.next();
        cells.push(i < 11 ? value : i < 22 ? (value * 100).toFixed(2) : i < 27 ? Math.floor(value * 100_000) : ['alpha', 'beta', 'gamma', 'delta'][Math.floor(value * 4)] ?? '');
      }
      text += `${cells.join(',')}\n`;
      if (row % 5000 === 4999) {
        writeSync(file, text);
        text = '';
      }
    }
  } finally {
    closeSync(file);
  }
}

export default async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    const path = join(folder, 'table.csv');
    writeCsv(path);
    let ours = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      const db = await Database.open({ memoryLimitMb: 2048, threads: 2, allowedDirectories: [folder] });
      try {
        const before = process.cpuUsage();
        const { rows } = await loadSource(db, { path });
        const { user, system } = process.cpuUsage(before);
        if (rows !== ROWS) throw new Error(`${rows} rows were loaded`);
        ours = Math.min(ours, (user + system) / 1e6);
      } finally {
        await db.close();
      }
    }
    const theirs = Number(execFileSync(process.env['MILLWRIGHT_PYTHON'] ?? 'python3', ['-c', POLARS, path], { encoding: 'utf8' }));
    return [{ name: 'CSV 1M × 30 to table / polars.read_csv(infer_schema_length=None)', ratio: ours / theirs, limit: 1.4, ours, theirs, unit: 'CPU s' }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
