import { describe, expect, it } from 'vitest';
import { ApiError } from './api.ts';
import { fakeWire } from './state/fake-wire.ts';

describe('the api', () => {
  it('matches answers to calls in any order', async () => {
    const wire = fakeWire();
    const first = wire.api.call('nodes', {});
    const second = wire.api.call('models', {});
    await wire.answer(2, { models: [] });
    await wire.answer(1, { nodes: [] });
    expect(await first).toEqual({ nodes: [] });
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

  it('refuses an answer of another shape instead of showing it', async () => {
    const wire = fakeWire();
    const call = wire.api.call('models', {});
    void wire.answer(1, { models: 'many' });
    await expect(call).rejects.toThrow('unknown shape (models)');
  });

  it('fails what waits, and what comes after, once the engine is gone', async () => {
    const wire = fakeWire();
    const call = wire.api.call('models', {});
    wire.close();
    await expect(call).rejects.toMatchObject({ data: { code: 'ENGINE_LOST' } });
    await expect(wire.api.call('models', {})).rejects.toMatchObject({ data: { code: 'ENGINE_LOST' } });
    expect((await wire.api.lost).data.code).toBe('ENGINE_LOST');
  });
});
