import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { AppErrorData, ErrorKind, ErrorPlace } from '../../electron/contract/app-error.ts';
import type { CommandInput, CommandName, CommandOutput } from '../../electron/contract/commands.ts';
import type { ProjectDocument } from '../../electron/contract/project-document.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine, type CallContext } from '../../electron/engine/commands/engine.ts';

/** What a refusal has to say. Places are of the whole error: a key that is not named must be absent, `file` apart. */
export interface Refusal {
  readonly code: string;
  readonly kind?: ErrorKind;
  readonly place?: ErrorPlace;
  /** Parts of the message, such as the value that is wrong. */
  readonly says?: readonly string[];
}

/** An engine in a folder of its own, in which every refusal is held to leave all files as they were. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'mw-bad-input-'));
  readonly engine = new Engine();
  readonly #temporary = process.env['TMPDIR'];

  constructor() {
    mkdirSync(this.path('scratch'));
    mkdirSync(this.path('files'));
    process.env['TMPDIR'] = this.path('scratch');
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  file(name: string): string {
    return this.path('files', name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  async call<C extends CommandName>(command: C, input: CommandInput<C>, context: Partial<CallContext> = {}) {
    return call(this.engine, command, input, { signal: new AbortController().signal, onProgress: () => undefined, ...context });
  }

  /** The value of a command that must succeed. */
  async done<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    const reply = await this.call(command, input);
    if (!reply.ok) throw new Error(`${command}: ${JSON.stringify(reply.error)}`);
    return reply.value;
  }

  /** Calls a command that must be refused in good words, with no file made, changed or lost. */
  async refuses<C extends CommandName>(command: C, input: CommandInput<C>, refusal: Refusal, context: Partial<CallContext> = {}): Promise<AppErrorData> {
    const before = folderState(this.path('files'));
    const reply = await this.call(command, input, context);
    if (reply.ok) throw new Error(`${command} was not refused: ${JSON.stringify(reply.value).slice(0, 500)}`);
    expectRefusal(reply.error, refusal);
    expect(folderState(this.path('files'))).toEqual(before);
    return reply.error;
  }

  /** Ends the engine; none of its temporary files may remain. */
  async end(): Promise<void> {
    await this.engine.close();
    const left = readdirSync(this.path('scratch'));
    if (this.#temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = this.#temporary;
    rmSync(this.folder, { recursive: true, force: true });
    expect(left).toEqual([]);
  }
}

/** Holds an error to its code, its place, and texts that a person can act on. */
export function expectRefusal(error: AppErrorData, { code, kind = 'input', place = {}, says = [] }: Refusal): void {
  expect(error, error.message).toMatchObject({ code, kind });
  const known = Object.fromEntries(Object.entries(error.place).filter(([key, value]) => value !== undefined && (key !== 'file' || place.file !== undefined)));
  expect(known, error.message).toEqual(place);
  for (const text of [error.message, error.next]) expect(text).toMatch(/^["“A-Z\d/].*[.?]$/su);
  for (const text of [error.message, error.next]) expect(text).not.toMatch(/undefined|NaN|\[object|select |__mw_|Error:/);
  for (const part of says) expect(error.message).toContain(part);
}

/** Every file, folder and link below a folder, with the hash of its content. */
export function folderState(folder: string): Record<string, string> {
  const state: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    state[path.slice(folder.length)] = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return state;
}

/** Sixty rows that every model can learn: two numbers, a text, a label of two values and an amount. */
export function goodCsv(change: (row: string[], i: number) => string[] = (row) => row): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const x = Math.round(Math.sin(i * 12.9898) * 1e4) / 1e3;
    const z = Math.round(Math.cos(i * 78.233) * 1e4) / 1e3;
    return change([String(x), String(z), ['red', 'green', 'blue'][i % 3] ?? '', x + z > 0 ? 'yes' : 'no', String(Math.round((3 * x - z) * 1e3) / 1e3)], i).join(',');
  });
  return `x,z,colour,label,amount\n${rows.join('\n')}\n`;
}

/** Changes a project's file by hand, as a user or a merge might. */
export function editProject(folder: string, change: (document: ProjectDocument) => void): void {
  const file = join(folder, 'project.json');
  const document = JSON.parse(readFileSync(file, 'utf8')) as ProjectDocument;
  change(document);
  writeFileSync(file, JSON.stringify(document, null, 2));
}

