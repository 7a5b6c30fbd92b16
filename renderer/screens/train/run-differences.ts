import type { GraphNode } from '../../../electron/contract/project-document.ts';
import type { TrainResult } from '../../../electron/contract/train-result.ts';

export type Json = GraphNode['params'][string];

/** A thing in which models differ, with what each has; undefined where it has no such thing. */
export interface RunDifference {
  readonly group: 'Run' | 'Model' | 'Graph';
  readonly of: string;
  readonly what: string;
  readonly values: readonly (Json | undefined)[];
}

interface Compared {
  readonly result: TrainResult;
  readonly model: string;
}

/** What nodes, models (`model:<id>`) and their settings are called. */
export interface CatalogueWords {
  readonly title: (type: string) => string;
  readonly setting: (type: string, name: string) => string;
}

/** What differs between models of runs: what the runs were made with, the models' settings, the nodes in front of them. */
export function runDifferences(compared: readonly Compared[], words: CatalogueWords): RunDifference[] {
  const rows: RunDifference[] = [
    { group: 'Run', of: '', what: 'Target', values: compared.map(({ result }) => result.target) },
    { group: 'Run', of: '', what: 'Seed', values: compared.map(({ result }) => result.seed) },
    { group: 'Run', of: '', what: 'Folds', values: compared.map(({ result }) => (result.folds === null ? 'none' : result.folds)) },
    { group: 'Run', of: '', what: 'Training rows', values: compared.map(({ result, model }) => result.models[model]?.train.rows) },
    { group: 'Run', of: '', what: 'Features', values: compared.map(({ result, model }) => result.models[model]?.features.length) },
    { group: 'Model', of: '', what: 'Model', values: compared.map(({ model }) => words.title(`model:${model}`)) },
  ];
  const params = compared.map(({ result, model }) => result.models[model]?.params ?? {});
  for (const name of namesOf(params)) rows.push({ group: 'Model', of: '', what: words.setting(`model:${compared.find((_, i) => params[i] && name in params[i])?.model ?? ''}`, name), values: params.map((one) => one[name]) });
  return [...rows, ...graphRows(compared, words)].filter(({ values }) => values.some((value) => !same(value, values[0])));
}

function graphRows(compared: readonly Compared[], words: CatalogueWords): RunDifference[] {
  const chains = compared.map(({ result, model }) => new Map(chainOf(result, model).map((node) => [node.id, node])));
  const ids = [...new Set(chains.flatMap((chain) => [...chain.keys()]))];
  return ids.flatMap((id): RunDifference[] => {
    const nodes = chains.map((chain) => chain.get(id));
    const types = [...new Set(nodes.flatMap((node) => (node ? [node.type] : [])))];
    const of = `${words.title(types[0] ?? '')} (${id})`;
    if (types.length > 1 || nodes.includes(undefined)) return [{ group: 'Graph', of, what: 'Node', values: nodes.map((node) => node && words.title(node.type)) }];
    const params = nodes.map((node) => node?.params ?? {});
    return namesOf(params).map((name) => ({ group: 'Graph', of, what: words.setting(types[0] ?? '', name), values: params.map((one) => one[name]) }));
  });
}

/** The nodes in front of a model, from the source on. */
function chainOf({ graph, models }: TrainResult, model: string): GraphNode[] {
  const chain: GraphNode[] = [];
  // A model that the graph lacks was put beside the others: its chain is theirs.
  const last = graph?.nodes.find(({ id }) => id === models[model]?.node) ?? graph?.nodes.find(({ type }) => type.startsWith('model:'));
  for (let id = last?.id; id !== undefined; ) {
    const from = graph?.edges.find(({ to }) => to === id)?.from;
    const node = graph?.nodes.find((one) => one.id === from);
    if (!node || chain.includes(node)) break;
    chain.unshift(node);
    id = node.id;
  }
  return chain;
}

const namesOf = (params: readonly Readonly<Record<string, Json>>[]): string[] => [...new Set(params.flatMap((one) => Object.keys(one)))];
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
