import { AppError } from '../base/app-error.ts';
import { decisionTree } from './decision-tree/decision-tree.ts';
import { elasticNet } from './elastic-net/elastic-net.ts';
import { extraTrees } from './extra-trees/extra-trees.ts';
import { gradientBoosting } from './gradient-boosting/gradient-boosting.ts';
import { lasso } from './lasso/lasso.ts';
import { linearRegression } from './linear-regression/linear-regression.ts';
import { logisticRegression } from './logistic-regression/logistic-regression.ts';
import type { ModelDefinition } from './model.ts';
import { poissonRegression } from './poisson-regression/poisson-regression.ts';
import { randomForest } from './random-forest/random-forest.ts';
import { ridge } from './ridge/ridge.ts';
import { UNSUPERVISED } from './unsupervised.ts';

/** Every model of the application, in the order of the palette. */
export const MODELS: readonly ModelDefinition[] = [linearRegression, logisticRegression, decisionTree, ridge, lasso, elasticNet, poissonRegression, gradientBoosting, randomForest, extraTrees];

/** The model of an id; an AppError that lists the ids if there is none. */
export function findModel(id: string): ModelDefinition {
  const model = MODELS.find((candidate) => candidate.id === id);
  if (model) return model;
  const unsupervised = UNSUPERVISED.find((candidate) => candidate.id === id);
  if (unsupervised) {
    throw new AppError({
      code: 'NO_TARGET_MODEL',
      message: `${unsupervised.title} learns without a target, and a project trains models that predict one.`,
      place: { field: 'model' },
      next: `Choose one of: ${MODELS.map((candidate) => candidate.id).join(', ')}.`,
    });
  }
  throw new AppError({
    code: 'UNKNOWN_MODEL',
    message: `There is no model "${id}".`,
    place: { field: 'model' },
    next: `Choose one of: ${MODELS.map((candidate) => candidate.id).join(', ')}.`,
  });
}
