import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderStatistics } from './order-statistics.ts';

it('finds what sorting finds, at every place', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 60 }), (list) => {
      const sorted = Float64Array.from(list).sort();
      sorted.forEach((value, place) => expect(orderStatistics(Float64Array.from(list), place).map((one) => one + 0)).toEqual([value + 0, (sorted[place + 1] ?? value) + 0]));
    }),
    { seed: 3 },
  );
});
