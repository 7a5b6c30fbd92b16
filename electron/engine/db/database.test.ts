import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sql, literal, sql } from '../sql/sql.ts';
import { Database } from './database.ts';

let folder: string;
let outside: string;
let db: Database;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-db-'));
  outside = mkdtempSync(join(tmpdir(), 'millwright-outside-'));
  writeFileSync(join(outside, 'secret.csv'), 'a\n1\n');
  db = await Database.open({ memoryLimitMb: 256, threads: 2, allowedDirectories: [folder] });
});
afterAll(async () => {
  await db.close();
  for (const path of [folder, outside]) rmSync(path, { recursive: true });
});

describe('hardening', () => {
  it.each([
    ['files elsewhere', () => sql`select * from read_csv(${literal(join(outside, 'secret.csv'))})`],
    ['a way round by dots', () => sql`select * from read_text(${literal(join(folder, '..', 'x'))})`],
    ['writing elsewhere', () => sql`copy (select 1) to ${literal(join(outside, 'out.csv'))}`],
    ['the network', () => sql`select * from read_csv('https://127.0.0.1:9/x.csv')`],
    ['extensions', () => sql`install httpfs`],
    ['loading extensions', () => sql`load httpfs`],
    ['other databases', () => sql`attach ${literal(join(outside, 'x.duckdb'))} as other`],
    ['settings', () => sql`set enable_external_access = true`],
    ['more folders', () => sql`set allowed_directories = ['/']`],
    ['more memory', () => sql`set memory_limit = '100GB'`],
    ['secrets', () => sql`create persistent secret s (type s3)`],
  ])('refuses %s', async (_, statement) => {
    await expect(db.run(statement())).rejects.toMatchObject({ name: 'AppError' });
  });
});

describe('values', () => {
  it('rows', async () => {
    const row = await db.row(sql`select 1::bigint as a, 2.5::double as b, 'x' as c, true as d, null as e, timestamp '1970-01-01 00:00:01' as f, 170141183460469231731687303715884105727::hugeint as g`);
    expect(row).toEqual({ a: 1n, b: 2.5, c: 'x', d: true, e: null, f: 1_000_000n, g: 2n ** 127n - 1n });
  });
  it('texts to the letter, a byte order mark at their beginning too', async () => {
    const texts = ['\ufeffx', '\ufeff', 'a\ufeff', '\ufefflonger than twelve bytes', '\u0000', '\ud83d\ude00'];
    const values = sql`select * from (values ${texts.map((text) => sql`(${literal(text)})`)}) as t(v)`;
    expect((await db.rows(values)).map((row) => row['v'])).toEqual(texts);
    expect((await db.columns(values))['v']).toEqual(texts);
  });

  it('columns, whole and empty', async () => {
    const of = (n: number): Sql => sql`select case when range % 2 = 0 then range::double else 'nan'::double end as x, range::bigint as i, range::varchar as s from range(${n})`;
    const { x, i, s } = await db.columns(of(10_000));
    expect(x).toHaveLength(10_000);
    expect([x?.[9998], x?.[9999], i?.[9999], s?.[9999]]).toEqual([9998, NaN, 9999n, '9999']);
    const into = new Float64Array(3);
    await db.columns(sql`select range::double as x from range(3)`, { into: [into] });
    expect([...into]).toEqual([0, 1, 2]);
    expect((await db.columns(of(0))).x?.length ?? 0).toBe(0);
  });
  it('a stream leaves the others free', async () => {
    let rows = 0;
    for await (const batch of db.stream(sql`select range as i from range(5000)`)) {
      rows += batch.length;
      await db.row(sql`select 1 as one`);
    }
    expect(rows).toBe(5000);
  });
});

describe('errors', () => {
  it('cancel stops a statement and the next one runs', async () => {
    const stop = new AbortController();
    const long = db.run(sql`select sum(sin(a.range * b.range)) from range(10000000) a, range(100000) b`, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(long).rejects.toMatchObject({ data: { code: 'CANCELLED', kind: 'cancelled' } });
    expect(await db.row(sql`select 1 as one`)).toEqual({ one: 1 });
  });
  it('out of memory says so', async () => {
    await expect(db.run(sql`select list(range || 'some text that is long enough') from range(50000000)`)).rejects.toMatchObject({ data: { code: 'OUT_OF_MEMORY' } });
  });
  it('a fault of ours is internal', async () => {
    await expect(db.run(sql`select nothing`)).rejects.toMatchObject({ data: { code: 'INTERNAL', kind: 'internal' } });
  });
});
