import { AppError } from '../../base/app-error.ts';
import type { FitContext, TrainingData } from '../model.ts';
import { checkTrainingData } from '../training-data.ts';
import type { BoostingParams } from './boosting-parameters.ts';

/** What boosting asks of its rows and parameters together; throws an AppError that names the parameter or the column. */
export async function checkBoosting(data: TrainingData, params: BoostingParams, context: FitContext): Promise<void> {
  await checkTrainingData(data, 'Gradient boosting', 'handled', context);
  const { objective, classWeight, monotoneConstraints, categoricalFeatures } = params;
  if (data.task !== 'regression' && objective !== 'auto') throw noEffect('objective', `The objective ${objective} is for numbers`, 'Set it to auto: classes are learned by their log loss.');
  if (data.task === 'regression' && classWeight !== 'none') throw noEffect('classWeight', 'Weights of classes are for classes', 'Set it to none.');
  if (data.task === 'multiclass' && Object.keys(monotoneConstraints).length > 0) {
    throw noEffect('monotoneConstraints', 'A probability among several others cannot be held monotone', 'Leave it out, or predict one class against the rest.');
  }
  for (const name of Object.keys(monotoneConstraints)) if (!data.features.includes(name)) throw unknown('monotoneConstraints', name, data);
  for (const name of categoricalFeatures) {
    if (!data.features.includes(name)) throw unknown('categoricalFeatures', name, data);
    checkCodes(name, data);
  }
}

function checkCodes(name: string, { features, x, rows, origin }: TrainingData): void {
  const from = features.indexOf(name) * rows;
  const wrong = x.subarray(from, from + rows).findIndex((value) => value === value && !(Number.isInteger(value) && value >= -1));
  if (wrong < 0) return;
  throw new AppError({
    code: 'NOT_A_CODE',
    message: `The column "${name}" is ${x[from + wrong]} in row ${origin?.rowIds[wrong] ?? wrong}, which is no code of a category: these are whole numbers from 0 on (−1 for an unknown one).`,
    place: { field: 'categoricalFeatures', column: name },
    next: 'Codes must reach the model as they are: leave the column out of scalers and imputers in front of it, or take it off the list.',
  });
}

function noEffect(field: string, why: string, next: string): AppError {
  return new AppError({ code: 'BAD_PARAMETER', message: `"${field}" of Gradient boosting cannot be used here. ${why}.`, place: { field }, next });
}

function unknown(field: string, name: string, { features }: TrainingData): AppError {
  return new AppError({
    code: 'UNKNOWN_COLUMN',
    message: `"${field}" of Gradient boosting names "${name}", which is none of its features.`,
    place: { field, column: name },
    next: `Its features are: ${features.slice(0, 40).join(', ')}${features.length > 40 ? ' …' : ''}.`,
  });
}
