import { describe, expect, it } from 'vitest';
import { ChangeQueue } from './change-queue.svelte.ts';
import { fakeWire, type FakeWire } from './fake-wire.ts';

const change = (label: string) => ({ kind: 'do' as const, label, edit: { do: 'move' as const, places: [] } });
const sent = (wire: FakeWire) => wire.call('change').input as { after: string | null; changes: { id: string; label: string }[]; takeOver?: boolean };
const calls = (wire: FakeWire) => wire.sent.filter((one) => 'command' in one && one.command === 'change').length;

function begun(): { wire: FakeWire; queue: ChangeQueue } {
  const wire = fakeWire();
  const queue = new ChangeQueue(wire.api);
  queue.begin('/p', 'r0');
  return { wire, queue };
}

describe('the queue of changes', () => {
  it('sends a command at once, and those that come meanwhile together, each on the revision before it', async () => {
    const { wire, queue } = begun();
    queue.push(change('a'));
    queue.push(change('b'));
    queue.push(change('c'));
    expect(sent(wire)).toMatchObject({ after: 'r0', changes: [{ label: 'a' }] });
    await wire.answer(wire.call('change').id, { revision: 'r1' });
    expect(sent(wire)).toMatchObject({ after: 'r1', changes: [{ label: 'b' }, { label: 'c' }] });
    expect(queue.saved).toBe(false);
    await wire.answer(wire.call('change').id, { revision: 'r3' });
    expect([queue.saved, calls(wire)]).toEqual([true, 2]);
  });

  it('keeps what could not be kept, under the same names, and sends it with the next', async () => {
    const { wire, queue } = begun();
    queue.push(change('a'));
    const { id } = sent(wire).changes[0] ?? { id: '' };
    await wire.fail(wire.call('change').id, { code: 'DISK_FULL', kind: 'input', message: 'The disk is full.' });
    expect([queue.saved, queue.problem?.data.code]).toEqual([false, 'DISK_FULL']);
    queue.push(change('b'));
    expect(sent(wire)).toMatchObject({ after: 'r0', changes: [{ id, label: 'a' }, { label: 'b' }] });
    await wire.answer(wire.call('change').id, { revision: 'r2' });
    expect([queue.saved, queue.problem]).toEqual([true, undefined]);
  });

  it('takes a project over only when it is told to', async () => {
    const { wire, queue } = begun();
    queue.push(change('a'));
    expect(sent(wire).takeOver).toBeUndefined();
    await wire.fail(wire.call('change').id, { code: 'PROJECT_BUSY', kind: 'input', message: 'Busy.' });
    void queue.takeOver();
    expect(sent(wire).takeOver).toBe(true);
  });

  it('lets nothing of one project into another', async () => {
    const { wire, queue } = begun();
    queue.push(change('a'));
    queue.begin('/q', 's0');
    await wire.answer(wire.call('change').id, { revision: 'r1' });
    queue.push(change('b'));
    expect(sent(wire)).toMatchObject({ project: '/q', after: 's0', changes: [{ label: 'b' }] });
  });
});
