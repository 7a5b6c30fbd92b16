import { double, join, sql, type Sql } from '../../sql/sql.ts';
import { exponentOf, powerOfTwo } from './exact.ts';

/** A number for every fold; null where the fold has nothing that would read it. */
export type PerFold = readonly (number | null)[];

/** The fold's own number: a constant where all folds share it. */
export function perFold(fold: Sql, values: PerFold): Sql {
  const first = values.find((value) => value !== null) ?? 0;
  const arms = values.flatMap((value, j) => (value === null || value === first ? [] : [sql`when ${j} then ${double(value)}`]));
  return arms.length === 0 ? double(first) : sql`(case ${fold} ${join(arms, ' ')} else ${double(first)} end)`;
}

/** x·2^k. A power beyond the range of a double is two factors; scaling up first loses nothing. */
export function scaled(x: Sql, fold: Sql, k: PerFold): Sql {
  const factor = k.map((power) => (power === null ? null : Math.max(-1022, Math.min(1022, power))));
  const rest = k.map((power, j) => (power === null ? null : power - (factor[j] ?? 0)));
  const once = sql`(${x} * ${perFold(fold, powers(factor))})`;
  return rest.some((power) => power) ? sql`(${once} * ${perFold(fold, powers(rest))})` : once;
}

const powers = (k: PerFold): PerFold => k.map((power) => (power === null ? null : powerOfTwo(power)));

/** The nearest whole number to x·2^k, halves to the even one. */
export function limb(x: Sql, fold: Sql, k: PerFold): Sql {
  return sql`cast(${scaled(x, fold, k)} as bigint)`;
}

/** What the limb leaves of x; exact. */
export function residual(x: Sql, fold: Sql, k: PerFold): Sql {
  return sql`(${x} - ${scaled(sql`cast(${limb(x, fold, k)} as double)`, fold, k.map((power) => (power === null ? null : -power)))})`;
}

/** The k that brings a value of this size between 2^(bits − 1) and 2^bits; null for zero, which needs none. */
export function powerFor(size: number, bits: number): number | null {
  return size === 0 ? null : bits - 1 - exponentOf(size);
}
