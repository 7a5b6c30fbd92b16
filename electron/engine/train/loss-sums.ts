import type { LossRows, LossSums, Pause } from '../models/kernel.ts';
import { addSums, gramParts, SymmetricSums } from './column-sums.ts';
import type { Team } from './kernel-threads.ts';
import { BLOCK, BLOCK_STRIDE, isWide, overSpans } from './span-rows.ts';
import { SpannedSums } from './spanned-sums.ts';

/** As Kernel.lossAt. */
export async function lossAt(team: Team, input: LossRows, coefficients: ArrayLike<number>, wantsCurvature: boolean, pause?: Pause): Promise<LossSums> {
  const k = input.columns.length;
  // The row beside a last odd one must weigh nothing.
  const weights = input.weights ?? (input.rows & 1 ? new Float64Array(input.rows).fill(1) : undefined);
  const [loss, gradient] = [new SpannedSums(1), new SpannedSums(k)];
  const curvature = wantsCurvature ? new SymmetricSums(k, isWide(k)) : null;
  const inParts = wantsCurvature && isWide(k);
  /** In the sums of a span: the loss, the gradient, the curvature. */
  const [ofGradient, ofCurvature] = [2, 2 + 2 * k];
  /** In its room: scores, slopes and curves of a block and the sums of its gradient, then weighted columns. */
  const ofLeft = 3 * BLOCK + k + (k & 1);
  await overSpans(team, input, {
    sums: ofCurvature + (wantsCurvature ? 2 * k * k : 0),
    room: ofLeft + (wantsCurvature ? k * BLOCK_STRIDE : 0),
    beside: [input.y, ...(weights ? [weights] : [])],
    constants: [coefficients],
    rowWork: wantsCurvature && !inParts ? (k * (k + 5)) / 2 : 2 * k,
    call: ({ columns, stride, rows, shifts, constants, beside, room, sums }) => {
      const left = wantsCurvature ? room + 8 * ofLeft : 0;
      return ['lossRows', input.loss === 'logistic' ? 1 : 0, columns, stride, k, rows, shifts, constants[0] ?? 0, beside[0] ?? 0, beside[1] ?? 0, room, left, inParts ? 0 : 1, sums];
    },
    ...(inParts ? { then: (piece) => gramParts(piece, k, piece.room + 8 * ofLeft, piece.sums + 8 * ofCurvature) } : {}),
    end(sums) {
      addSums(loss, sums, 0, 1);
      addSums(gradient, sums, ofGradient, k);
      curvature?.add(sums, ofCurvature);
    },
  }, pause);
  return { loss: loss.values()[0] as number, gradient: gradient.values(), curvature: curvature?.values() ?? null };
}
