import type { Column, ColumnType } from '../../contract/column.ts';
import type { GraphNode, ProjectDocument } from '../../contract/project-document.ts';
import type { Problem } from '../../contract/problem.ts';
import { AppError } from '../base/app-error.ts';
import type { Json } from '../base/canonical-json.ts';
import type { ColumnPicker, NodeDefinition, RolesNode, Schema, Target } from '../nodes/node.ts';
import { findNode } from '../nodes/registry.ts';
import { issueText } from './issue-text.ts';
import { modelOf, SOURCE_TYPE } from './order.ts';

/** The code of a formula that reads a column that is not there. */
const UNKNOWN_FORMULA_COLUMN = 'FORMULA_UNKNOWN_COLUMN';

/** What is known of the columns at a place of a graph before anything ran. */
export interface Flow {
  readonly schema: Schema;
  /** True once only the data can tell all columns (categories): a column that is not in the schema may exist. */
  readonly open: boolean;
  readonly target: ReturnType<RolesNode['target']> | null;
}

export interface CheckedNode {
  readonly node: GraphNode;
  readonly definition: NodeDefinition | null;
  /** Parameters with defaults; null where they have a problem. */
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly before: Flow;
  readonly after: Flow;
}

/** The columns of a document's source, all of them features. */
export function sourceSchema(document: ProjectDocument, source: GraphNode): Schema {
  const id = source.params['source'];
  const found = document.sources.find((one) => one.id === id) ?? document.sources[0];
  return (found?.columns ?? []).map((one): Column => ({ ...one, role: 'feature' }));
}

/** A node of a chain: null is the source, which has nothing before it. */
interface Step {
  readonly checked: CheckedNode | null;
  readonly after: Flow;
  readonly problems: readonly Problem[];
}

/** What is known already of the nodes of a document, where several of its chains are looked at: they share their beginnings. */
export type KnownSteps = Map<GraphNode, Step>;

/** The columns before and after every node of a chain (source first), and the problems of each node's parameters. */
export function flowThrough(document: ProjectDocument, chain: readonly GraphNode[], known: KnownSteps = new Map()): { nodes: CheckedNode[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const nodes: CheckedNode[] = [];
  let flow: Flow = { schema: [], open: false, target: null };
  for (const node of chain) {
    const step = known.get(node) ?? stepThrough(document, node, flow);
    known.set(node, step);
    if (step.checked) nodes.push(step.checked);
    problems.push(...step.problems);
    flow = step.after;
  }
  return { nodes, problems };
}

function stepThrough(document: ProjectDocument, node: GraphNode, before: Flow): Step {
  if (node.type === SOURCE_TYPE) return { checked: null, after: { schema: sourceSchema(document, node), open: false, target: null }, problems: [] };
  const passed: Step = { checked: { node, definition: null, params: null, before, after: before }, after: before, problems: [] };
  if (modelOf(node) !== null) return { ...passed, checked: { node, definition: null, params: node.params, before, after: before } };
  if (node.bypassed) return passed;
  const definition = findNode(node.type);
  if (!definition) return { ...passed, problems: [{ code: 'UNKNOWN_NODE_TYPE', severity: 'error', node: node.id, message: `There is no node type "${node.type}".`, next: 'Delete the node, or open the project with a newer Millwright.' }] };
  const problems: Problem[] = [];
  const params = checkParams(node, definition, before, problems);
  const after = params ? flowAfter(definition, params, before, node, problems) : before;
  return { checked: { node, definition, params, before, after }, after, problems };
}

function checkParams(node: GraphNode, definition: NodeDefinition, flow: Flow, problems: Problem[]): Record<string, unknown> | null {
  const parsed = definition.params.safeParse(node.params);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = issue.path.join('.');
      const absent = issue.path.length === 1 && !(field in node.params);
      problems.push({ code: 'BAD_PARAMETER', severity: 'error', node: node.id, field, message: absent ? `${definition.title} needs a value for "${field}".` : `"${field}" of ${definition.title} cannot be used: ${issueText(issue)}.`, next: absent ? 'Fill it in.' : 'Correct the value in the node\'s form.' });
    }
    return null;
  }
  let good = true;
  const report = (problem: Omit<Problem, 'node'>): void => {
    problems.push({ ...problem, node: node.id });
    if (problem.severity === 'error') good = false;
  };
  const unknown = Object.keys(node.params).filter((key) => !(key in definition.params.shape));
  for (const field of unknown) report({ code: 'UNKNOWN_PARAMETER', severity: 'error', field, message: `${definition.title} has no parameter "${field}".`, next: `Remove it. Its parameters are: ${Object.keys(definition.params.shape).join(', ')}.` });
  for (const [field, shape] of Object.entries(definition.params.shape)) {
    const picker = pickerOf(shape);
    if (!picker || picker.picker === 'formula') continue;
    const value: unknown = (parsed.data as Record<string, unknown>)[field];
    const names = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
    if (new Set(names).size !== names.length) report({ code: 'REPEATED_COLUMN', severity: 'error', field, message: `A column is named twice in "${field}".`, next: 'Name each column once.' });
    for (const name of names) checkColumn(String(name), field, picker, definition, flow, report);
  }
  if (good) for (const problem of definition.check?.(parsed.data, flow.schema) ?? []) if (!(flow.open && problem.code === UNKNOWN_FORMULA_COLUMN)) report(problem);
  return good ? (parsed.data as Record<string, unknown>) : null;
}

function checkColumn(name: string, field: string, picker: ColumnPicker, definition: NodeDefinition, flow: Flow, report: (problem: Omit<Problem, 'node'>) => void): void {
  const found = flow.schema.find((one) => one.name === name);
  if (!found) {
    if (flow.open) return;
    report({ code: 'UNKNOWN_COLUMN', severity: 'error', field, column: name, message: `${definition.title} reads a column "${name}" that is not there.`, next: 'Choose a column that reaches the node, or mend the node that should make it.' });
    return;
  }
  const accepts: readonly ColumnType[] | undefined = picker.accepts;
  if (accepts && !accepts.includes(found.type)) {
    report({ code: 'WRONG_TYPE', severity: 'error', field, column: name, message: `The column "${name}" is ${found.type}; ${definition.title} takes ${accepts.join(', ')}.`, next: 'Choose another column, or put a node in front that changes its type.' });
  }
}

/** The column picker of a parameter, if it holds column names. */
export function pickerOf(shape: unknown): ColumnPicker | null {
  const meta = (shape as { meta?: () => Record<string, unknown> | undefined }).meta?.();
  return meta && typeof meta['picker'] === 'string' ? (meta as unknown as ColumnPicker) : innerPicker(shape);
}

/** Optional, nullable and default wrappers keep the description on the inside. */
function innerPicker(shape: unknown): ColumnPicker | null {
  const inner = (shape as { def?: { innerType?: unknown } }).def?.innerType;
  return inner === undefined ? null : pickerOf(inner);
}

/** What a node says of its columns; null where it reads a column that only the data can tell. */
export function whileOpen<T>(open: boolean, say: () => T): T | null {
  try {
    return say();
  } catch (error) {
    if (open && error instanceof AppError && error.data.code === UNKNOWN_FORMULA_COLUMN) return null;
    throw error;
  }
}

function flowAfter(definition: NodeDefinition, params: Record<string, unknown>, flow: Flow, node: GraphNode, problems: Problem[]): Flow {
  if (definition.kind === 'roles') return { ...flow, schema: definition.outputs(flow.schema, params), target: definition.target(params) };
  if (definition.kind !== 'row') return flow;
  const stated = whileOpen(flow.open, () => ({ made: definition.outputs(flow.schema, params, null as Json, null as Target | null), reads: definition.reads(params, flow.schema) }));
  if (stated === null) return flow;
  const { made, reads } = stated;
  const schema = made ?? flow.schema.filter((one) => !reads.includes(one.name));
  const names = new Map<string, string>();
  for (const { name } of schema) {
    const twin = names.get(name.toLowerCase());
    if (twin !== undefined) problems.push({ code: 'SAME_NAME', severity: 'error', node: node.id, column: name, message: `Two columns would be named "${twin}" and "${name}"; names differ by more than capital letters.`, next: 'Give the new column another name.' });
    names.set(name.toLowerCase(), name);
  }
  return { ...flow, schema, open: flow.open || made === null };
}
