import { addAveraged, averagedTrees, predictAveraged } from '../averaged-trees/averaged-trees.ts';
import { besideTrees, growForest } from '../averaged-trees/grow-forest.ts';
import { growthParams, pythonForest } from '../averaged-trees/growth.ts';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { checkTrainingData } from '../training-data.ts';
import { withBinnedNodes } from './binned-nodes.ts';
import { RANKED_BELOW } from './rank-gap.ts';
import { withRankedNodes } from './ranked-nodes.ts';

/** Trees on drawn rows and features, averaged; of many rows on the bins of boosting. */
export const randomForest = defineModel({
  id: 'random-forest',
  title: 'Random forest',
  summary: 'Averages many deep trees, each grown on drawn rows, each split on drawn features; of 65,536 rows and more, thresholds are at 255 quantiles. Takes missing values.',
  tasks: ['regression', 'binary', 'multiclass'],
  params: growthParams(true),
  state: averagedTrees,
  missing: 'handled',
  beside: besideTrees,

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'A random forest', 'handled', context);
    return growForest(kernel, data, chosen, 'random forest', (data.rows < RANKED_BELOW ? withRankedNodes : withBinnedNodes)(kernel), context);
  },

  predict: predictAveraged,

  onnx: addAveraged,

  python: (chosen, task) => pythonForest('RandomForest', chosen, task),

  importance: (model) => sharesOf(model.gains),
});
