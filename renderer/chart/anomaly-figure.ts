import type { Anomalies } from '../../electron/contract/curves.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** How many rows have which score: those that stand out apart, and the score that parts them from the others. */
export function anomalyFigure({ scores: { edges, counts }, found, threshold }: Anomalies, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: 'Score (the lower, the stranger)', y: 'Rows' });
  const bars = (name: string, rows: readonly number[], colour: string | undefined): Record<string, unknown> => ({
    type: 'bar',
    name,
    x: counts.map((_, bin) => (edges[bin] ?? 0) / 2 + (edges[bin + 1] ?? 0) / 2),
    y: rows,
    width: counts.map((_, bin) => (edges[bin + 1] ?? 0) - (edges[bin] ?? 0)),
    customdata: counts.map((_, bin) => `${short(edges[bin] ?? 0)} to ${short(edges[bin + 1] ?? 0)}`),
    hovertemplate: '%{customdata}: %{y:,} rows<extra>%{fullData.name}</extra>',
    marker: { color: colour, line: { color: tokens.stage, width: 1 } },
  });
  const line = threshold === null ? [] : [{ type: 'line', x0: threshold, x1: threshold, yref: 'paper', y0: 0, y1: 1, line: { color: tokens.text, width: 1, dash: 'dot' } }];
  const words = threshold === null ? [] : [{ x: threshold, yref: 'paper', y: 1, yanchor: 'bottom', showarrow: false, text: `threshold ${short(threshold)}`, font: { color: tokens.text } }];
  return {
    data: [bars('stands out', found, tokens.categories[1]), bars('normal', counts.map((count, bin) => count - (found[bin] ?? 0)), tokens.categories[0])],
    layout: { ...layout, barmode: 'stack', shapes: line, annotations: words, margin: { l: 52, r: 12, t: 28, b: 44 }, legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.02, yanchor: 'bottom' }, yaxis: { ...(layout['yaxis'] as object), separatethousands: true } },
  };
}
