import type { Json } from '../base/canonical-json.ts';
import type { TrainableModel } from '../models/model.ts';
import { ALL_MODELS } from '../models/registry.ts';
import type { Handler } from './handler.ts';
import { formOf } from './nodes.ts';

/** The catalogue of models. */
export const models: Handler<'models'> = async () => ({
  models: ALL_MODELS.map((model) => {
    const { id, title, summary, tasks, missing, params } = model;
    return { id, title, summary, tasks: [...tasks], missing, compilesTo: `ONNX, ${estimators(model).join(' or ')}`, form: formOf(params) };
  }),
});

/** The Python classes that a model is in an exported project. */
function estimators({ python, params, tasks }: TrainableModel): string[] {
  return [...new Set(tasks.map((task) => /^\w+/.exec(python(params.parse({}) as Record<string, Json>, task, []).code)?.[0] ?? 'Python'))];
}
