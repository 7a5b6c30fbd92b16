import { z } from 'zod';
import type { PythonEstimator } from './model.ts';

/** A parameter of linear models with a penalty: glmnet's. The weights learned are still those of the columns as given. */
export const standardise = z
  .boolean()
  .default(false)
  .describe('Penalise as if every column had been centred and divided by its standard deviation: large and small units then count the same')
  .meta({ title: 'Standardise' });

/** The estimator behind scikit-learn's scaler, where wanted. */
export function scaledFirst(isWanted: boolean, { imports, code }: PythonEstimator): PythonEstimator {
  if (!isWanted) return { imports, code };
  return { imports: [...imports, 'from sklearn.pipeline import make_pipeline', 'from sklearn.preprocessing import StandardScaler'], code: `make_pipeline(StandardScaler(), ${code})` };
}
