import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Expr } from '../../electron/engine/expr/expression.ts';
import type { NumpyTable } from '../../electron/engine/expr/numpy-rules.ts';
import { printNumpy } from '../../electron/engine/expr/print-numpy.ts';
import type { TestTable } from './hostile-table.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The Python with NumPy: MILLWRIGHT_PYTHON, or the repository's own environment. */
export function pythonPath(): string {
  const own = [`${ROOT}.venv/bin/python`, `${ROOT}.venv/Scripts/python.exe`];
  const path = process.env['MILLWRIGHT_PYTHON'] ?? own.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error('No Python for the tests: run `npm run setup`, or set MILLWRIGHT_PYTHON');
  return path;
}

interface Answer {
  readonly error?: string;
  readonly results?: readonly (string | string[])[];
}

/** A Python process that stays alive and evaluates printed code with the module that projects are exported with. */
export class NumpyRunner {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: Interface;
  private readonly waiting: ((line: string) => void)[] = [];
  private readonly tables = new Map<TestTable, number>();
  private stderr = '';

  constructor() {
    this.process = spawn(pythonPath(), [`${ROOT}test/kit/numpy_runner.py`, `${ROOT}templates/project/src/package/expressions.py`]);
    this.process.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.process.on('close', () => this.waiting.splice(0).forEach((answer) => answer(JSON.stringify({ error: this.stderr || 'Python ended' }))));
    this.lines = createInterface({ input: this.process.stdout });
    this.lines.on('line', (line) => this.waiting.shift()?.(line));
  }

  /** Numbers as a Float64Array by row, missing NaN; booleans as 0, 1, NaN; texts as texts, missing ''. */
  async evaluate(table: TestTable, exprs: readonly Expr[], rules?: NumpyTable): Promise<(Float64Array | string[])[]> {
    const on = await this.load(table);
    const { statements, results } = printNumpy(exprs, rules && { table: rules });
    const answer = await this.ask({ on, statements, results, types: exprs.map((expr) => expr.type) });
    return (answer.results ?? []).map((values) => (typeof values === 'string' ? doubles(values) : values));
  }

  close(): void {
    this.process.stdin.end();
    this.lines.close();
  }

  private async load(table: TestTable): Promise<number> {
    const known = this.tables.get(table);
    if (known !== undefined) return known;
    const id = this.tables.size;
    this.tables.set(table, id);
    const numbers: Record<string, string> = {};
    const texts: Record<string, string[]> = {};
    for (const [name, { type, cells }] of table.columns) {
      if (type === 'text') texts[name] = cells.map((value) => (value === null ? '' : String(value)));
      else numbers[name] = Buffer.from(Float64Array.from(cells, (value) => (value === null ? NaN : Number(value))).buffer).toString('base64');
    }
    await this.ask({ table: id, rows: table.rows, numbers, texts });
    return id;
  }

  private async ask(request: object): Promise<Answer> {
    const line = new Promise<string>((resolve) => this.waiting.push(resolve));
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = JSON.parse(await line) as Answer;
    if (answer.error !== undefined) throw new Error(`Python: ${answer.error}`);
    return answer;
  }
}

function doubles(base64: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Float64Array(bytes.buffer);
}
