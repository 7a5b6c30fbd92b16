import type { Task } from '../../../contract/task.ts';
import type { BoostingParams } from './boosting-parameters.ts';

/** A class of the exported project that fits a library's estimator as the application does; null where the library does so of itself. */
export function fittingOf(base: string, params: BoostingParams, task: Task, features: readonly string[]): { name: string; imports: readonly string[]; support: string } | null {
  const { growPolicy, classWeight, earlyStoppingRounds, validationFraction, categoricalFeatures } = params;
  const isXgboost = growPolicy === 'depthwise';
  const isClass = task !== 'regression';
  const stops = earlyStoppingRounds > 0;
  const isLabelled = isXgboost && isClass;
  const weighs = isXgboost && classWeight === 'balanced';
  if (!stops && !isLabelled && categoricalFeatures.length === 0) return null;
  const name = `${stops ? 'Stopped' : isLabelled ? 'Labelled' : 'Categorical'}${base}`;
  const labels = isLabelled ? 'codes' : 'y';
  const options = [
    `x${stops ? '[kept]' : ''}, ${labels}${stops ? '[kept]' : ''}`,
    ...(weighs ? [`sample_weight=compute_sample_weight("balanced", ${labels}${stops ? '[kept]' : ''})`] : []),
    ...(stops ? [isXgboost ? `eval_set=[(x[held], ${labels}[held])], verbose=False` : `eval_X=x[held], eval_y=${labels}[held]`] : []),
    ...(categoricalFeatures.length > 0 ? [`categorical_feature=[${categoricalFeatures.map((one) => features.indexOf(one)).join(', ')}]`] : []),
  ];
  const body = [
    ...(isLabelled ? ['self.labels_, codes = np.unique(y, return_inverse=True)'] : []),
    ...(stops ? [`kept, held = hold_out(x, ${isClass ? 'y' : 'np.zeros(len(x))'}, ${validationFraction})`] : []),
    `return super().fit(${options.join(', ')})`,
  ];
  const support = [
    ...(stops ? [HOLD_OUT] : []),
    [
      `class ${name}(${base}):`,
      `    """${docOf(isLabelled, stops, categoricalFeatures.length > 0)}"""`,
      '',
      '    def fit(self, x: NDArray[np.float64], y: NDArray[Any]) -> Any:',
      '        """Learns from rows and their targets."""',
      ...body.map((line) => `        ${line}`),
      ...(isLabelled ? PREDICT : []),
    ].join('\n'),
  ].join('\n\n\n');
  return { name, imports: weighs ? ['from sklearn.utils.class_weight import compute_sample_weight'] : [], support };
}

function docOf(isLabelled: boolean, stops: boolean, hasCategories: boolean): string {
  const parts = [
    ...(isLabelled ? ['takes labels as they are'] : []),
    ...(stops ? ['stops when a held-out share of its rows is predicted no better'] : []),
    ...(hasCategories ? ['splits columns of codes by sets of them'] : []),
  ];
  const text = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const PREDICT = ['', '    def predict(self, x: NDArray[np.float64]) -> Any:', '        """The most probable label of each row."""', '        return self.labels_[super().predict(x)]'];

const HOLD_OUT = `def hold_out(x: NDArray[np.float64], groups: NDArray[Any], share: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows to learn from, and a share of the rows of each group; equal rows stay together."""
    draws = np.random.default_rng(SEED)
    keys = np.array([row.tobytes() for row in x], dtype=object)
    held = np.zeros(len(x), dtype=np.bool_)
    for group in np.unique(groups):
        own = np.unique(keys[groups == group])
        chosen = draws.permutation(own)[: min(len(own) - 1, round(len(own) * share))]
        held |= (groups == group) & np.isin(keys, chosen)
    return ~held, held`;
