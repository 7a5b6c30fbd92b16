import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { platform } from 'node:process';
import { createInterface } from 'node:readline';

export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  /** The peer's solver, where it had a choice. */
  readonly how?: string;
}

const SCRIPT = join('test', 'bench', 'training_peer.py');
const POLICIES = ['active', 'passive'] as const;
const PROBE_MS = 60_000;

/** The process of training_peer.py: it has read its rows before it measures, and stands still while we measure: its threads would wait awake. */
export class Peer {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#answers = createInterface({ input: process.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Threads that wait without sleeping are LightGBM's default, and best alone; beside another program they make it ten times as slow. It gets what serves it best now. */
  static async start(folder: string, sizes: readonly number[]): Promise<Peer> {
    const seconds = POLICIES.map(probe);
    const policy = process.env['OMP_WAIT_POLICY'] ?? POLICIES[seconds.indexOf(Math.min(...seconds))] ?? 'active';
    console.error(`  the peer's threads wait the ${policy} way`);
    return new Peer(spawn(python(), [SCRIPT, folder, ...sizes.map(String)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, OMP_WAIT_POLICY: policy } }));
  }

  async measure(work: string): Promise<Cost> {
    this.#signal('SIGCONT');
    this.#process.stdin?.write(`${work}\n`);
    const { value, done } = await this.#answers.next();
    this.#signal('SIGSTOP');
    if (done) throw new Error(`The peer ended at "${work}"`);
    return JSON.parse(value as string) as Cost;
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  #signal(signal: 'SIGCONT' | 'SIGSTOP'): void {
    if (platform !== 'win32') this.#process.kill(signal);
  }
}

function python(): string {
  return process.env['MILLWRIGHT_PYTHON'] ?? 'python3';
}

/** Seconds of a small training under a policy. */
function probe(policy: string): number {
  try {
    const output = execFileSync(python(), [SCRIPT, 'probe'], { encoding: 'utf8', timeout: PROBE_MS, env: { ...process.env, OMP_WAIT_POLICY: policy } });
    return Number(output);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ETIMEDOUT') return Infinity;
    throw error;
  }
}
