import { deduplicate } from './deduplicate/deduplicate.ts';
import { featureTargetSplit } from './feature-target-split/feature-target-split.ts';
import { filter } from './filter/filter.ts';
import { formula } from './formula/formula.ts';
import type { NodeDefinition } from './node.ts';
import { minMaxScaler } from './min-max-scaler/min-max-scaler.ts';
import { oneHotEncoder } from './one-hot-encoder/one-hot-encoder.ts';
import { ordinalEncoder } from './ordinal-encoder/ordinal-encoder.ts';
import { pca } from './pca/pca.ts';
import { quantileBins } from './quantile-bins/quantile-bins.ts';
import { randomOversampling } from './random-oversampling/random-oversampling.ts';
import { rollingMean } from './rolling-mean/rolling-mean.ts';
import { select } from './select/select.ts';
import { simpleImputer } from './simple-imputer/simple-imputer.ts';
import { split } from './split/split.ts';
import { standardScaler } from './standard-scaler/standard-scaler.ts';
import { targetEncoder } from './target-encoder/target-encoder.ts';
import { textNormalisation } from './text-normalisation/text-normalisation.ts';

/** Every node of the catalogue, in the order of the palette. To add one: its folder, and a line here. */
export const NODES: readonly NodeDefinition[] = [
  featureTargetSplit,
  select,
  filter,
  deduplicate,
  split,
  randomOversampling,
  simpleImputer,
  standardScaler,
  minMaxScaler,
  oneHotEncoder,
  ordinalEncoder,
  targetEncoder,
  quantileBins,
  pca,
  formula,
  textNormalisation,
  rollingMean,
];

const byId = new Map(NODES.map((node) => [node.id, node]));

/** The definition of a node type, if there is one of that name. */
export function findNode(id: string): NodeDefinition | undefined {
  return byId.get(id);
}
