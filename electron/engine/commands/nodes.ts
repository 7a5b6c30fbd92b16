import { z } from 'zod';
import type { NodeCard } from '../../contract/card.ts';
import { FORMULA_FUNCTIONS } from '../expr/formula-functions.ts';
import { NODES } from '../nodes/registry.ts';
import type { Handler } from './handler.ts';

/** The catalogue of nodes and the functions of formulas, with where each runs and the form of its parameters. */
export const nodes: Handler<'nodes'> = async () => ({
  nodes: NODES.map((node): NodeCard => ({
    id: node.id,
    kind: node.kind,
    title: node.title,
    group: node.group,
    summary: node.summary,
    runsIn: node.runsIn,
    reason: node.reason ?? null,
    fitted: node.kind === 'row' && node.state !== null,
    form: formOf(node.params),
  })),
  functions: [...FORMULA_FUNCTIONS].map(([name, { usage }]) => ({ name, usage })),
});

/** The JSON Schema of parameters, from which the window makes the form. */
export function formOf(params: z.ZodObject): NodeCard['form'] {
  return z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) as NodeCard['form'];
}
