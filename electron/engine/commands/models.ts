import { MODELS } from '../models/registry.ts';
import type { Handler } from './handler.ts';
import { formOf } from './nodes.ts';

/** The catalogue of models. */
export const models: Handler<'models'> = async () => ({
  models: MODELS.map(({ id, title, summary, tasks, missing, params }) => ({ id, title, summary, tasks: [...tasks], missing, form: formOf(params) })),
});
