/** Values whose moments are made at a time: they stay in the first-level cache. */
const BLOCK: usize = 4096;
/** Bytes of the figures of a block. */
const FIGURES: usize = 40;

/**
 * Goes on counting runs of equal values in values that come in ascending order. `found` holds the value of the run that is open (NaN: none yet), how long it is, how many
 * runs have begun, how many are kept, and `most` pairs at most of a value and its count: the longest runs that are over, of equal ones the first.
 */
export function countRuns(values: usize, rows: usize, found: usize, most: usize): void {
  const end = values + (rows << 3);
  let value = load<f64>(found);
  let from = values;
  while (from < end && load<f64>(from) == value) from += 8;
  const open = load<f64>(found, 8) + <f64>((from - values) >> 3);
  store<f64>(found, open, 8);
  if (from == end) return;
  endRun(found, most);
  let least = leastRun(found, most);
  value = load<f64>(from);
  let begun: u32 = 1;
  for (let at = from + 8; at < end; at += 8) {
    const next = load<f64>(at);
    if (next == value) continue;
    if (at - from > least) {
      store<f64>(found, value);
      store<f64>(found, <f64>((at - from) >> 3), 8);
      endRun(found, most);
      least = leastRun(found, most);
    }
    value = next;
    from = at;
    begun += 1;
  }
  store<f64>(found, value);
  store<f64>(found, <f64>((end - from) >> 3), 8);
  store<f64>(found, load<f64>(found, 16) + <f64>begun, 16);
}

/** Keeps the run that is open, if it is among the longest. */
export function endRun(found: usize, most: usize): void {
  const count = load<f64>(found, 8);
  const kept = <usize>load<f64>(found, 24);
  const first = found + 32;
  if (count == 0 || most == 0 || (kept == most && !(count > load<f64>(first + ((most - 1) << 4), 8)))) return;
  let place = first + (min(kept, most - 1) << 4);
  for (; place > first && load<f64>(place - 8) < count; place -= 16) memory.copy(place, place - 16, 16);
  store<f64>(place, load<f64>(found));
  store<f64>(place, count, 8);
  store<f64>(found, <f64>min(kept + 1, most), 24);
}

/** Bytes that a run must be longer than to be kept. */
function leastRun(found: usize, most: usize): usize {
  if (<usize>load<f64>(found, 24) < most) return 0;
  return <usize>min(load<f64>(found + 32 + ((most - 1) << 4), 8), 536870911) << 3;
}

/**
 * Of every block of values, with x = (value − origin) · factor and d = x − the block's mean: the mean, Σ d (what rounding the mean left), Σ d², Σ d³ and Σ d⁴. Values of equal
 * place modulo 4 are added up apart, the four sums then in pairs, and what is left past the last four one after the other.
 */
export function blockMoments(values: usize, rows: usize, origin: f64, factor: f64, figures: usize): void {
  const o = f64x2.splat(origin);
  const f = f64x2.splat(factor);
  for (let from: usize = 0; from < rows; from += BLOCK) {
    const at = values + (from << 3);
    const count = min(BLOCK, rows - from);
    const fours = at + ((count & ~3) << 3);
    const end = at + (count << 3);
    let s = f64x2.splat(0), t = s;
    for (let i = at; i < fours; i += 32) {
      s = f64x2.add(s, f64x2.mul(f64x2.sub(v128.load(i), o), f));
      t = f64x2.add(t, f64x2.mul(f64x2.sub(v128.load(i, 16), o), f));
    }
    let sum = inPairs(s, t);
    for (let i = fours; i < end; i += 8) sum += (load<f64>(i) - origin) * factor;
    const mean = sum / <f64>count;
    const m = f64x2.splat(mean);
    let s1 = f64x2.splat(0), s2 = s1, s3 = s1, s4 = s1, t1 = s1, t2 = s1, t3 = s1, t4 = s1;
    for (let i = at; i < fours; i += 32) {
      let d = f64x2.sub(f64x2.mul(f64x2.sub(v128.load(i), o), f), m);
      let dd = f64x2.mul(d, d);
      s1 = f64x2.add(s1, d);
      s2 = f64x2.add(s2, dd);
      s3 = f64x2.add(s3, f64x2.mul(dd, d));
      s4 = f64x2.add(s4, f64x2.mul(dd, dd));
      d = f64x2.sub(f64x2.mul(f64x2.sub(v128.load(i, 16), o), f), m);
      dd = f64x2.mul(d, d);
      t1 = f64x2.add(t1, d);
      t2 = f64x2.add(t2, dd);
      t3 = f64x2.add(t3, f64x2.mul(dd, d));
      t4 = f64x2.add(t4, f64x2.mul(dd, dd));
    }
    let m1 = inPairs(s1, t1), m2 = inPairs(s2, t2), m3 = inPairs(s3, t3), m4 = inPairs(s4, t4);
    for (let i = fours; i < end; i += 8) {
      const d = (load<f64>(i) - origin) * factor - mean;
      const dd = d * d;
      m1 += d;
      m2 += dd;
      m3 += dd * d;
      m4 += dd * dd;
    }
    store<f64>(figures, mean);
    store<f64>(figures, m1, 8);
    store<f64>(figures, m2, 16);
    store<f64>(figures, m3, 24);
    store<f64>(figures, m4, 32);
    figures += FIGURES;
  }
}

// @ts-ignore: decorator
@inline
function inPairs(s: v128, t: v128): f64 {
  return (f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)) + (f64x2.extract_lane(t, 0) + f64x2.extract_lane(t, 1));
}
