import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../electron/engine/db/database.ts';
import { loadSource } from '../../electron/engine/load/load-source.ts';
import { hostileCsv, hostileNames } from './hostile-names.ts';

let folder: string;
let db: Database;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-hostile-'));
  db = await Database.open({ memoryLimitMb: 1024, threads: 2, allowedDirectories: [folder] });
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

it('hostile names and their values load as they are', async () => {
  expect(new Set(hostileNames(1000).map((name) => name.toLowerCase())).size).toBe(1000);
  const names = hostileNames(250);
  const path = join(folder, 'hostile.csv');
  writeFileSync(path, hostileCsv(names, 30));
  const { columns, rows, report } = await loadSource(db, { path });
  expect(rows).toBe(30);
  expect(report.refused.count).toBe(0);
  expect(columns.map(({ name }) => name)).toEqual(names);
});
