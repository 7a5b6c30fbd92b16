import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { CommandInput, CommandName } from '../../electron/contract/commands.ts';
import { folderState, goodCsv, Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
let data: string;
let project: string;
beforeAll(async () => {
  bench = new Workbench();
  data = bench.write('good.csv', goodCsv());
  project = bench.file('project');
  await bench.done('new', { project, data, target: 'label', models: ['logistic-regression', 'decision-tree'] });
  await bench.done('train', { project });
});
afterAll(() => bench.end());

type Writing = { [C in CommandName]: [C, CommandInput<C>] }[CommandName];

/** Every command that writes one file. */
const writers = (out: string): Writing[] => [
  ['convert', { path: data, out }],
  ['run', { project, out }],
  ['run', { project, node: 'scale', out }],
  ['predict', { project, data, out }],
  ['sample', { kind: 'telemetry', rows: 2000, seed: 1, out }],
];

describe('a file that cannot be written', () => {
  it('has a folder of its name in the way', async () => {
    const out = bench.file('in-the-way.csv');
    mkdirSync(out);
    for (const [command, input] of writers(out)) await bench.refuses(command, input, { code: 'NOT_WRITABLE', place: { file: out } });
  });
  it('is to go into a folder that does not exist', async () => {
    const out = bench.file('absent/out.csv');
    for (const [command, input] of writers(out)) await bench.refuses(command, input, { code: 'NO_FOLDER', place: { file: out } });
  });
  it('is to go below a file', async () => {
    const out = join(data, 'out.csv');
    for (const [command, input] of writers(out)) await bench.refuses(command, input, { code: 'NOT_WRITABLE', place: { file: out } });
  });
});

/** A small file system of its own below the workbench; null where this user may not mount one. */
function mount(name: string, size: string): string | null {
  const folder = bench.file(name);
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return null;
  }
}

/** Runs a test on a file system of its own, full or read-only; skips it, with the reason, where none can be mounted. */
async function onDisk(context: TestContext, name: string, work: (disk: string) => Promise<void>, readOnly: boolean): Promise<void> {
  const disk = mount(name, '8k');
  if (disk === null) return context.skip('only root on Linux can mount a disk of its own for this test');
  try {
    writeFileSync(join(disk, 'kept.txt'), 'kept');
    const own = join(disk, 'project');
    if (readOnly) {
      mkdirSync(own);
      writeFileSync(join(own, 'inner.txt'), 'kept');
      execFileSync('mount', ['-o', 'remount,ro', disk]);
    }
    await work(disk);
  } finally {
    execFileSync('umount', [disk]);
  }
}

describe('a disk', () => {
  it('is read-only', (context) =>
    onDisk(context, 'read-only', async (disk) => {
      const out = join(disk, 'out.csv');
      for (const [command, input] of writers(out)) await bench.refuses(command, input, { code: 'NOT_WRITABLE', place: { file: out } });
      await bench.refuses('new', { project: join(disk, 'new'), data, target: 'label' }, { code: 'NOT_WRITABLE', place: { file: join(disk, 'new') } });
      await bench.refuses('export', { project, out: join(disk, 'exported') }, { code: 'EXPORT_NOT_WRITABLE', place: { file: join(disk, 'exported'), field: 'out' } });
    }, true));

  it('is full', (context) =>
    onDisk(context, 'full', async (disk) => {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(4096));
      const out = join(disk, 'out.csv');
      for (const [command, input] of writers(out)) await bench.refuses(command, input, { code: 'DISK_FULL', place: { file: out } });
      await bench.refuses('new', { project: join(disk, 'new'), data, target: 'label' }, { code: 'DISK_FULL', place: { file: join(disk, 'new', 'project.json') } });
      await bench.refuses('export', { project, out: join(disk, 'exported') }, { code: 'EXPORT_DISK_FULL', place: { file: join(disk, 'exported'), field: 'out' } });
    }, false));

  it('gets full while a run is kept', async (context) => {
    const disk = mount('small', '64k');
    if (disk === null) return context.skip('only root on Linux can mount a disk of its own for this test');
    try {
      const own = join(disk, 'project');
      await bench.done('new', { project: own, data, target: 'label', models: ['decision-tree'] });
      writeFileSync(join(disk, 'filler'), Buffer.alloc(48 * 1024));
      await bench.refuses('train', { project: own }, { code: 'DISK_FULL', place: { file: join(own, 'runs', '0001') } });
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('an export', () => {
  it('goes into no folder that holds something else', async () => {
    const out = bench.file('thesis');
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.txt'), 'years of work');
    await bench.refuses('export', { project, out }, { code: 'EXPORT_TARGET_NOT_EMPTY', place: { file: out, field: 'out' } });
  });
  it('does not replace a file', () => bench.refuses('export', { project, out: data }, { code: 'EXPORT_TARGET_IS_A_FILE', place: { file: data, field: 'out' } }));
  it('goes into no folder that does not exist', () => bench.refuses('export', { project, out: bench.file('absent/exported') }, { code: 'EXPORT_NO_FOLDER', place: { file: bench.file('absent/exported'), field: 'out' } }));
  it('writes nothing when it is only to say what it would write', async () => {
    const before = folderState(bench.path('files'));
    expect((await bench.done('export', { project, out: bench.file('dry'), dryRun: true })).files.length).toBeGreaterThan(10);
    expect(folderState(bench.path('files'))).toEqual(before);
  });
});

describe('stopping', () => {
  const jobs = (): [string, Writing][] => [
    ['loading', ['open', { path: data, options: { na: ['a'] } }]],
    ['profile', ['profile', { path: data }]],
    ['new', ['new', { project: bench.file('stopped'), data, target: 'label' }]],
    ...writers(bench.file('stopped.csv')).map((one): [string, Writing] => [one[0], one]),
    ['training', ['train', { project }]],
    ['cross-validation', ['train', { project, cv: 3 }]],
    ['export', ['export', { project, out: bench.file('stopped') }]],
  ];

  it('before anything began leaves nothing', async () => {
    const signal = AbortSignal.abort();
    for (const [, [command, input]] of jobs()) await bench.refuses(command, input, { code: 'CANCELLED', kind: 'cancelled' }, { signal });
  });

  it('at any word of progress leaves nothing', async () => {
    for (const [name, [command, input]] of jobs()) {
      let words = 0;
      let stopped = 0;
      for (let stopAt = 1; stopAt <= 12; stopAt++) {
        await bench.engine.close();
        rmSync(bench.file('stopped.csv'), { force: true });
        rmSync(bench.file('stopped'), { recursive: true, force: true });
        const controller = new AbortController();
        const before = folderState(bench.path('files'));
        words = 0;
        const onProgress = (): void => {
          words += 1;
          if (words === stopAt) controller.abort();
        };
        const reply = await bench.call(command, input, { signal: controller.signal, onProgress });
        // Fewer words, or a stop at the last of them, when all was done.
        if (words < stopAt || (reply.ok && words === stopAt)) break;
        expect(reply, `${name}, word ${stopAt}`).toMatchObject({ ok: false, error: { code: 'CANCELLED', kind: 'cancelled' } });
        expect(folderState(bench.path('files')), `${name}, word ${stopAt}`).toEqual(before);
        stopped += 1;
      }
      if (name === 'training' || name === 'cross-validation') expect(stopped, `${name} hears it`).toBeGreaterThan(2);
    }
  });
});

it('refuses limits that no work can keep', async () => {
  await bench.refuses('train', { project, memoryLimit: 10 }, { code: 'BAD_INPUT', kind: 'usage', place: { field: 'memoryLimit' } });
  await bench.refuses('train', { project, threads: 0 }, { code: 'BAD_INPUT', kind: 'usage', place: { field: 'threads' } });
});
