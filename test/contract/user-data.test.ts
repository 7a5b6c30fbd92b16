import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput, CommandName, CommandOutput } from '../../electron/contract/commands.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { sql } from '../../electron/engine/sql/sql.ts';

let folder: string;
let engine: Engine;
const before = process.env['MILLWRIGHT_USER_DATA'];
const context = { signal: new AbortController().signal, onProgress: () => undefined };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-user-'));
  process.env['MILLWRIGHT_USER_DATA'] = join(folder, 'user');
  engine = new Engine();
});

afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env['MILLWRIGHT_USER_DATA'];
  else process.env['MILLWRIGHT_USER_DATA'] = before;
});

async function done<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
  const reply = await call(engine, command, input, context);
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value;
}

describe('settings', () => {
  it('are kept beside each other, and are at their defaults where the file cannot be read', async () => {
    await done('set-settings', { settings: { theme: 'dark' } });
    await Promise.all([done('set-settings', { settings: { digits: 7 } }), done('set-settings', { settings: { threads: 2 } })]);
    expect((await done('settings', {})).settings).toEqual({ theme: 'dark', digits: 7, threads: 2, memoryMb: null });
    const file = join(folder, 'user', 'settings.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"dark"', '"plaid"'));
    expect((await done('settings', {})).settings).toEqual({ theme: 'system', digits: 7, threads: 2, memoryMb: null });
    writeFileSync(file, '{');
    expect((await done('settings', {})).settings).toEqual({ theme: 'system', digits: 5, threads: null, memoryMb: null });
    expect(await call(engine, 'set-settings', { settings: { digits: 99 } }, context)).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', place: { field: 'settings.digits' } } });
  });

  it('of threads and memory hold for the next file that is opened', async () => {
    const { path } = await done('sample', { kind: 'telemetry', rows: 50, seed: 1 });
    expect(path).toBe(join(folder, 'user', 'samples', 'telemetry-50.csv'));
    await done('set-settings', { settings: { threads: 1, memoryMb: 1024 } });
    const { db } = await engine.source((await done('open', { path })).source);
    expect(db.threads).toBe(1);
    const { limit } = await db.row(sql`select current_setting('memory_limit') as "limit"`, {});
    expect(limit).toBe('732.4 MiB');
    await done('set-settings', { settings: { threads: null, memoryMb: null } });
    expect((await engine.source((await done('open', { path })).source)).db.threads).toBe((await done('settings', {})).automatic.threads);
  });
});

describe('what was open lately', () => {
  it('comes newest first, once each, says what is gone, and forgets what it is told to', async () => {
    const { path } = await done('sample', { kind: 'telemetry', rows: 50, seed: 1 });
    const project = join(folder, 'plant');
    await done('new', { project, data: path, target: 'failure' });
    await done('remember', { kind: 'file', path: '/not/there.csv' });
    await done('remember', { kind: 'file', path });
    await done('remember', { kind: 'project', path: project });
    await done('remember', { kind: 'file', path });
    expect((await done('recents', {})).recents).toEqual([
      { kind: 'file', path, missing: false },
      { kind: 'project', path: project, missing: false },
      { kind: 'file', path: '/not/there.csv', missing: true },
    ]);
    expect((await done('forget', { path: '/not/there.csv' })).recents).toHaveLength(2);
    for (let i = 0; i < 30; i += 1) await done('remember', { kind: 'file', path: `/x/${i}.csv` });
    expect((await done('recents', {})).recents).toHaveLength(20);
  });
});
