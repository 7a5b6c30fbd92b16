import { z } from 'zod';
import type { Task } from '../../../contract/task.ts';
import { classWeight } from '../class-weight.ts';
import type { PythonEstimator } from '../model.ts';

/** scikit-learn has no limit. */
const DEEPEST = 64;

/** The parameters of a forest; `bootstrap` says what is usual for it. */
export function growthParams(bootstrap: boolean) {
  return z.object({
    nEstimators: z.number().int().min(1).max(4096).default(100).describe('Number of trees').meta({ title: 'Trees' }),
    criterion: z
      .enum(['auto', 'gini', 'entropy', 'squared_error'])
      .default('auto')
      .describe('What splits are judged by: gini or entropy for classes, squared_error for numbers; auto: gini or squared_error')
      .meta({ title: 'Criterion' }),
    maxDepth: z.number().int().min(1).max(DEEPEST).default(DEEPEST).describe('Most splits from the root to a leaf').meta({ title: 'Depth' }),
    minSamplesSplit: z.number().int().min(2).default(2).describe('Fewest rows that are split further').meta({ title: 'Rows to split' }),
    minSamplesLeaf: z
      .number()
      .int()
      .min(1)
      .default(1)
      .describe('Fewest rows that a leaf must have (a drawn row counts as often as it is drawn); rows that weigh differently count by their weight')
      .meta({ title: 'Rows in a leaf' }),
    maxFeatures: z
      .enum(['auto', 'sqrt', 'log2', 'all'])
      .default('auto')
      .describe('How many features each split may choose from; auto: the square root of their number for classes, all for numbers')
      .meta({ title: 'Features of a split' }),
    bootstrap: z.boolean().default(bootstrap).describe('Each tree learns from as many rows as there are, drawn with repeats; without it, from all').meta({ title: 'Draw rows' }),
    classWeight,
  });
}

export type Growth = z.output<ReturnType<typeof growthParams>>;

/** The estimator of scikit-learn whose names begin with `name`. */
export function pythonForest(name: 'RandomForest' | 'ExtraTrees', growth: Growth, task: Task): PythonEstimator {
  const isClass = task !== 'regression';
  const kind = `${name}${isClass ? 'Classifier' : 'Regressor'}`;
  const features = growth.maxFeatures === 'auto' ? (isClass ? 'sqrt' : 'all') : growth.maxFeatures;
  const named = {
    n_estimators: growth.nEstimators,
    ...(growth.criterion === 'auto' ? {} : { criterion: `"${growth.criterion}"` }),
    max_depth: growth.maxDepth === DEEPEST ? 'None' : growth.maxDepth,
    ...(growth.minSamplesSplit === 2 ? {} : { min_samples_split: growth.minSamplesSplit }),
    min_samples_leaf: growth.minSamplesLeaf,
    max_features: features === 'all' ? '1.0' : `"${features}"`,
    bootstrap: growth.bootstrap ? 'True' : 'False',
    ...(growth.classWeight === 'none' ? {} : { class_weight: `"${growth.classWeight}"` }),
    random_state: 0,
  };
  return { imports: [`from sklearn.ensemble import ${kind}`], code: `${kind}(${Object.entries(named).map(([key, value]) => `${key}=${value}`).join(', ')})` };
}
