import { z } from 'zod';
import type { NodeDefinition, Schema } from '../../electron/engine/nodes/node.ts';
import { pickerOf } from '../../electron/engine/graph/flow.ts';
import type { Params } from './nodes-fit.ts';

/** What the JSON Schema of a parameter tells, as far as the suite reads it. */
interface ParameterSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly ParameterSchema[];
}

/** The parameters of a node by name, as the form sees them. */
export function parameterSchemas(node: NodeDefinition): Record<string, ParameterSchema> {
  const schema = z.toJSONSchema(node.params, { io: 'input' });
  return (schema.properties ?? {}) as Record<string, ParameterSchema>;
}

/**
 * Parameters of a node over these columns, derived from its schema alone: defaults, then every value of every choice
 * in turn, and with another choice where the node refuses it alone. Column pickers take the columns that fit, all
 * types together or, where the node refuses that, each type alone; what only the user can know comes from `examples`.
 */
export function exampleParameters(node: NodeDefinition, schema: Schema): Params[] {
  const together = variations(node, schema);
  if (together.some((params) => isSound(node, params, schema))) return together;
  const types = [...new Set(schema.map((one) => one.type))];
  return types.flatMap((type) => variations(node, schema.filter((one) => one.type === type && one.role === 'feature')));
}

/** Parameters that the node itself finds no fault with. */
export function soundParameters(node: NodeDefinition, schema: Schema): Params[] {
  return exampleParameters(node, schema).filter((params) => isSound(node, params, schema));
}

function isSound(node: NodeDefinition, params: Params, schema: Schema): boolean {
  return (node.check?.(params, schema) ?? []).every((problem) => problem.severity !== 'error');
}

function variations(node: NodeDefinition, schema: Schema): Params[] {
  const needed: Params = {};
  const choices: Params[] = [];
  for (const [name, parameter] of Object.entries(parameterSchemas(node))) {
    const values = valuesOf(node, name, parameter, schema);
    if (parameter.default === undefined) needed[name] = values.shift();
    choices.push(...values.map((value) => ({ [name]: value })));
  }
  const parsed = (params: Params): Params[] => {
    const result = node.params.safeParse(params);
    return result.success ? [result.data as Params] : [];
  };
  const singles = choices.map((choice) => ({ ...needed, ...choice })).flatMap(parsed);
  const refused = choices.filter((choice) => parsed({ ...needed, ...choice }).some((params) => !isSound(node, params, schema)));
  const pairs = refused.flatMap((one) => choices.map((other) => ({ ...needed, ...one, ...other }))).flatMap(parsed);
  return [...parsed(needed), ...singles, ...pairs.filter((params) => isSound(node, params, schema))];
}

function valuesOf(node: NodeDefinition, name: string, parameter: ParameterSchema, schema: Schema): unknown[] {
  const picker = pickerOf(node.params.shape[name]);
  if (!picker || picker.picker === 'formula') return [...(parameter.examples ?? choicesOf(parameter))];
  const fitting = schema.filter((one) => one.role === 'feature' && (picker.accepts?.includes(one.type) ?? true)).map((one) => one.name);
  if (picker.picker === 'column') return fitting;
  return fitting.length === 0 ? [] : [parameter.default === undefined ? fitting : fitting.slice(0, 2)];
}

function choicesOf(parameter: ParameterSchema): unknown[] {
  if (parameter.anyOf) return parameter.anyOf.flatMap(choicesOf);
  if (parameter.enum) return [...parameter.enum];
  if (parameter.const !== undefined) return [parameter.const];
  if (parameter.type === 'boolean') return [true, false];
  if (parameter.type === 'string') return ['other'];
  const known = typeof parameter.default === 'number' ? parameter.default : 2;
  if (parameter.type === 'integer') return [known + 1];
  return parameter.type === 'number' ? [known / 2] : [];
}
