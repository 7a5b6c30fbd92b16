import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { CommandOutput } from '../../contract/commands.ts';
import type { GraphNode } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { pickerOf } from '../graph/flow.ts';
import { writeSample } from '../load/sample-telemetry.ts';
import type { NodeDefinition } from '../nodes/node.ts';
import { findNode } from '../nodes/registry.ts';
import { Engine, type CallContext, type OpenSource } from './engine.ts';
import type { Handler } from './handler.ts';
import { newProject } from './new-project.ts';
import { preview } from './preview.ts';

const ROWS = 2000;
const SHOWN = 40;
const TARGET = 'failure';
/** An example is the same each time. */
const made = new Map<string, Promise<CommandOutput<'example'>>>();

/** A node at work on a small sample, with parameters that its definition suggests: for the help. */
export const example: Handler<'example'> = async (_engine, { type }, context) => {
  const node = findNode(type);
  if (!node) throw new AppError({ code: 'UNKNOWN_NODE', kind: 'usage', message: `There is no node "${type}".`, place: { field: 'type' }, next: 'See millwright nodes.' });
  const known = made.get(type) ?? make(node, context);
  made.set(type, known);
  known.catch(() => made.delete(type));
  return known;
};

/** In an engine of its own: what the user has open stays open. */
async function make(node: NodeDefinition, context: CallContext): Promise<CommandOutput<'example'>> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-'));
  const engine = new Engine();
  try {
    const data = join(folder, 'sample.csv');
    await writeSample(data, { rows: ROWS, seed: 1 }, context);
    const { columns } = await engine.open(data, undefined, context);
    const { document, project } = await newProject(engine, { project: join(folder, 'example'), data, target: TARGET, entity: 'machine_id', time: 'timestamp', models: [] }, context);
    const own: GraphNode = { id: 'example', type: node.id, params: suggested(node, columns) as GraphNode['params'] };
    const before = ['source', ...(node.kind === 'roles' ? [] : ['feature-target-split', ...(node.kind === 'split' ? [] : ['split'])]), ...(node.needsEveryValue ? ['simple-imputer'] : [])];
    const beginning = document.graph.nodes.filter(({ type }) => before.includes(type));
    const nodes = [...beginning, own];
    const edges = nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]?.id ?? '', to: id }));
    return await preview(engine, { project, node: own.id, graph: { nodes, edges }, limit: SHOWN }, context);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What has no default: columns that fit, or the example of the definition. */
function suggested({ params }: NodeDefinition, columns: OpenSource['columns']): Record<string, unknown> {
  const schemas = (z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }).properties ?? {}) as Record<string, { default?: unknown; examples?: unknown[]; enum?: unknown[] }>;
  const needed = Object.entries(schemas).filter(([, schema]) => schema.default === undefined);
  const numbers = columns.filter(({ name, type }) => type === 'number' && name !== TARGET);
  return Object.fromEntries(needed.map(([name, { examples, enum: choices }]) => {
    const picker = pickerOf(params.shape[name]);
    if (!picker) return [name, examples?.[0] ?? choices?.[0]];
    if (picker.picker === 'formula') return [name, onColumns(String(examples?.[0] ?? ''), columns, numbers)];
    const fitting = [...numbers, ...columns.filter((one) => !numbers.includes(one))].filter((one) => one.name !== TARGET && (picker.accepts?.includes(one.type) ?? true)).map((one) => one.name);
    return [name, picker.picker === 'column' ? (name === 'target' ? TARGET : fitting[0]) : fitting.slice(0, 2)];
  }));
}

const WORDS = new Set(['and', 'or', 'not', 'is', 'in', 'null', 'true', 'false', 'if', 'then', 'else']);

/** The example of a formula, with numbers of the sample for columns that it has not; what is followed by a bracket is a function. */
function onColumns(formula: string, columns: OpenSource['columns'], numbers: OpenSource['columns']): string {
  let used = 0;
  return formula.replaceAll(/'[^']*'|\b[A-Za-z_]\w*\b(?!\s*\()/g, (word) => {
    const known = word.startsWith("'") || WORDS.has(word.toLowerCase()) || columns.some(({ name }) => name === word);
    return known ? word : (numbers[used++]?.name ?? word);
  });
}
