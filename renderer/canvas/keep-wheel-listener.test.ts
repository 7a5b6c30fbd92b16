import { expect, test, vi } from 'vitest';
import { keepWheelListener } from './keep-wheel-listener.ts';

test('calls the wheel listener that was added last, and registers one with the browser', () => {
  const element = new EventTarget();
  const registered = vi.spyOn(element, 'addEventListener');
  const called: string[] = [];
  const first = (): void => void called.push('first');
  element.addEventListener('wheel', first);
  registered.mockClear();
  keepWheelListener(element);
  let before = first;
  for (const name of ['second', 'third']) {
    element.removeEventListener('wheel', before);
    before = (): void => void called.push(name);
    element.addEventListener('wheel', before);
    element.dispatchEvent(new Event('wheel'));
  }
  expect(called).toEqual(['second', 'third']);
  expect(registered).toHaveBeenCalledTimes(1);
  element.removeEventListener('wheel', before);
  element.dispatchEvent(new Event('wheel'));
  expect(called).toHaveLength(2);
});
