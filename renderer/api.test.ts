import { describe, expect, it, vi } from 'vitest';
import type { Request } from '../electron/contract/wire.ts';
import { ApiError, createApi, toApiError, type Wire } from './api.ts';
import { fakeWire } from './state/fake-wire.ts';

describe('the api', () => {
  it('matches answers to calls in any order', async () => {
    const wire = fakeWire();
    const first = wire.api.call('nodes', {});
    const second = wire.api.call('models', {});
    await wire.answer(2, { models: [] });
    await wire.answer(1, { nodes: [], functions: [] });
    expect(await first).toEqual({ nodes: [], functions: [] });
    expect(await second).toEqual({ models: [] });
  });

  it('carries the error of the engine whole', async () => {
    const wire = fakeWire();
    const call = wire.api.call('open', { path: '/x.csv' });
    void wire.fail(1, { code: 'FILE_MISSING', kind: 'input', message: 'There is no file.' });
    await expect(call).rejects.toMatchObject({ data: { code: 'FILE_MISSING', message: 'There is no file.', next: 'Try again.' } });
  });

  it('reports progress and passes a cancel on', async () => {
    const wire = fakeWire();
    const controller = new AbortController();
    const seen: unknown[] = [];
    const call = wire.api.call('models', {}, { signal: controller.signal, onProgress: (progress) => seen.push(progress) });
    await wire.progress(1, 'reading', 0.5);
    controller.abort();
    expect(seen).toEqual([{ stage: 'reading', fraction: 0.5 }]);
    expect(wire.sent.at(-1)).toEqual({ id: 1, cancel: true });
    void wire.fail(1, { code: 'CANCELLED', kind: 'cancelled', message: 'Stopped.' });
    await expect(call).rejects.toSatisfy((error) => error instanceof ApiError && error.cancelled);
  });

  it('tells which command was chosen in the shell\'s menu, to whoever still listens', async () => {
    const wire = fakeWire();
    const chosen: string[] = [];
    const stop = wire.api.onChosen((choice) => chosen.push(choice.chosen));
    await wire.say({ chosen: 'file.open' });
    for (const wrong of [{ chosen: 'rm -rf' }, { chosen: 'file.open', run: 'x' }, { chosen: 1 }]) await wire.say(wrong);
    stop();
    await wire.say({ chosen: 'file.sample' });
    expect(chosen).toEqual(['file.open']);
  });

  it('refuses an answer of another shape instead of showing it', async () => {
    const wire = fakeWire();
    const call = wire.api.call('models', {});
    void wire.answer(1, { models: 'many' });
    await expect(call).rejects.toThrow('unknown shape (models)');
  });

  it('fails what waits, and what comes after, once the engine is gone', async () => {
    const wire = fakeWire();
    const call = wire.api.call('models', {});
    const told: string[] = [];
    wire.api.onEngine((engine) => told.push(engine));
    wire.close();
    await expect(call).rejects.toMatchObject({ data: { code: 'ENGINE_LOST' } });
    await expect(wire.api.call('models', {})).rejects.toMatchObject({ data: { code: 'ENGINE_LOST' } });
    expect(told).toEqual(['gone']);
  });

  it('goes on with the engine that is started in its place, and says when none comes', async () => {
    vi.useFakeTimers();
    try {
      const sent: Request[] = [];
      let end: () => void = () => undefined;
      const wire = (): Wire => ({ send: (request) => void sent.push(request), onMessage: () => undefined, onClose: (listener) => (end = listener) });
      let attempts = 0;
      const api = createApi(wire(), () => ((attempts += 1) < 7 ? Promise.reject(new Error('not yet')) : Promise.resolve(wire())));
      const told: string[] = [];
      api.onEngine((engine) => told.push(engine));
      const lost = api.call('models', {}).catch(toApiError);
      end();
      expect(await lost).toMatchObject({ data: { code: 'ENGINE_LOST' } });
      await vi.advanceTimersByTimeAsync(8000);
      expect(told).toEqual(['starting', 'gone']);
      await vi.advanceTimersByTimeAsync(8000);
      expect(told).toEqual(['starting', 'gone', 'there']);
      void api.call('nodes', {}).catch(() => undefined);
      expect(sent.at(-1)).toMatchObject({ command: 'nodes' });
      end();
      expect(told.at(-1)).toBe('starting');
    } finally {
      vi.useRealTimers();
    }
  });
});
