import { addAveraged, averagedTrees, predictAveraged } from '../averaged-trees/averaged-trees.ts';
import { besideTrees, growForest } from '../averaged-trees/grow-forest.ts';
import { growthParams, pythonForest } from '../averaged-trees/growth.ts';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { checkTrainingData } from '../training-data.ts';
import { withRandomNodes } from './random-splits.ts';

/** Trees of the best of a few drawn thresholds, averaged (Geurts, Ernst and Wehenkel 2006). */
export const extraTrees = defineModel({
  id: 'extra-trees',
  title: 'Extra trees',
  summary: 'Averages many deep trees whose thresholds are drawn, one for each feature that a split may choose from. Smoother than a random forest; takes missing values.',
  tasks: ['regression', 'binary', 'multiclass'],
  params: growthParams(false),
  state: averagedTrees,
  missing: 'handled',
  beside: besideTrees,

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'Extra trees', 'handled', context);
    return growForest(kernel, data, chosen, 'extra trees', withRandomNodes(kernel), context);
  },

  predict: predictAveraged,

  onnx: addAveraged,

  python: (chosen, task) => pythonForest('ExtraTrees', chosen, task),

  importance: (model) => sharesOf(model.gains),
});
