import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Database } from '../db/database.ts';
import { sql } from '../sql/sql.ts';
import { loadSource } from './load-source.ts';

const ROWS = 1_200_000;
const LIMIT_MB = 150;

it('a file larger than the memory limit loads, regular or mended, within limit + 300 MB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-large-'));
  try {
    for (const [name, ending] of [['regular.csv', '\n'], ['mixed.csv', '\r\n']] as const) {
      const path = join(folder, name);
      writeLarge(path, ending);
      const before = process.memoryUsage.rss();
      let most = before;
      const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
      const db = await Database.open({ directory: join(folder, 'database'), memoryLimitMb: LIMIT_MB, threads: 2, allowedDirectories: [folder] });
      try {
        const { table, rows } = await loadSource(db, { path });
        expect(rows).toBe(ROWS);
        expect(await db.row(sql`select sum(i)::bigint as total, count(distinct t) as texts, max(__mw_row) as last from ${table}`)).toEqual({
          total: (BigInt(ROWS) * BigInt(ROWS - 1)) / 2n, texts: 1000n, last: BigInt(ROWS - 1),
        });
      } finally {
        clearInterval(timer);
        await db.close();
      }
      expect((most - before) / 2 ** 20).toBeLessThan(LIMIT_MB + 300);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

/** About 240 MB; with an ending other than \n the first line still ends in \n alone. */
function writeLarge(path: string, ending: string): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, 'i,x,t,u,v\n');
    for (let start = 0; start < ROWS; start += 4000) {
      let text = '';
      for (let i = start; i < start + 4000; i++) text += `${i},${Math.sqrt(i)},text number ${i % 1000} ${'.'.repeat(100)},${i / 3},${i / 7}${ending}`;
      writeSync(file, text);
    }
  } finally {
    closeSync(file);
  }
}
