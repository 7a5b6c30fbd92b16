import type { ColumnProfile } from '../../../electron/contract/profile.ts';
import { count, fullNumber, instant, number } from '../../ui/format.ts';

/** Heights of the small picture of a column: its histogram, or its most frequent values. */
export function pictureOf({ histogram, top }: ColumnProfile): number[] {
  if (histogram) return histogram.counts;
  return top.slice(0, 12).map(({ count: rows }) => rows);
}

export const missingShare = ({ missing, rows }: ColumnProfile): number => (rows === 0 ? 0 : missing / rows);

/** A value in the unit of its column. */
const say = ({ type }: ColumnProfile, value: number): string => (type === 'timestamp' ? instant(value) : number(value));

/** The values at both ends of the histogram. */
export function histogramEnds(profile: ColumnProfile): [string, string] | undefined {
  const [first, last] = [profile.histogram?.edges[0], profile.histogram?.edges.at(-1)];
  return first === undefined || last === undefined ? undefined : [say(profile, first), say(profile, last)];
}

/** Name, value and whole value of what is known of a column. */
export function columnFacts(profile: ColumnProfile): [string, string, string?][] {
  const figure = (name: string, value: number | null): [string, string, string?][] => (value === null ? [] : [[name, say(profile, value), fullNumber(value)]]);
  const plain = (name: string, value: number | null): [string, string, string?][] => (value === null ? [] : [[name, number(value), fullNumber(value)]]);
  return [
    ['Different values', count(profile.distinct)],
    ...figure('Smallest', profile.min),
    ...profile.quantiles.flatMap(({ p, value }) => figure(p === 0.5 ? 'Median' : `${Math.round(p * 100)} % are at most`, value)),
    ...figure('Largest', profile.max),
    ...(profile.type === 'timestamp' ? [] : [...plain('Mean', profile.mean), ...plain('Standard deviation', profile.std), ...plain('Skewness', profile.skewness)]),
  ];
}

/** The most frequent values with their share of the rows that have one. */
export function topShares({ top, rows, missing }: ColumnProfile): { value: string; rows: number; part: number }[] {
  const present = Math.max(1, rows - missing);
  return top.slice(0, 10).map(({ value, count: found }) => ({ value: String(value), rows: found, part: found / present }));
}
