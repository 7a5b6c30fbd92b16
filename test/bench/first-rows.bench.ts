import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandInput, CommandName, CommandOutput } from '../../electron/contract/commands.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';

const ROWS = 1_000_000;
const ROUNDS = 3;
/** What the window allows itself until the first rows are seen. */
const SECONDS = 1;

const CONTEXT = { signal: new AbortController().signal, onProgress: () => undefined };

async function ask<C extends CommandName>(engine: Engine, command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
  const reply = await call(engine, command, input, CONTEXT);
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value;
}

/** CPU seconds of a piece of work in this process, the least of some rounds. */
async function cpuSeconds(rounds: number, work: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

/** The first 200 rows of a long file against a second, and against reading it all. */
export default async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  const engine = new Engine();
  try {
    const path = join(folder, 'telemetry.csv');
    await ask(engine, 'sample', { kind: 'telemetry', rows: ROWS, seed: 1, out: path });
    const first = await cpuSeconds(ROUNDS, async () => {
      const { rows, whole } = await ask(engine, 'peek', { path, limit: 200 });
      if (rows.length !== 200 || whole) throw new Error(`${rows.length} rows came first`);
    });
    const all = await cpuSeconds(1, async () => {
      const { rows } = await ask(engine, 'open', { path });
      if (rows !== ROWS) throw new Error(`${rows} rows were loaded`);
    });
    return [
      { name: 'first 200 rows of a CSV of 1M rows / one second', ratio: first / SECONDS, limit: 1, ours: first, theirs: SECONDS, unit: 'CPU s' },
      { name: 'first 200 rows of a CSV of 1M rows / all of them', ratio: first / all, limit: 0.25, ours: first, theirs: all, unit: 'CPU s' },
    ];
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}
