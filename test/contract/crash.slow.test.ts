import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../electron/contract/change.ts';
import { applyEdit } from '../../electron/contract/graph-edit.ts';
import { PROJECT_VERSION, type ProjectDocument } from '../../electron/contract/project-document.ts';
import type { Reply } from '../../electron/contract/wire.ts';
import { toAppErrorData } from '../../electron/engine/base/app-error.ts';
import { revisionOf } from '../../electron/engine/project/journal.ts';
import { ProjectEditor } from '../../electron/engine/project/project-editor.ts';
import { createProject, openProject } from '../../electron/engine/project/project-folder.ts';
import { seeded } from '../kit/hostile-table.ts';
import { randomEdit, START_GRAPH } from '../kit/random-edits.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/worker/main.mjs', import.meta.url));
const DOCUMENT: ProjectDocument = { format: 'millwright-project', version: PROJECT_VERSION, name: 'p', seed: 1, sources: [{ id: 'data', path: 'd.csv', options: {}, columns: [{ name: 'a', type: 'number' }], rows: 3 }], graph: START_GRAPH };
let parent: string;

beforeEach(() => void (parent = mkdtempSync(join(tmpdir(), 'mw-crash-'))));
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** The engine's own process, as the loopback server starts it. */
class EngineProcess {
  readonly child: ChildProcess = fork(PROGRAM, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  #id = 0;
  readonly #waiting = new Map<number, (reply: Reply<Record<string, unknown>> | null) => void>();

  constructor() {
    this.child.on('message', (data: unknown) => {
      const { message } = data as { message: { id: number; reply?: Reply<Record<string, unknown>> } };
      if (message.reply) this.#waiting.get(message.id)?.(message.reply);
    });
    this.child.once('disconnect', () => {
      for (const settle of this.#waiting.values()) settle(null);
    });
  }

  /** The reply to a command; null if the process ended first. */
  async call(command: string, input: unknown): Promise<Reply<Record<string, unknown>> | null> {
    const id = (this.#id += 1);
    if (!this.child.connected) return null;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.child.send({ wire: 1, message: { id, command, input } }, (error) => error && resolve(null));
    });
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('an engine that is killed', () => {
  it('at any moment of any work costs the last command at most, and the next one goes on from there', async () => {
    const project = join(parent, 'plant');
    await createProject(project, DOCUMENT);
    const random = seeded(11);
    let document = DOCUMENT;
    let count = 0;
    let acknowledged = 0;
    let inJournalAlone = 0;
    for (let round = 0; round < 12; round += 1) {
      const engine = new EngineProcess();
      const opened = await engine.call('project', { project });
      expect(opened).toMatchObject({ ok: true, value: { revision: revisionOf(document) } });
      const patience = random() < 0.5 ? 0 : 200;
      let killed = false;
      setTimeout(() => {
        killed = true;
        engine.child.kill('SIGKILL');
      }, 30 + random() * 900);
      let known = document;
      let sent: ProjectDocument[] = [];
      while (!killed) {
        const changes: Change[] = [];
        sent = [];
        let next = known;
        const most = 1 + Math.floor(random() * 3);
        for (let tries = 0; changes.length < most && tries < 20; tries += 1) {
          const edit = randomEdit(next.graph, Math.floor(random() * 10), Math.floor(random() * 31), Math.floor(random() * 31));
          if (!edit) continue;
          next = { ...next, graph: applyEdit(next.graph, edit).graph };
          if (next.graph.nodes.length > 40) next = { ...next, graph: START_GRAPH };
          changes.push({ id: `c${(count += 1)}`, kind: 'do', label: 'edit', edit: next.graph === START_GRAPH ? { do: 'replace', graph: START_GRAPH } : edit });
          sent.push(next);
        }
        const reply = await engine.call('change', { project, after: revisionOf(known), changes });
        if (!reply) break;
        expect(reply).toEqual({ ok: true, value: { revision: revisionOf(next) } });
        known = next;
        sent = [];
        acknowledged += changes.length;
        if (patience > 0) await wait(random() * patience);
      }
      if (engine.child.exitCode === null && engine.child.signalCode === null) await once(engine.child, 'exit');
      const found = await openProject(project);
      const possible = [known, ...sent].map(revisionOf);
      expect(possible).toContain(found.revision);
      expect(found.foreign).toBe(false);
      inJournalAlone += found.pending;
      document = found.document;
    }
    expect(acknowledged).toBeGreaterThan(100);
    expect(inJournalAlone).toBeGreaterThan(0);
  });

  it('says on the next start what it found, once; a clean end leaves nothing to say', async () => {
    const project = join(parent, 'plant');
    await createProject(project, DOCUMENT);
    const change = (value: number): Change => ({ id: `v${value}`, kind: 'do', label: `set ${value}`, edit: { do: 'set-params', id: 'scale', params: { value } } });
    const first = new EngineProcess();
    await first.call('change', { project, after: null, changes: [change(1), change(2)] });
    await first.end('SIGKILL');
    const second = new EngineProcess();
    const opened = await second.call('project', { project });
    expect(opened).toMatchObject({ ok: true, value: { notes: [expect.stringContaining('Your last 2 changes are here: "set 1", "set 2"')], busy: null } });
    expect(await second.call('change', { project, after: null, changes: [change(3)] })).toMatchObject({ ok: true });
    await second.end('SIGTERM');
    const third = new EngineProcess();
    expect(await third.call('project', { project })).toMatchObject({ ok: true, value: { notes: [], history: [{ label: 'set 1' }, { label: 'set 2' }, { label: 'set 3' }] } });
    expect(JSON.parse(readFileSync(join(project, 'project.json'), 'utf8'))).toMatchObject({ graph: { nodes: expect.arrayContaining([expect.objectContaining({ id: 'scale', params: { value: 3 } })]) as unknown } });
    await third.end('SIGTERM');
  });

  it('keeps others out while it lives, and no longer', async () => {
    const project = join(parent, 'plant');
    await createProject(project, DOCUMENT);
    const change: Change = { id: 'a', kind: 'do', label: 'a', edit: { do: 'set-params', id: 'scale', params: {} } };
    const [first, second] = [new EngineProcess(), new EngineProcess()];
    await first.call('change', { project, after: null, changes: [change] });
    expect(await second.call('project', { project })).toMatchObject({ value: { busy: { code: 'PROJECT_BUSY', message: expect.stringContaining(`another Millwright (process ${first.child.pid})`) as string } } });
    expect(await second.call('change', { project, after: null, changes: [{ ...change, id: 'b' }] })).toMatchObject({ ok: false, error: { code: 'PROJECT_BUSY' } });
    await first.end('SIGKILL');
    expect(await second.call('change', { project, after: null, changes: [{ ...change, id: 'b' }] })).toMatchObject({ ok: true });
    await second.end('SIGTERM');
  });
});

describe('a disk', () => {
  const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => toAppErrorData(error).code);
  const set = (value: string): Change => ({ id: value.slice(0, 20), kind: 'do', label: 'set', edit: { do: 'set-params', id: 'scale', params: { value } } });

  function mount(size: string): string | null {
    const disk = join(parent, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'ignore' });
      return disk;
    } catch {
      return null;
    }
  }

  it('that fills up, or may no longer be written, takes no command and loses none', async (context) => {
    const disk = mount('128k');
    if (disk === null) return context.skip('only root on Linux can mount a disk of its own for this test');
    try {
      const project = join(disk, 'plant');
      await createProject(project, DOCUMENT);
      const editor = await ProjectEditor.open(project);
      const revision = await editor.apply(null, [set('first')]);
      const filler = join(disk, 'filler');
      writeFileSync(filler, '');
      expect(() => {
        for (;;) appendFileSync(filler, Buffer.alloc(4096));
      }).toThrow('ENOSPC');
      const large = set(`second ${'x'.repeat(20_000)}`);
      expect(await codeOf(editor.apply(revision, [large]))).toBe('DISK_FULL');
      expect(await codeOf(editor.flush())).toBe('DISK_FULL');
      expect((await openProject(project)).revision).toBe(revision);
      rmSync(filler);
      const next = await editor.apply(revision, [large]);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      expect(await codeOf(editor.apply(next, [set('third')]))).toBe('NOT_WRITABLE');
      expect((await openProject(project)).revision).toBe(next);
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      await editor.apply(next, [set('third')]);
      await editor.close();
      expect((await openProject(project)).pending).toBe(0);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
