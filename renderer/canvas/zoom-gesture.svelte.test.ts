import { expect, test } from 'vitest';
import { ZoomGesture } from './zoom-gesture.svelte.ts';

test('stretches what is drawn while the wheel turns, and has it drawn anew when it rests', () => {
  const gesture = new ZoomGesture();
  gesture.turn(1, 0);
  expect(gesture).toMatchObject({ turning: true, stretches: true });
  gesture.turn(1.9, 8);
  expect(gesture.stretches).toBe(true);
  gesture.rest();
  expect(gesture).toMatchObject({ turning: false, stretches: false });
});

test.each([[1, 2.1], [1, 0.45]])('has what is drawn at %d drawn anew at %d, in time for that, and stretches it from there', (from, to) => {
  const gesture = new ZoomGesture();
  gesture.turn(from, 0);
  gesture.turn(to, 100);
  expect(gesture).toMatchObject({ turning: true, stretches: false });
  gesture.turn(to, 130);
  expect(gesture.stretches).toBe(false);
  gesture.turn(to, 170);
  gesture.turn(from + (to - from) / 2, 180);
  expect(gesture.stretches).toBe(true);
});
