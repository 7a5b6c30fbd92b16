import { combineBlock, dotBlock, momentBlock, shiftColumn, weightColumn } from './columns';
import { gramBlock } from './gram';
import { logisticRows, squaredRows } from './losses';

/*
 * A piece of a span of rows, added to the sums of the span: block after block, rounding errors kept (Neumaier). A piece
 * begins where a block does; `rows` are even: what stands beside a last odd row equals the shifts and weighs nothing.
 * `stride` is the distance of columns in bytes.
 */

/** Rows of a block, and bytes from one column of a block of its own to the next: no power of two, so that columns do not compete for cache lines. */
const BLOCK: usize = 512;
const STRIDE: usize = (BLOCK + 8) << 3;

/** Takes the shifts off in place and adds products to a Gram matrix: `sum` and, k² numbers behind, `rest`. `weights` 0: all weigh 1; else `left` has room for a block. */
export function gramRows(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, weights: usize, left: usize, sum: usize): void {
  for (let from: usize = 0; from < rows; from += BLOCK) {
    const at = from << 3;
    const here = min(BLOCK, rows - from);
    prepareBlock(columns + at, stride, k, here, shifts, weights ? weights + at : 0, left);
    if (weights) gramBlock(left, STRIDE, columns + at, stride, k, here, sum, sum + (k * k << 3), 0, k);
    else gramBlock(columns + at, stride, columns + at, stride, k, here, sum, sum + (k * k << 3), 0, k);
  }
}

/** Takes the shifts off a block in place; `weights` other than 0: its weighted columns go to `left`. */
export function prepareBlock(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, weights: usize, left: usize): void {
  for (let j: usize = 0; j < k; j++) {
    shiftColumn(columns + j * stride, rows, load<f64>(shifts + (j << 3)));
    if (weights) weightColumn(left + j * STRIDE, columns + j * stride, weights, rows);
  }
}

/** Rows [from, to) of the Gram matrix of a block that is prepared; `left` 0: nothing is weighted. */
export function gramPart(columns: usize, stride: usize, k: usize, rows: usize, left: usize, sum: usize, from: usize, to: usize): void {
  gramBlock(left ? left : columns, left ? STRIDE : stride, columns, stride, k, rows, sum, sum + (k * k << 3), from, to);
}

/** Products with `vector`: k sums, then their rounding errors. `found` has room for k numbers. */
export function dotRows(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, vector: usize, found: usize, sums: usize): void {
  for (let from: usize = 0; from < rows; from += BLOCK) {
    dotBlock(columns + (from << 3), stride, k, min(BLOCK, rows - from), shifts, vector + (from << 3), found);
    for (let j: usize = 0; j < k << 3; j += 8) keep(sums + j, sums + (k << 3) + j, load<f64>(found + j));
  }
}

/** Moments: six numbers a column, Σ d and Σ d² with their rounding errors, the least and the largest d. `found` has room for 4 k numbers. */
export function momentRows(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, weights: usize, found: usize, sums: usize): void {
  for (let from: usize = 0; from < rows; from += BLOCK) {
    const at = from << 3;
    momentBlock(columns + at, stride, k, min(BLOCK, rows - from), shifts, weights ? weights + at : 0, found);
    for (let j: usize = 0; j < k; j++) {
      const one = found + (j << 5);
      const to = sums + j * 48;
      keep(to, to + 8, load<f64>(one));
      keep(to + 16, to + 24, load<f64>(one, 8));
      store<f64>(to + 32, min(load<f64>(to + 32), load<f64>(one, 16)));
      store<f64>(to + 40, max(load<f64>(to + 40), load<f64>(one, 24)));
    }
  }
}

/**
 * A loss, its gradient and its curvature: two numbers of the loss, 2 k of the gradient, 2 k² of the curvature, sums
 * before rounding errors. `room` is for three blocks of numbers (scores, slopes, curves) and k more. `left` 0: no
 * curvature; else `isWhole` says whether the Gram matrix is made here or the block prepared for gramPart alone.
 */
export function lossRows(isLogistic: bool, columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, factors: usize, y: usize, weights: usize, room: usize, left: usize, isWhole: bool, sums: usize): void {
  const slopes = room + (BLOCK << 3);
  const curves = slopes + (BLOCK << 3);
  const found = curves + (BLOCK << 3);
  const gradient = sums + 16;
  const curvature = gradient + (k << 4);
  for (let from: usize = 0; from < rows; from += BLOCK) {
    const at = from << 3;
    const here = min(BLOCK, rows - from);
    const weight = weights ? weights + at : 0;
    combineBlock(columns + at, stride, k, here, shifts, factors, room);
    keep(sums, sums + 8, isLogistic ? logisticRows(room, y + at, weight, here, slopes, curves) : squaredRows(room, y + at, weight, here, slopes, curves));
    dotBlock(columns + at, stride, k, here, shifts, slopes, found);
    for (let j: usize = 0; j < k << 3; j += 8) keep(gradient + j, gradient + (k << 3) + j, load<f64>(found + j));
    if (!left) continue;
    prepareBlock(columns + at, stride, k, here, shifts, curves, left);
    if (isWhole) gramBlock(left, STRIDE, columns + at, stride, k, here, curvature, curvature + (k * k << 3), 0, k);
  }
}

/** Adds to a sum, and what rounding loses to its rest. */
// @ts-ignore: decorator
@inline
function keep(sum: usize, rest: usize, value: f64): void {
  const before = load<f64>(sum);
  const after = before + value;
  store<f64>(rest, load<f64>(rest) + (abs(before) >= abs(value) ? (before - after) + value : (value - after) + before));
  store<f64>(sum, after);
}
