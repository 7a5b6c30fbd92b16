import type { ColumnProfile } from '../../electron/contract/profile.ts';
import { escapeMarkup } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

/** How predictions are spread: a bar for each label, or a histogram of numbers. */
export function predictionFigure(column: ColumnProfile, target: string, tokens: ChartTokens): Figure {
  const color = tokens.categories[0];
  const axis = `Predicted ${escapeMarkup(target)}`;
  const { histogram } = column;
  if (column.type !== 'text' && histogram) {
    const { edges, counts } = histogram;
    const bins = counts.map((_, index) => [edges[index] ?? 0, edges[index + 1] ?? 0] as const);
    return {
      data: [{
        type: 'bar',
        x: bins.map(([from, to]) => (from + to) / 2),
        width: bins.map(([from, to]) => to - from || 1),
        y: counts,
        customdata: bins.map(([from, to]) => `${Number(from.toPrecision(5))} to ${Number(to.toPrecision(5))}`),
        hovertemplate: '%{customdata}: %{y:,} rows<extra></extra>',
        marker: { color, line: { color: tokens.stage, width: 1 } },
      }],
      layout: layoutOf(tokens, { x: axis, y: 'Rows' }),
    };
  }
  const rows = Math.max(1, column.count);
  const top = column.top.toReversed();
  const layout = layoutOf(tokens, { x: 'Rows', y: axis });
  return {
    data: [{
      type: 'bar',
      orientation: 'h',
      x: top.map(({ count }) => count),
      y: top.map(({ value }) => escapeMarkup(String(value))),
      text: top.map(({ count }) => `${count.toLocaleString()} (${((count / rows) * 100).toFixed(1)}%)`),
      textposition: 'auto',
      cliponaxis: false,
      hovertemplate: '%{y}: %{x:,} rows<extra></extra>',
      marker: { color },
    }],
    layout: { ...layout, yaxis: { ...(layout['yaxis'] as object), type: 'category' }, bargap: 0.4 },
  };
}

/** The same in words, for who cannot see it. */
export function predictionWords(column: ColumnProfile, target: string): string {
  if (column.type !== 'text' && column.histogram) return `Histogram of the predicted ${target}: from ${String(column.min)} to ${String(column.max)}, median ${String(column.median)}`;
  return `Predicted ${target}: ${column.top.map(({ value, count }) => `${String(value)} ${count} rows`).join(', ')}`;
}
