import { AppError } from '../base/app-error.ts';
import type { FitContext } from './model.ts';
import { checkFeatures, checkShape, pauseOf } from './training-data.ts';
import type { UnlabelledData } from './unsupervised-model.ts';

/** What a model without a target asks of its rows; throws an AppError that names the column. */
export async function checkUnlabelled(data: UnlabelledData, title: string, missing: 'refused' | 'handled', leastRows: number, context: Pick<FitContext, 'signal'>): Promise<void> {
  checkShape(data, title);
  if (data.rows < leastRows) {
    throw new AppError({ code: 'TOO_FEW_ROWS', message: `${title} needs at least ${leastRows} rows; there ${data.rows === 1 ? 'is 1' : `are ${data.rows}`}.`, next: 'Check the filters in front of the model, or ask for less.' });
  }
  await checkFeatures(data, title, missing, pauseOf(context));
}
