import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine, type CallContext } from './engine.ts';

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-shared-work-'));
  data = join(folder, 'rows.csv');
  writeFileSync(data, `x,y\n${Array.from({ length: 2000 }, (_, i) => `${i},${i % 7}`).join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const caller = (): { context: CallContext; stop: () => void } => {
  const controller = new AbortController();
  return { context: { signal: controller.signal, onProgress: () => undefined }, stop: () => controller.abort() };
};

describe('a file that several commands open at once', () => {
  it('is loaded for those that wait on, though the first is stopped', async () => {
    const engine = new Engine();
    const [first, second] = [caller(), caller()];
    const opening = engine.open(data, undefined, first.context);
    const other = engine.open(data, undefined, second.context);
    const stopped = expect(opening).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    first.stop();
    await stopped;
    expect((await other).rows).toBe(2000);
    await engine.close();
  });

  it('is loaded anew after all were stopped', async () => {
    const engine = new Engine();
    const [first, second] = [caller(), caller()];
    const all = [engine.open(data, undefined, first.context), engine.open(data, undefined, second.context)].map((one) => expect(one).rejects.toMatchObject({ data: { code: 'CANCELLED' } }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    first.stop();
    second.stop();
    await Promise.all(all);
    expect((await engine.open(data, undefined, caller().context)).rows).toBe(2000);
    await engine.close();
  });
});
