import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands.ts';
import { AppError } from '../base/app-error.ts';
import { call } from './dispatch.ts';
import { Engine } from './engine.ts';

let folder: string;
const engine = new Engine();
const path = (name: string): string => join(folder, name);

/** As a window calls, or as the command line does, whose process does not outlive a failure. */
async function perform<C extends CommandName>(command: C, input: CommandInput<C>, holder: object | null = engine): Promise<CommandOutput<C>> {
  const reply = await call(engine, command, input, { signal: new AbortController().signal, onProgress: () => undefined, ...(holder && { holder }) });
  if (!reply.ok) throw new AppError(reply.error);
  return reply.value;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-keep-run-'));
  vi.stubEnv('MILLWRIGHT_USER_DATA', path('user'));
  await writeFile(path('data.csv'), ['x,y', ...Array.from({ length: 120 }, (_, i) => `${(i * 7) % 50},${i % 3 === 0 ? 'yes' : 'no'}`)].join('\n'));
  await perform('new', { project: path('project'), data: path('data.csv'), target: 'y', models: ['decision-tree'] });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a run that cannot be written', () => {
  it('waits in memory and is saved again, without training', async () => {
    const inTheWay = path('project/runs');
    await writeFile(inTheWay, '');
    const training = perform('train', { project: path('project') });
    await expect(training).rejects.toMatchObject({ data: { code: 'RUN_NOT_KEPT', kind: 'input', place: { file: expect.stringContaining('runs') as string }, next: expect.stringContaining('save the run again') as string } });
    await expect(perform('keep-run', { project: path('project') })).rejects.toMatchObject({ data: { code: 'RUN_NOT_KEPT' } });
    await rm(inTheWay);
    const kept = await perform('keep-run', { project: path('project') });
    expect((await perform('project', { project: path('project') })).runs).toEqual([kept]);
    expect(kept.models['decision-tree']?.validation?.metrics['accuracy']?.value).toBeTypeOf('number');
    await expect(perform('keep-run', { project: path('project') })).rejects.toMatchObject({ data: { code: 'NO_HELD_RUN' } });
  });

  it('goes along with the project to another folder, and scores there', async () => {
    const { document } = await perform('project', { project: path('project') });
    await perform('copy-project', { project: path('project'), document, out: path('other') });
    await rm(path('project/runs'), { recursive: true });
    await writeFile(path('project/runs'), '');
    await expect(perform('train', { project: path('project') })).rejects.toMatchObject({ data: { code: 'RUN_NOT_KEPT' } });
    const { run } = await perform('keep-run', { project: path('project'), to: path('other') });
    expect((await perform('project', { project: path('other') })).runs[0]?.run).toBe(run);
    expect((await perform('predict', { project: path('other'), data: path('data.csv'), out: path('scored.csv'), run })).rows).toBe(120);
  });

  it('outlives the engine, and is saved when the project is opened again', async () => {
    await expect(perform('train', { project: path('project') })).rejects.toMatchObject({ data: { code: 'RUN_NOT_KEPT', next: expect.stringContaining('also when Millwright ends') as string } });
    const next = new Engine();
    const reopened = async () => {
      const reply = await call(next, 'project', { project: path('project') }, { signal: new AbortController().signal, onProgress: () => undefined, holder: next });
      return reply.ok ? reply.value : expect.unreachable(reply.error.message);
    };
    expect((await reopened()).notes.join()).toContain('A trained run waits to be saved');
    await rm(path('project/runs'));
    const { runs, notes } = await reopened();
    expect(notes).toEqual(['A run that could not be written when it was trained is saved now: run 0001.']);
    expect(runs.map(({ run }) => run)).toEqual(['0001']);
    expect((await reopened()).notes).toEqual([]);
    expect((await perform('predict', { project: path('project'), data: path('data.csv'), out: path('late.csv'), run: '0001' })).rows).toBe(120);
    await next.close();
    await rm(path('project/runs'), { recursive: true });
    await writeFile(path('project/runs'), '');
  });

  it('is not promised where nobody can come back for it', async () => {
    await expect(perform('train', { project: path('project') }, null)).rejects.toMatchObject({ data: { code: 'NOT_WRITABLE' } });
  });
});
