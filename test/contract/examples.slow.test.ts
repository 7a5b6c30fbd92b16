import { expect, it } from 'vitest';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { NODES } from '../../electron/engine/nodes/registry.ts';

const context = { signal: new AbortController().signal, onProgress: () => undefined };

it.each(NODES.map(({ id }) => id))('the help has an example of %s, made by the engine from its definition', async (type) => {
  const reply = await call(new Engine(), 'example', { type }, context);
  expect(reply).toMatchObject({ ok: true });
  if (!reply.ok) return;
  expect(reply.value.after.rows.length).toBeGreaterThan(4);
  // The sample has no duplicates; every other node shows that it did something.
  if (type !== 'deduplicate') expect(JSON.stringify(reply.value.after)).not.toBe(JSON.stringify(reply.value.before));
});
