import type { Column, ColumnType } from '../../contract/column.ts';
import type { Graph, GraphNode } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { firstFew } from '../base/first-few.ts';
import { MODEL_PREFIX, SOURCE_TYPE } from './order.ts';

/** What the default graph needs to know of a column. */
export interface ColumnFact {
  readonly name: string;
  readonly type: ColumnType;
  /** Values that are not missing. */
  readonly count: number;
  readonly distinct: number;
}

export interface DefaultGraphInput {
  readonly facts: readonly ColumnFact[];
  readonly rows: number;
  readonly target: string | null;
  readonly task: 'classification' | 'regression' | null;
  readonly positive: string | null;
  readonly entity: string | null;
  readonly time: string | null;
  readonly drop: readonly string[];
  readonly models: readonly string[];
  /** The models need no target. */
  readonly targetless?: boolean;
}

/** Texts with more levels than this get the target encoder. */
const ONE_HOT_LEVELS = 50;
/** With fewer rows than this, all-different values say nothing about a column. */
const ENOUGH_ROWS = 20;
/** A note names no more columns; of wide tables nobody reads a thousand. */
const MOST_NAMED = 12;

/**
 * The graph that a new project begins with: target and columns aside, split, imputation and scaling of numbers,
 * imputation and encoding of texts, models. Without a target the features are picked instead, for models that need none.
 * `notes` name the columns that are left out, of many alike the first, and why.
 */
export function defaultGraph(input: DefaultGraphInput): { graph: Graph; notes: string[] } {
  const { facts, target } = input;
  for (const name of [target, input.entity, input.time, ...input.drop]) {
    if (name !== null && !facts.some((one) => one.name === name)) throw unknownColumn(name, facts);
  }
  if (target === null && !input.targetless) return { graph: chain([source()]), notes: ['No target was named: add a feature-target split to train models.'] };
  const notes: string[] = [];
  const aside: string[] = [];
  const features: ColumnFact[] = [];
  /** How many columns each reason leaves out. */
  const reasons = new Map<string, number>();
  for (const fact of facts) {
    if (fact.name === target) continue;
    const reason = whyAside(fact, input);
    if (reason === null) features.push(fact);
    else {
      aside.push(fact.name);
      const count = (reasons.get(reason) ?? 0) + 1;
      reasons.set(reason, count);
      if (count <= MOST_NAMED) notes.push(`"${fact.name}" is left out: ${reason}.`);
    }
  }
  for (const [reason, count] of reasons) if (count > MOST_NAMED) notes.push(`${count - MOST_NAMED} more ${count - MOST_NAMED === 1 ? 'column is' : 'columns are'} left out: ${reason}.`);
  const classes = target !== null && isClassification(input, facts);
  const of = (...types: ColumnType[]): ColumnFact[] => features.filter((one) => types.includes(one.type));
  const names = (list: readonly ColumnFact[]): string[] => list.map((one) => one.name);
  const numbers = names(of('number', 'integer'));
  const few = of('text').filter((one) => one.distinct <= ONE_HOT_LEVELS);
  const large = names(of('text').filter((one) => one.distinct > ONE_HOT_LEVELS));
  const labels = classes ? (facts.find((one) => one.name === target)?.distinct ?? 0) : 0;
  // A target encoder makes a column for each class.
  const many = labels > ONE_HOT_LEVELS ? [] : large;
  if (labels > ONE_HOT_LEVELS) {
    for (const name of large) {
      aside.push(name);
      notes.push(`"${name}" is left out: it has more than ${ONE_HOT_LEVELS} levels, and each of the ${labels} classes would become a column of it. The ordinal encoder takes it, for models of trees.`);
    }
  }
  if (target === null) for (const name of many) notes.push(`"${name}" is left out: it has more than ${ONE_HOT_LEVELS} levels, and there is no target to encode them by.`);
  const incomplete = names(few.filter((one) => one.count < input.rows));
  const nodes: GraphNode[] = [
    source(),
    ...(target === null ? [] : [node('target', 'feature-target-split', { target, task: input.task, positive: input.positive, aside })]),
    node('split', 'split', { ...splitBy(input, classes), train: 0.8, validation: 0.1 }),
  ];
  const kept = target === null ? names(features.filter((one) => !many.includes(one.name))) : [];
  // Without a feature-target split nothing sets columns aside: the features are picked.
  if (kept.length > 0 && kept.length < facts.length) nodes.push(node('features', 'select', { columns: kept }));
  if (numbers.length > 0) nodes.push(node('fill-numbers', 'simple-imputer', { columns: numbers, strategy: 'median' }), node('scale', 'standard-scaler', { columns: numbers }));
  if (few.length > 0) nodes.push(node('fill-texts', 'simple-imputer', { columns: names(few), strategy: 'most_frequent' }));
  const encoded = [...names(few), ...names(of('boolean'))];
  if (encoded.length > 0) nodes.push(node('one-hot', 'one-hot-encoder', { columns: encoded }));
  if (many.length > 0 && target !== null) nodes.push(node('target-encode', 'target-encoder', { columns: many }));
  if (incomplete.length > 0) notes.push(`Missing texts are filled with the most frequent one: ${firstFew(incomplete, MOST_NAMED)}.`);
  const trunk = chain(nodes);
  const last = nodes.at(-1)?.id ?? '';
  const models = input.models.map((id) => node(id, `${MODEL_PREFIX}${id}`, {}));
  return { graph: { nodes: [...trunk.nodes, ...models], edges: [...trunk.edges, ...models.map((one) => ({ from: last, to: one.id }))] }, notes };
}

/** Text, booleans and two values are classes unless the user says otherwise. */
export function isClassification({ target, task }: Pick<DefaultGraphInput, 'target' | 'task'>, facts: readonly ColumnFact[]): boolean {
  if (task !== null) return task === 'classification';
  const found = facts.find((one) => one.name === target);
  return found !== undefined && (found.type === 'text' || found.type === 'boolean' || found.distinct === 2);
}

function splitBy({ time, entity, target }: DefaultGraphInput, classes: boolean): { method: string; column: string | null } {
  if (time !== null) return { method: 'time', column: time };
  if (entity !== null) return { method: 'group', column: entity };
  return classes ? { method: 'stratified', column: target } : { method: 'random', column: null };
}

function whyAside({ name, type, count, distinct }: ColumnFact, { rows, entity, time, drop }: DefaultGraphInput): string | null {
  if (drop.includes(name)) return 'as told';
  if (name === entity) return 'it names the entity';
  if (name === time) return 'it is the time';
  if (type === 'timestamp') return 'it is a date';
  if (distinct <= 1) return count === 0 ? 'it has no value' : 'it is constant';
  if ((type === 'integer' || type === 'text') && distinct === rows && rows >= ENOUGH_ROWS) return 'every row has another value, as identifiers do';
  return null;
}

const source = (): GraphNode => ({ id: 'source', type: SOURCE_TYPE, params: { source: 'data' } });
const node = (id: string, type: string, params: GraphNode['params']): GraphNode => ({ id, type, params });

function chain(nodes: readonly GraphNode[]): Graph {
  const placed = nodes.map((one, i) => ({ ...one, x: i * 240, y: 0 }));
  return { nodes: placed, edges: placed.slice(1).map((one, i) => ({ from: placed[i]?.id ?? '', to: one.id })) };
}

function unknownColumn(name: string, facts: readonly Pick<Column, 'name'>[]): AppError {
  const near = facts.find((one) => one.name.toLowerCase() === name.toLowerCase())?.name;
  const list = facts.slice(0, 30).map((one) => `"${one.name}"`).join(', ');
  return new AppError({
    code: 'UNKNOWN_COLUMN',
    message: `The file has no column "${name}".`,
    place: { column: name },
    next: near === undefined ? `Choose one of: ${list}${facts.length > 30 ? ', …' : ''}.` : `Did you mean "${near}"?`,
  });
}
