import type { Task } from '../../../contract/task.ts';
import type { PythonEstimator, PythonPackage } from '../model.ts';
import { DEEPEST, type BoostingParams } from './boosting-parameters.ts';
import { fittingOf } from './python-fitting.ts';

/** The libraries that boosting is trained with again. */
export const LIGHTGBM: PythonPackage = { distribution: 'lightgbm', version: '4.7.0', module: 'lightgbm' };
export const XGBOOST: PythonPackage = { distribution: 'xgboost-cpu', version: '3.2.0', module: 'xgboost' };

type Value = number | string | boolean | readonly number[];

/** The estimator that trains again: LightGBM where trees grow by gain, XGBoost where they grow by depth; every parameter is handed on. */
export function boostingPython(params: BoostingParams, task: Task, features: readonly string[]): PythonEstimator {
  const { library, prefix, requires, options } = params.growPolicy === 'depthwise' ? ofXgboost(params, task, features) : ofLightgbm(params, task, features);
  const base = `${prefix}${task === 'regression' ? 'Regressor' : 'Classifier'}`;
  const own = fittingOf(base, params, task, features);
  const code = Object.entries(options).map(([key, value]) => `${key}=${literal(value)}`);
  return {
    imports: [`from ${library} import ${base}`, ...(own?.imports ?? [])],
    code: `${own?.name ?? base}(${code.join(', ')})`,
    requires: [requires],
    ...(own ? { support: own.support } : {}),
  };
}

interface Library {
  readonly library: string;
  readonly prefix: string;
  readonly requires: PythonPackage;
  readonly options: Readonly<Record<string, Value>>;
}

const OBJECTIVES = {
  lightgbm: { auto: 'regression', squared: 'regression', absolute: 'regression_l1', quantile: 'quantile', poisson: 'poisson' },
  xgboost: { auto: 'reg:squarederror', squared: 'reg:squarederror', absolute: 'reg:absoluteerror', quantile: 'reg:quantileerror', poisson: 'count:poisson' },
} as const;

function ofLightgbm(params: BoostingParams, task: Task, features: readonly string[]): Library {
  const objective = task === 'regression' ? OBJECTIVES.lightgbm[params.objective] : task;
  const { catSmooth, catL2, minDataPerGroup, maxCatThreshold, maxCatToOnehot, categoricalFeatures } = params;
  const constraints = directionsOf(params, features);
  return {
    library: 'lightgbm',
    prefix: 'LGBM',
    requires: LIGHTGBM,
    options: {
      objective,
      ...(params.objective === 'quantile' ? { alpha: params.alpha } : {}),
      ...shared(params),
      num_leaves: params.numLeaves,
      max_depth: params.maxDepth === DEEPEST ? -1 : params.maxDepth,
      min_child_samples: params.minChildSamples,
      min_split_gain: params.minSplitGain,
      min_data_in_bin: 1,
      subsample_freq: 1,
      ...(params.classWeight === 'balanced' ? { class_weight: 'balanced' } : {}),
      ...(constraints ? { monotone_constraints: constraints } : {}),
      ...(categoricalFeatures.length > 0 ? { cat_smooth: catSmooth, cat_l2: catL2, min_data_per_group: minDataPerGroup, max_cat_threshold: maxCatThreshold, max_cat_to_onehot: maxCatToOnehot } : {}),
      ...(params.earlyStoppingRounds > 0 ? { early_stopping_round: params.earlyStoppingRounds } : {}),
      n_jobs: 1,
      verbose: -1,
    },
  };
}

function ofXgboost(params: BoostingParams, task: Task, features: readonly string[]): Library {
  const objective = task === 'regression' ? OBJECTIVES.xgboost[params.objective] : task === 'binary' ? 'binary:logistic' : 'multi:softprob';
  const constraints = directionsOf(params, features);
  return {
    library: 'xgboost',
    prefix: 'XGB',
    requires: XGBOOST,
    options: {
      objective,
      ...(params.objective === 'quantile' ? { quantile_alpha: params.alpha } : {}),
      tree_method: 'hist',
      grow_policy: 'depthwise',
      ...shared(params),
      max_leaves: params.numLeaves,
      max_depth: params.maxDepth === DEEPEST ? 0 : params.maxDepth,
      gamma: params.minSplitGain,
      ...(constraints ? { monotone_constraints: `(${constraints.join(', ')})` } : {}),
      ...(params.earlyStoppingRounds > 0 ? { early_stopping_rounds: params.earlyStoppingRounds } : {}),
      n_jobs: 1,
      verbosity: 0,
    },
  };
}

/** What both libraries call the same. */
function shared({ nEstimators, learningRate, minChildWeight, regAlpha, regLambda, subsample, colsampleByTree }: BoostingParams): Readonly<Record<string, Value>> {
  return {
    n_estimators: nEstimators,
    learning_rate: learningRate,
    min_child_weight: minChildWeight,
    reg_alpha: regAlpha,
    reg_lambda: regLambda,
    subsample,
    colsample_bytree: colsampleByTree,
    random_state: 0,
  };
}

function directionsOf({ monotoneConstraints }: BoostingParams, features: readonly string[]): readonly number[] | null {
  return Object.keys(monotoneConstraints).length > 0 ? features.map((name) => monotoneConstraints[name] ?? 0) : null;
}

function literal(value: Value): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return Array.isArray(value) ? `[${value.join(', ')}]` : JSON.stringify(value);
}
