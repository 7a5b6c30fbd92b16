import type { Histogram } from '../../electron/contract/profile.ts';
import { escapeMarkup, tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

/** Rows by equal steps of a number or an instant (epoch microseconds). */
export function histogramFigure({ edges, counts }: Histogram, column: { name: string; instant: boolean }, say: (value: number) => string, tokens: ChartTokens): Figure {
  const unit = column.instant ? 1000 : 1;
  const bins = counts.map((rows, i) => ({ rows, from: edges[i] ?? 0, to: edges[i + 1] ?? edges[i] ?? 0 }));
  const single = bins.length === 1;
  const layout = layoutOf(tokens, { x: tickText(column.name, 60), y: 'Rows' });
  const axis = single ? { type: 'category' } : column.instant ? { type: 'date' } : {};
  return {
    data: [
      {
        type: 'bar',
        x: single ? bins.map(({ from }) => say(from)) : bins.map(({ from, to }) => (from / 2 + to / 2) / unit),
        y: counts,
        ...(single ? {} : { width: bins.map(({ from, to }) => ((to - from) / unit) * 0.96) }),
        customdata: bins.map(({ from, to }) => (from === to ? say(from) : `${say(from)} to ${say(to)}`)),
        hovertemplate: '%{customdata}<br>%{y:,} rows<extra></extra>',
        marker: { color: tokens.categories[0] },
      },
    ],
    layout: { ...layout, xaxis: { ...(layout['xaxis'] as object), ...axis }, yaxis: { ...(layout['yaxis'] as object), separatethousands: true } },
  };
}

/** Rows by value, the most frequent on top. */
export function topValuesFigure(values: readonly { value: string; rows: number }[], column: string, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: 'Rows', y: '' });
  const places = values.map((_, i) => i);
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: values.map(({ rows }) => rows),
        y: places,
        customdata: values.map(({ value }) => escapeMarkup(value)),
        hovertemplate: '%{customdata}<br>%{x:,} rows<extra></extra>',
        marker: { color: tokens.categories[0] },
      },
    ],
    layout: {
      ...layout,
      bargap: 0.25,
      xaxis: { ...(layout['xaxis'] as object), rangemode: 'tozero', separatethousands: true },
      yaxis: { ...(layout['yaxis'] as object), title: { text: tickText(column, 60), standoff: 8 }, autorange: 'reversed', tickvals: places, ticktext: values.map(({ value }) => tickText(value)), showgrid: false },
    },
  };
}
