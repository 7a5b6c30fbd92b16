/** Puts keys in the order of their byte at `shift`, equal ones in theirs. `cells` holds how many there are of each of its 256 values, and is used up. */
// @ts-ignore: decorator
@inline
export function scatter<T>(from: usize, end: usize, to: usize, shift: T, cells: usize): void {
  let place = <u32>to;
  for (let cell = cells; cell < cells + 1024; cell += 4) {
    const count = load<u32>(cell);
    store<u32>(cell, place);
    place += count * <u32>sizeof<T>();
  }
  for (let at = from; at < end; at += sizeof<T>()) {
    const key = load<T>(at);
    const cell = cells + ((<usize>(key >> shift) & 255) << 2);
    const next = load<u32>(cell);
    store<u32>(cell, next + <u32>sizeof<T>());
    store<T>(next, key);
  }
}
