import type { Anomalies } from '../../electron/contract/curves.ts';
import { binBars, short } from './bin-bars.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

/** How many rows have which score: those that stand out apart, and the score that parts them from the others. */
export function anomalyFigure({ scores: { edges, counts }, found, threshold }: Anomalies, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: 'Score (the lower, the stranger)', y: 'Rows' });
  const bars = (name: string, rows: number[], colour: string | undefined): Record<string, unknown> => ({
    ...binBars({ edges, counts: rows }, colour, tokens),
    name,
    hovertemplate: '%{customdata}: %{y:,} rows<extra>%{fullData.name}</extra>',
  });
  const line = threshold === null ? [] : [{ type: 'line', x0: threshold, x1: threshold, yref: 'paper', y0: 0, y1: 1, line: { color: tokens.text, width: 1, dash: 'dot' } }];
  const words = threshold === null ? [] : [{ x: threshold, yref: 'paper', y: 1, yanchor: 'bottom', showarrow: false, text: `threshold ${short(threshold)}`, font: { color: tokens.text } }];
  return {
    data: [bars('stands out', found, tokens.categories[1]), bars('normal', counts.map((count, bin) => count - (found[bin] ?? 0)), tokens.categories[0])],
    layout: { ...layout, barmode: 'stack', shapes: line, annotations: words, margin: { l: 52, r: 12, t: 28, b: 44 }, legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.02, yanchor: 'bottom' }, yaxis: { ...(layout['yaxis'] as object), separatethousands: true } },
  };
}
