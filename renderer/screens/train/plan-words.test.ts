import { describe, expect, it } from 'vitest';
import { planWords } from './plan-words.ts';

const shares = { train: 0.8, validation: 0.1 };

describe('planWords', () => {
  it('says what is predicted, by what, and how it is judged', () => {
    expect(planWords({ kind: 'classification', target: 'failure', models: ['Logistic regression', 'Decision tree', 'Extra trees'], folds: 5, shares })).toBe('Predicts failure as a class, by logistic regression, decision tree, and extra trees. 5 folds. 80% of the rows train, 10% validate, 10% test.');
    expect(planWords({ kind: 'anomaly', target: undefined, models: ['Isolation forest'], folds: null, shares: { train: 1, validation: 0 } })).toBe('Finds rows that stand out, by isolation forest. No cross-validation. 100% of the rows train, 0% validate, 0% test.');
  });

  it('says that no model is chosen', () => {
    expect(planWords({ kind: 'regression', target: 'power', models: [], folds: null, shares })).toMatch(/^Predicts power as a number, by no model yet\./);
  });
});
