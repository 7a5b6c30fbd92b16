/**
 * Statistics that a node asks for by name. `run/` computes them exactly, for all nodes of a depth together,
 * over training rows alone; the result does not depend on threads, files or the order of rows.
 */
export interface StatisticRequests {
  /** All rows, missing ones included. */
  readonly rows?: true;
  /** Values that are not missing. */
  readonly count?: true;
  readonly min?: true;
  readonly max?: true;
  readonly mean?: true;
  /** Population variance (ddof 0), from squared deviations. */
  readonly variance?: true;
  /** With the values of the node's other requests of these keys; it needs `variance` of both. */
  readonly covariance?: readonly string[];
  /** By linear interpolation, as numpy.quantile; each between 0 and 1. */
  readonly quantiles?: readonly number[];
  /** The most frequent value; of equals the smallest (texts by code point), as scikit-learn's SimpleImputer. */
  readonly mode?: true;
  /** The distinct values in ascending order with their counts; missing, if any, last. */
  readonly categories?: { readonly limit: number };
  /** The target by level of the value. */
  readonly target?: true;
}

export type Level = string | number | null;

/** What the requests give. A figure that no value or an overflow leaves undefined is null. */
export interface Statistics {
  readonly rows: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly variance: number | null;
  /** Population covariance (ddof 0) with each of the keys, in their order; null where a row lacks one of the values. */
  readonly covariance: readonly (number | null)[];
  readonly quantiles: readonly (number | null)[];
  readonly mode: Level;
  /** `more`: there were more levels than the limit, and the list ends there. */
  readonly categories: { readonly levels: readonly { readonly value: Level; readonly count: number }[]; readonly more: boolean };
  readonly target: TargetStatistics;
}

/**
 * Means of the target: one output for a number and for two classes (the second class's share), one per class
 * for several. `squares` are sums of squared deviations from that mean, Infinity past the
 * largest double. Rows whose target is missing do not count; without any, `means` and `squares` are empty.
 */
export interface TargetStatistics {
  readonly count: number;
  readonly means: readonly number[];
  readonly squares: readonly number[];
  readonly levels: readonly { readonly value: Level; readonly count: number; readonly means: readonly number[]; readonly squares: readonly number[] }[];
}

/** The statistics that a set of requests gives, and no others. */
export type StatisticsFor<R extends StatisticRequests> = { readonly [K in keyof R & keyof Statistics]: Statistics[K] };
