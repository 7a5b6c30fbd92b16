import type { Bins } from '../../electron/contract/curves.ts';
import type { ChartTokens } from './figure.ts';

/** A bound of a bin, in as many digits as one reads. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));

/** Where a bin is drawn, and what it holds. */
export const middleOf = (edges: readonly number[], bin: number): number => (edges[bin] ?? 0) / 2 + (edges[bin + 1] ?? 0) / 2;
export const spanOf = (edges: readonly number[], bin: number): string => `${short(edges[bin] ?? 0)} to ${short(edges[bin + 1] ?? 0)}`;

/** Bars as wide as their bins. */
export function binBars({ edges, counts }: Bins, colour: string | undefined, tokens: ChartTokens): Record<string, unknown> {
  return {
    type: 'bar',
    x: counts.map((_, bin) => middleOf(edges, bin)),
    y: counts,
    width: counts.map((_, bin) => (edges[bin + 1] ?? 0) - (edges[bin] ?? 0)),
    customdata: counts.map((_, bin) => spanOf(edges, bin)),
    hovertemplate: '%{customdata}: %{y:,} rows<extra></extra>',
    marker: { color: colour, line: { color: tokens.stage, width: 1 } },
  };
}
