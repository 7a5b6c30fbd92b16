import fc from 'fast-check';
import type { GraphNode } from '../../electron/contract/project-document.ts';
import type { ColumnType } from '../../electron/contract/column.ts';

/** A data file and a chain of nodes on it that ends in a model. */
export interface RandomProject {
  readonly csv: string;
  /** Without the source. */
  readonly nodes: readonly GraphNode[];
  readonly model: string;
}

type Gen = fc.GeneratorValue;
interface Known { readonly name: string; readonly type: ColumnType }

const NAMES = ['x', 'Temp [K]', '"; import os', "it's", 'a,b', '{{x}}', '1st', 'class', 'select', 'ä ö', 'x y', 'None', '$(ls)', 'back\\slash', '#hash', 'row id'];
const LEVELS = ['a', 'B', 'b', 'ab', 'Ångström', 'two  words', "o'clock", '"quoted"', 'semi;colon', '#x', '{{y}}', 'ß', 'İ', '\\n'];
const HOSTILE = [0, -0, 0.1, -2.5, 1e-300, 5e-324, 1e100, -1e100, 2 ** 53 + 2, 1 / 3, 123456789.125];
const FRONT_ROWS = 3;

/** Chains of 3 to 12 nodes of every kind on hostile rows; mostly sound, so that few end in a refusal. */
export const randomProject: fc.Arbitrary<RandomProject> = fc.gen().map((g) => makeProject(g));

/** Makers of integers, each made once: fast-check compares the arguments of a maker with all that it has seen. */
const integers = new Map<string, () => fc.Arbitrary<number>>();

function integer(min: number, max: number): () => fc.Arbitrary<number> {
  const key = `${min} ${max}`;
  const known = integers.get(key);
  if (known) return known;
  const made = (): fc.Arbitrary<number> => fc.integer({ min, max });
  integers.set(key, made);
  return made;
}

function makeProject(g: Gen): RandomProject {
  const chance = (share: number): boolean => g(integer(0, 99)) < share * 100;
  const among = <T>(items: readonly T[]): T => items[g(integer(0, items.length - 1))] as T;
  const some = <T>(items: readonly T[]): T[] => {
    const picked = items.filter(() => chance(0.6));
    return picked.length > 0 ? picked : [among(items)];
  };
  const rows = g(integer(60, 140));
  const names = [...NAMES].sort(() => (chance(0.5) ? 1 : -1));
  const take = (): string => names.pop() ?? 'spare';
  const task = among(['binary', 'multiclass', 'regression'] as const);
  const classes = task === 'regression' ? [] : task === 'binary' ? ['no', 'yes'] : ['c', 'a', 'b'];
  const numbers = Array.from({ length: g(integer(2, 4)) }, take);
  const texts = Array.from({ length: g(integer(1, 2)) }, take);
  const flags = chance(0.4) ? [take()] : [];
  const levels = texts.map(() => LEVELS.filter(() => chance(0.4)).concat(['z']));
  const hostile = numbers.map(() => chance(0.2));
  const known: Known[] = [
    ...numbers.map((name) => ({ name, type: 'number' as const })),
    ...texts.map((name) => ({ name, type: 'text' as const })),
    ...flags.map((name) => ({ name, type: 'boolean' as const })),
  ];
  const header = [...known.map((one) => one.name), 'entity', 'time', 'target'];
  const lines = Array.from({ length: rows }, (_, i) => {
    const missing = (): boolean => i >= FRONT_ROWS && chance(0.1);
    return [
      ...numbers.map((_, j) => (i === 0 ? '0.5' : missing() ? '' : String(hostile[j] && chance(0.3) ? among(HOSTILE) : g(integer(-4000, 4000)) / 8))),
      ...levels.map((list) => (missing() ? '' : among(list))),
      ...flags.map(() => (missing() ? '' : among(['true', 'false']))),
      `m${i % 4}`,
      String(1000 + Math.floor(i / 3)),
      task === 'regression' ? String(g(integer(-999, 999)) / 7) : (classes[i % classes.length] ?? ''),
    ];
  });
  const csv = [header, ...lines].map((line) => line.map(quoted).join(',')).join('\n') + '\n';
  const model = task === 'regression' ? among(['linear-regression', 'decision-tree']) : among(['logistic-regression', 'decision-tree']);
  return { csv, model, nodes: makeNodes({ chance, among, some, known, task, model }) };
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

interface Tools {
  chance(share: number): boolean;
  among<T>(items: readonly T[]): T;
  some<T>(items: readonly T[]): T[];
  readonly known: readonly Known[];
  readonly task: 'binary' | 'multiclass' | 'regression';
  readonly model: string;
}

function makeNodes({ chance, among, some, known, task, model }: Tools): GraphNode[] {
  const nodes: GraphNode[] = [];
  let schema: Known[] = [...known];
  let rowsChanged = false;
  let sampled = false;
  let made = 0;
  const put = (type: string, params: object): void => void nodes.push({ id: `n${nodes.length}`, type, params: params as GraphNode['params'] });
  const of = (type: ColumnType): string[] => schema.filter((one) => one.type === type).map((one) => one.name);
  const method = among(task === 'regression' ? ['random', 'time', 'group'] : ['random', 'stratified', 'time', 'group']);
  const id = (name: string): string => `"${name.replaceAll('"', '""')}"`;

  const steps: Record<string, () => boolean> = {
    formula: () => {
      const numbers = of('number');
      if (numbers.length === 0) return false;
      const [a, b] = [id(among(numbers)), id(among(numbers))];
      const name = `made ${++made}`;
      const text = among([`${a} + ${b}`, `${a} * 2 - abs(${b})`, `ln(abs(${a}) + 1)`, `if(${a} > ${b}, 1, ${a})`, `sqrt(${a})`, `${a} / ${b}`, `exp(${a} / 1000)`, `min(${a}, ${b})`, `round(${a}, 2)`, `${a} % 7`, `coalesce(${a}, ${b}, 0)`, `floor(${a}) - ceil(${b})`]);
      put('formula', { name, formula: text });
      schema = [...schema, { name, type: 'number' }];
      return true;
    },
    'text-normalisation': () => of('text').length > 0 && (put('text-normalisation', { columns: some(of('text')) }), true),
    filter: () => {
      const numbers = of('number');
      if (numbers.length === 0) return false;
      put('filter', { condition: among([`not is_missing(${id(among(numbers))})`, `${id(among(numbers))} > -300`, `${id(among(numbers))} < 400 or is_missing(${id(among(numbers))})`]) });
      rowsChanged = true;
      return true;
    },
    deduplicate: () => {
      put('deduplicate', { columns: [...of('number'), ...of('text')].slice(0, 3) });
      rowsChanged = true;
      return true;
    },
    'rolling-mean': () => {
      if (rowsChanged || (method !== 'time' && method !== 'group') || of('number').length === 0) return false;
      const columns = [among(of('number'))];
      const window = among([2, 3, 5]);
      const names = columns.map((name) => `${name}_mean_${window}`);
      if (names.some((name) => schema.some((one) => one.name === name))) return false;
      put('rolling-mean', { columns, entity: among([null, 'entity']), time: 'time', window, minPeriods: among([1, 2]) });
      schema = [...schema, ...names.map((name) => ({ name, type: 'number' as const }))];
      return true;
    },
    select: () => {
      if (schema.length < 3) return false;
      const kept = some(schema.map((one) => one.name));
      if (!schema.some((one) => kept.includes(one.name) && one.type === 'number')) return false;
      put('select', { columns: kept });
      schema = schema.filter((one) => kept.includes(one.name));
      return true;
    },
    imputer: () => of('number').length > 0 && (put('simple-imputer', { columns: some(of('number')), ...among([{ strategy: 'mean' }, { strategy: 'median' }, { strategy: 'most_frequent' }, { strategy: 'constant', fillValue: -1.5 }]) }), true),
    'text-imputer': () => of('text').length > 0 && (put('simple-imputer', { columns: some(of('text')), ...among([{ strategy: 'most_frequent' }, { strategy: 'constant', fillValue: 'none' }]) }), true),
    scaler: () => of('number').length > 0 && (chance(0.3) ? put('min-max-scaler', { columns: some(of('number')), clip: chance(0.5) }) : put('standard-scaler', { columns: some(of('number')), withMean: chance(0.8), withStd: chance(0.8) }), true),
    components: () => {
      if (of('number').length === 0) return false;
      const columns = some(of('number'));
      const count = Math.min(columns.length, among([1, 2, 3]));
      const prefix = `"p"${++made}_`;
      put('simple-imputer', { columns });
      put('standard-scaler', { columns });
      put('pca', { columns, nComponents: count, whiten: false, prefix });
      schema = [...schema.filter((one) => !columns.includes(one.name)), ...Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}`, type: 'number' as const }))];
      return true;
    },
    bins: () => of('number').length > 0 && (put('quantile-bins', { columns: [among(of('number'))] }), true),
    'one-hot': () => {
      const columns = some([...of('text'), ...of('boolean')].concat(of('text').length + of('boolean').length > 0 ? [] : ['']));
      if (columns.includes('')) return false;
      put('one-hot-encoder', { columns: [...new Set(columns)], drop: among([null, 'first', 'if_binary']) });
      schema = schema.filter((one) => !columns.includes(one.name));
      return true;
    },
    'ordinal-encoder': () => {
      const columns = [...of('text'), ...of('boolean')].filter(() => chance(0.6));
      if (columns.length === 0) return false;
      put('ordinal-encoder', { columns });
      schema = schema.map((one) => (columns.includes(one.name) ? { name: one.name, type: 'number' as const } : one));
      return true;
    },
    'target-encoder': () => {
      if (of('text').length === 0) return false;
      const columns = some(of('text'));
      put('target-encoder', { columns, smooth: among(['auto', 2]), cv: among([2, 3]) });
      schema = schema.flatMap((one) => (columns.includes(one.name) ? (task === 'multiclass' ? ['a', 'b', 'c'].map((label) => ({ name: `${one.name}_${label}`, type: 'number' as const })) : [{ name: one.name, type: 'number' as const }]) : [one]));
      return true;
    },
    oversampling: () => {
      if (task === 'regression' || sampled) return false;
      put('random-oversampling', {});
      sampled = rowsChanged = true;
      return true;
    },
  };
  const before = ['formula', 'text-normalisation', 'rolling-mean', 'filter', 'deduplicate'];
  const after = ['formula', 'text-normalisation', 'rolling-mean', 'filter', 'select', 'imputer', 'text-imputer', 'scaler', 'components', 'bins', 'one-hot', 'ordinal-encoder', 'target-encoder', 'oversampling'];
  const walk = (names: readonly string[], most: number): void => {
    for (let n = 0; n < most; n++) steps[among(names)]?.();
  };
  put('feature-target-split', { target: 'target', aside: ['entity', 'time'], task: task === 'regression' ? 'regression' : 'classification' });
  walk(before, among([0, 1, 2]));
  put('split', { method, column: method === 'random' ? null : method === 'time' ? 'time' : method === 'group' ? 'entity' : 'target', train: 0.7, validation: 0.15 });
  walk(after, among([1, 2, 3, 4, 5]));
  if (of('text').length > 0) put('one-hot-encoder', { columns: of('text') });
  if (model !== 'decision-tree') {
    if (of('boolean').length > 0) put('one-hot-encoder', { columns: of('boolean') });
    if (of('number').length > 0) put('simple-imputer', { columns: of('number'), strategy: 'constant', fillValue: 0 });
    if (of('number').length > 0) put('standard-scaler', { columns: of('number') });
  }
  put(`model:${model}`, model === 'decision-tree' ? { maxDepth: 4 } : {});
  return nodes;
}
