import type { Cell } from '../../../electron/contract/column.ts';
import type { ColumnProfile } from '../../../electron/contract/profile.ts';
import { cellText, count, fullNumber, instant, number } from '../../ui/format.ts';

type Fact = readonly [string, string, string?];

/** Heights of the small picture of a column: its histogram, or its most frequent values; none where every value is there once. */
export function pictureOf({ histogram, top }: ColumnProfile): number[] {
  return histogram ? histogram.counts : repeated(top).slice(0, 12).map(({ count: rows }) => rows);
}

/** Values of which each is there once have no frequency to speak of. */
const repeated = (top: ColumnProfile['top']): ColumnProfile['top'] => ((top[0]?.count ?? 0) > 1 ? top : []);

export const missingShare = ({ missing, count: present }: ColumnProfile): number => (missing === 0 ? 0 : missing / (missing + present));

/** The values at both ends of the histogram. */
export function histogramEnds(profile: ColumnProfile): [string, string] | undefined {
  const [first, last] = [profile.histogram?.edges[0], profile.histogram?.edges.at(-1)];
  return first === undefined || last === undefined ? undefined : [say(profile, first), say(profile, last)];
}

/** Name, value and whole value of what is known of a column. */
export function columnFacts(profile: ColumnProfile): Fact[] {
  const { numeric } = profile;
  const quantiles = numeric?.quantiles;
  const fact = (name: string, value: Cell | undefined): Fact[] => (value === null || value === undefined ? [] : [[name, say(profile, value), typeof value === 'number' ? fullNumber(value) : undefined]]);
  const figure = (name: string, value: number | null | undefined): Fact[] => (value === null || value === undefined ? [] : [[name, number(value), fullNumber(value)]]);
  return [
    ['Different values', count(profile.distinct)],
    ...fact('Smallest', profile.min),
    ...fact('5% are at most', quantiles?.p5),
    ...fact('25% are at most', quantiles?.p25),
    ...fact('Median', profile.median),
    ...fact('75% are at most', quantiles?.p75),
    ...fact('95% are at most', quantiles?.p95),
    ...fact('Largest', profile.max),
    ...fact('Mean', profile.mean),
    ...(profile.type === 'timestamp' ? [] : [...figure('Standard deviation', numeric?.std), ...figure('Skewness', numeric?.skewness), ...figure('Zeros', numeric?.zeros)]),
  ];
}

/** The most frequent values with their share of the rows that have one. */
export function topShares(profile: ColumnProfile): { value: string; rows: number; part: number }[] {
  const present = Math.max(1, profile.count);
  return repeated(profile.top).slice(0, 10).map(({ value, count: rows }) => ({ value: value === null ? 'missing' : say(profile, value), rows, part: rows / present }));
}

/** A value in the unit of its column. */
function say({ type }: ColumnProfile, value: Exclude<Cell, null>): string {
  if (typeof value !== 'number') return cellText(value, type);
  return type === 'timestamp' ? instant(value) : number(value);
}
