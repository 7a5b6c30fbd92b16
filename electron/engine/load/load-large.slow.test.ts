import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Database } from '../db/database.ts';
import { columnFacts } from '../eda/column-facts.ts';
import { identifier, join as joined, literal, sql } from '../sql/sql.ts';
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

const WIDE = { columns: 5000, rows: 2500, atOnce: 500 };

// A CSV has vectors of texts beside.
it.each([['parquet', 400], ['csv', 1000]])('a %s of 5,000 columns and 2,500 rows, of which usual blocks would fill 1,250 MB, loads and is counted under %s MB', async (format, limitMb) => {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-wide-'));
  const path = join(folder, `wide.${format}`);
  try {
    await writeWide(folder, path, format);
    const db = await Database.open({ memoryLimitMb: limitMb, threads: 2, allowedDirectories: [folder] });
    try {
      const { table, rows, columns } = await loadSource(db, { path });
      expect([rows, columns.length]).toEqual([WIDE.rows, WIDE.columns]);
      expect(await db.row(sql`select count(*) as n from ${table} where __mw_row = c0 and c0 + 17 = c17 and c0 + 4999 = c4999`)).toEqual({ n: BigInt(WIDE.rows) });
      const facts = await columnFacts(db, table, columns);
      expect(facts.map(({ min, max, distinct }, i) => min === i && max === i + WIDE.rows - 1 && distinct === WIDE.rows)).not.toContain(false);
    } finally {
      await db.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

async function writeWide(folder: string, path: string, format: string): Promise<void> {
  const db = await Database.open({ memoryLimitMb: 1500, threads: 2, allowedDirectories: [folder] });
  try {
    await db.useSmallBlocks();
    const parts = Array.from({ length: WIDE.columns / WIDE.atOnce }, (_, p) => identifier(`p${p}`));
    for (const [p, name] of parts.entries()) {
      await db.run(sql`create table ${name} as select ${Array.from({ length: WIDE.atOnce }, (_, i) => sql`r + ${p * WIDE.atOnce + i} as ${identifier(`c${p * WIDE.atOnce + i}`)}`)} from range(${WIDE.rows}) s(r)`);
    }
    await db.run(sql`copy (select * from ${joined(parts, ' positional join ')}) to ${literal(path)} (format ${format === 'csv' ? sql`csv, header` : sql`parquet`})`);
  } finally {
    await db.close();
  }
}

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
