import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

const node = (code: string, more: Parameters<typeof runProgram>[2] = {}) => runProgram(process.execPath, ['-e', code], more);

describe('runProgram', () => {
  it('gives code and log, and tells every line as it comes', async () => {
    const lines: string[] = [];
    expect(await node('console.log("a"); console.error("b"); process.exit(3)', { onLine: (line) => lines.push(line) })).toMatchObject({ code: 3 });
    expect(lines.sort()).toEqual(['a', 'b']);
  });

  it('gives null where there is no such program, and takes arguments as they are', async () => {
    expect(await runProgram('millwright-no-such-program', [])).toBeNull();
    expect((await runProgram(process.execPath, ['-p', 'process.argv[1]', '$(echo x); "']))?.log.trim()).toBe('$(echo x); "');
  });

  it.skipIf(process.platform === 'win32')('ends a program with all that it started', async () => {
    const controller = new AbortController();
    let inner = 0;
    const running = node('const c = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]); console.log(c.pid); setInterval(() => 0, 1000)', {
      signal: controller.signal,
      onLine: (line) => {
        inner = Number(line);
        controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
    await expect.poll(() => isAlive(inner)).toBe(false);
  });
});

/** A process that has ended and that nobody has asked about is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || !/^State:\s+Z/m.test(readStatus(pid));
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return 'State: Z';
  }
}
