import { AppError } from '../base/app-error.ts';
import { decisionTree } from './decision-tree/decision-tree.ts';
import { elasticNet } from './elastic-net/elastic-net.ts';
import { extraTrees } from './extra-trees/extra-trees.ts';
import { gradientBoosting } from './gradient-boosting/gradient-boosting.ts';
import { lasso } from './lasso/lasso.ts';
import { linearRegression } from './linear-regression/linear-regression.ts';
import { logisticRegression } from './logistic-regression/logistic-regression.ts';
import type { ModelDefinition, TrainableModel } from './model.ts';
import { poissonRegression } from './poisson-regression/poisson-regression.ts';
import { randomForest } from './random-forest/random-forest.ts';
import { ridge } from './ridge/ridge.ts';
import { UNSUPERVISED } from './unsupervised.ts';

/** Every model that predicts a target, in the order of the palette. */
export const MODELS: readonly ModelDefinition[] = [linearRegression, logisticRegression, decisionTree, ridge, lasso, elasticNet, poissonRegression, gradientBoosting, randomForest, extraTrees];

/** Every model of the application: those that need no target stand last. */
export const ALL_MODELS: readonly TrainableModel[] = [...MODELS, ...UNSUPERVISED];

/** The model of an id that predicts a target; an AppError that lists the ids if there is none. */
export function findModel(id: string): ModelDefinition {
  return found(MODELS, id);
}

/** The model of an id, whether it needs a target or not. */
export function findTrainable(id: string): TrainableModel {
  return found(ALL_MODELS, id);
}

function found<M extends TrainableModel>(models: readonly M[], id: string): M {
  const model = models.find((candidate) => candidate.id === id);
  if (model) return model;
  throw new AppError({
    code: 'UNKNOWN_MODEL',
    message: `There is no model "${id}".`,
    place: { field: 'model' },
    next: `Choose one of: ${models.map((candidate) => candidate.id).join(', ')}.`,
  });
}
