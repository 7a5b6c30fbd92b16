import { byCodePoint } from '../../electron/engine/base/canonical-json.ts';
import type { Level, StatisticRequests, Statistics, TargetStatistics } from '../../electron/engine/nodes/statistics.ts';

/** The target of the rows: numbers, or indices into that many classes. */
export interface PlainTarget {
  readonly classes: number;
  readonly values: readonly number[];
}

type Value = number | string | null;

/** Of two columns whose rows all have a value; null otherwise. */
export function plainCovariance(x: readonly Value[], y: readonly Value[]): number | null {
  const [a, b] = [x, y].map((values) => values.filter((value) => typeof value === 'number')) as [number[], number[]];
  if (x.length === 0 || a.length < x.length || b.length < x.length) return null;
  const [m, n] = [mean(a) ?? NaN, mean(b) ?? NaN];
  return finite(mean(a.map((value, i) => (value - m) * ((b[i] ?? NaN) - n))));
}

/** The statistics of one column straight from their definitions, for small tables: what `run/` is expected to give. */
export function plainStatistics(values: readonly Value[], requests: StatisticRequests, target: PlainTarget | null): Partial<Statistics> {
  const known = values.filter((value) => value !== null);
  const numbers = known.filter((value) => typeof value === 'number');
  const average = numbers.length === 0 ? null : mean(numbers);
  const all: Statistics = {
    rows: values.length,
    count: known.length,
    min: numbers.length === 0 ? null : Math.min(...numbers),
    max: numbers.length === 0 ? null : Math.max(...numbers),
    mean: average,
    variance: average === null ? null : finite(mean(numbers.map((value) => (value - average) ** 2))),
    covariance: [],
    quantiles: (requests.quantiles ?? []).map((share) => quantile(numbers, share)),
    mode: mode(known),
    categories: categories(values, requests.categories?.limit ?? 0),
    target: requests.target && target ? ofTarget(values, target) : { count: 0, means: [], squares: [], levels: [] },
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in requests));
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** In ascending order and with the lost low parts added back at the end (Neumaier): the same for every order of rows. */
function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of [...values].sort((a, b) => a - b)) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

const mean = (values: readonly number[]): number | null => finite(sum(values) / values.length);

/** numpy.quantile with its own interpolation. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  if (low === undefined || high === undefined) return null;
  const part = position - Math.floor(position);
  return finite(part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part));
}

function compare(a: Level, b: Level): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return typeof a === 'number' && typeof b === 'number' ? a - b : byCodePoint(String(a), String(b));
}

function counted(values: readonly Value[]): { value: Level; count: number }[] {
  const counts = new Map<Level, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => compare(a.value, b.value));
}

function mode(values: readonly Value[]): Level {
  return counted(values).reduce<{ value: Level; count: number }>((best, one) => (one.count > best.count ? one : best), { value: null, count: 0 }).value;
}

function categories(values: readonly Value[], limit: number): Statistics['categories'] {
  const levels = counted(values);
  return { levels: levels.slice(0, limit), more: levels.length > limit };
}

function ofTarget(values: readonly Value[], { classes, values: y }: PlainTarget): TargetStatistics {
  const outputs = classes === 0 ? [y] : classes === 2 ? [y] : Array.from({ length: classes }, (_, label) => y.map((one) => Number(one === label)));
  const figures = (rows: readonly number[]): { count: number; means: number[]; squares: number[] } => {
    const parts = outputs.map((output) => rows.map((row) => output[row] ?? 0));
    const means = parts.map((part) => mean(part) ?? 0);
    return { count: rows.length, means, squares: parts.map((part, i) => sum(part.map((value) => (value - (means[i] ?? 0)) ** 2))) };
  };
  const rows = values.map((_, row) => row);
  return { ...figures(rows), levels: counted(values).map(({ value }) => ({ value, ...figures(rows.filter((row) => values[row] === value)) })) };
}
