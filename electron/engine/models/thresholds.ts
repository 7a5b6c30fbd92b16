/** Half way between two neighbouring values, and never at or above the larger. */
export function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle < high && middle >= low ? middle : low;
}

/** The threshold that parts present values from missing ones. */
export const ALL_PRESENT = Number.MAX_VALUE;
