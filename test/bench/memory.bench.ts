import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { random } from '../../electron/engine/base/random.ts';

const ROWS = 1_000_000;
const LIMIT_MB = 1024;
const ALLOWED_MB = 300;
const CLI = fileURLToPath(new URL('../cli/main.mjs', import.meta.url));

function* lines(): Generator<string> {
  const source = random(3);
  yield `${Array.from({ length: 30 }, (_, i) => `x${i}`).join(',')},y\n`;
  for (let row = 0; row < ROWS; row++) {
    const cells = Array.from({ length: 30 }, () => source.normal().toFixed(5));
    yield `${cells.join(',')},${Number(cells[0]) + Number(cells[1]) + source.normal() > 0 ? 'yes' : 'no'}\n`;
  }
}

/** The most memory that a process ever had, in MB, as the kernel counts it. */
async function peak(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let most = 0;
  const timer = setInterval(() => {
    try {
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
    } catch {
      // The process ended between two looks.
    }
  }, 50);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`millwright ${args[0]} ended with ${String(code)}`);
  return most;
}

/** Loading, fitting, training and scoring 1M × 30: the process against the memory limit set and 300 MB. Linux alone. */
export default async function measure() {
  if (process.platform !== 'linux') return [];
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    const data = join(folder, 'table.csv');
    await pipeline(Readable.from(lines()), createWriteStream(data));
    const project = join(folder, 'project');
    execFileSync(process.execPath, [CLI, 'new', project, '--data', data, '--target', 'y', '--model', 'logistic-regression'], { stdio: 'ignore' });
    const most = await peak(['train', project, '--memory-limit', String(LIMIT_MB)]);
    return [{ name: `peak MB of train 1M × 30 with a limit of ${LIMIT_MB} MB, against the limit + ${ALLOWED_MB}`, ours: most, theirs: LIMIT_MB + ALLOWED_MB, ratio: most / (LIMIT_MB + ALLOWED_MB), limit: 1 }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
