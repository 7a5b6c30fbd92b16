import { z } from 'zod';

/** As deep as the leaves allow. */
export const DEEPEST = 64;

const fields = z.object({
  objective: z
    .enum(['auto', 'squared', 'absolute', 'quantile', 'poisson'])
    .default('auto')
    .describe('What is made small, for numbers: squared or absolute errors, the loss of a quantile, or the Poisson deviance of counts; auto: squared errors, and for classes the log loss')
    .meta({ title: 'Objective' }),
  alpha: z.number().gt(0).lt(1).default(0.9).describe('The quantile that is predicted, where that is the objective').meta({ title: 'Quantile' }),
  nEstimators: z.number().int().min(1).max(10_000).default(100).describe('Rounds; each adds a tree, or one for each of several classes').meta({ title: 'Rounds' }),
  learningRate: z.number().gt(0).max(10).default(0.1).describe('How much of each tree counts: smaller needs more rounds').meta({ title: 'Learning rate' }),
  growPolicy: z
    .enum(['lossguide', 'depthwise'])
    .default('lossguide')
    .describe('Where a tree grows next: at the leaf that gains most (LightGBM), or level by level (XGBoost, by its rules)')
    .meta({ title: 'Growth' }),
  numLeaves: z.number().int().min(2).max(4096).default(31).describe('Most leaves of a tree').meta({ title: 'Leaves' }),
  maxDepth: z.number().int().min(1).max(DEEPEST).default(DEEPEST).describe('Most splits from the root to a leaf').meta({ title: 'Depth' }),
  minChildSamples: z
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('Fewest rows that a leaf must have, where a tree grows by gain; where rows weigh differently, in classes too, they are counted by their weight in the loss, as LightGBM does')
    .meta({ title: 'Rows in a leaf' }),
  minChildWeight: z.number().min(0).default(0.001).describe('Least sum of second derivatives of the loss that a leaf must have').meta({ title: 'Weight of a leaf' }),
  regLambda: z.number().min(0).default(0).describe('L2 penalty on the values of leaves').meta({ title: 'L2 penalty' }),
  regAlpha: z.number().min(0).default(0).describe('L1 penalty on the values of leaves').meta({ title: 'L1 penalty' }),
  minSplitGain: z.number().min(0).default(0).describe('What a split must gain at least (XGBoost: gamma)').meta({ title: 'Gain of a split' }),
  subsample: z.number().gt(0).max(1).default(1).describe('Share of the rows that each round learns from, drawn from the seed').meta({ title: 'Share of rows' }),
  colsampleByTree: z.number().gt(0).max(1).default(1).describe('Share of the features that each tree may use, drawn from the seed').meta({ title: 'Share of features' }),
  classWeight: z.enum(['none', 'balanced']).default('none').describe('Balanced: rows of rare classes weigh more, so that all classes weigh the same').meta({ title: 'Weight of classes' }),
  monotoneConstraints: z
    .record(z.string(), z.union([z.literal(-1), z.literal(1)]))
    .default({})
    .describe('Features with which the prediction (of classes: the probability of the second) may only rise, 1, or fall, −1: {"age": 1}')
    .meta({ title: 'Monotone features' }),
  categoricalFeatures: z
    .array(z.string())
    .default([])
    .describe('Features whose values are codes of categories, whole numbers from 0 on; they are split by sets of codes, missing and unknown ones go with the rest')
    .meta({ title: 'Features of codes', picker: 'columns', accepts: ['number', 'integer', 'boolean'] }),
  catSmooth: z.number().min(0).default(10).describe('Holds back the order of categories of few rows; those of fewer rows than this are not split off').meta({ title: 'Smoothing of categories' }),
  catL2: z.number().min(0).default(10).describe('L2 penalty that splits by categories add').meta({ title: 'L2 penalty of categories' }),
  minDataPerGroup: z.number().int().min(1).default(100).describe('Fewest rows between two splits of categories that are tried').meta({ title: 'Rows of categories' }),
  maxCatThreshold: z.number().int().min(1).max(254).default(32).describe('Most categories that a split names').meta({ title: 'Categories of a split' }),
  maxCatToOnehot: z.number().int().min(1).default(4).describe('Features of fewer categories are split by one category alone').meta({ title: 'Categories tried alone' }),
  earlyStoppingRounds: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Stops when so many rounds have not lessened the loss on training rows that are held out, and keeps the best round; 0: never')
    .meta({ title: 'Patience in rounds' }),
  validationFraction: z.number().gt(0).lt(1).default(0.1).describe('Share of the training rows that early stopping holds out, drawn from the seed').meta({ title: 'Share held out' }),
});

export type BoostingParams = z.output<typeof fields>;

/** An option that has an effect with others alone. */
interface Condition {
  readonly field: keyof BoostingParams;
  readonly holds: (params: BoostingParams) => boolean;
  readonly because: string;
}

const CATEGORICAL = ['catSmooth', 'catL2', 'minDataPerGroup', 'maxCatThreshold', 'maxCatToOnehot'] as const;

const CONDITIONS: readonly Condition[] = [
  { field: 'alpha', holds: ({ objective }) => objective === 'quantile', because: 'it counts for the objective quantile alone' },
  { field: 'minChildSamples', holds: ({ growPolicy }) => growPolicy === 'lossguide', because: 'growth by depth knows the weight of a leaf (minChildWeight) alone' },
  { field: 'categoricalFeatures', holds: ({ growPolicy }) => growPolicy === 'lossguide', because: 'growth by depth has no splits by categories' },
  { field: 'monotoneConstraints', holds: ({ objective }) => objective !== 'absolute' && objective !== 'quantile', because: 'leaves of absolute and quantile errors take quantiles, which no constraint can hold' },
  { field: 'validationFraction', holds: ({ earlyStoppingRounds }) => earlyStoppingRounds > 0, because: 'it counts with earlyStoppingRounds above 0 alone' },
  ...CATEGORICAL.map((field): Condition => ({ field, holds: ({ categoricalFeatures }) => categoricalFeatures.length > 0, because: 'it counts with categoricalFeatures alone' })),
];

const defaults = fields.parse({});

/** Whether a parameter is other than it would be of itself. */
function isSet(params: BoostingParams, field: keyof BoostingParams): boolean {
  return JSON.stringify(params[field]) !== JSON.stringify(defaults[field]);
}

/** LightGBM's and XGBoost's parameters. An option that would have no effect is refused. */
export const boostingParameters = fields.superRefine((params, context) => {
  for (const { field, holds, because } of CONDITIONS) {
    if (isSet(params, field) && !holds(params)) context.addIssue({ code: 'custom', path: [field], message: `it would have no effect: ${because}` });
  }
  for (const name of params.categoricalFeatures) {
    if (name in params.monotoneConstraints) context.addIssue({ code: 'custom', path: ['monotoneConstraints'], message: `"${name}" cannot both have an order and be a category` });
  }
});
