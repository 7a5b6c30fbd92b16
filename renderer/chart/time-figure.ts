import type { TimeSeries, TimeView } from '../../electron/contract/exploration.ts';
import { escapeMarkup, tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';
import { mixColours } from './mix-colours.ts';

const DASHES = ['solid', 'dash', 'dot'];

export interface TimePicture extends Pick<TimeView, 'time' | 'value' | 'interval' | 'starts' | 'gaps'> {
  readonly series: readonly (TimeSeries & { readonly name: string })[];
  /** An instant as people read it. */
  readonly say: (microseconds: number) => string;
}

/** Rows by interval, and above them the mean of a column of numbers with its range from least to greatest; intervals without a row are shaded. */
export function timeFigure({ time, value, interval, starts, gaps, series, say }: TimePicture, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: tickText(time, 60), y: value === null ? `Rows by ${interval}` : tickText(`Mean of ${value}`, 40) });
  const x = starts.map((start) => start / 1000);
  const labels = starts.map(say);
  const [all, ...entities] = series;
  const shown = entities.length > 0 ? entities : all ? [all] : [];
  const bars = { type: 'bar', x, y: all?.rows ?? [], customdata: labels, hovertemplate: '%{customdata}<br>%{y:,} rows<extra></extra>', marker: { color: value === null ? tokens.categories[0] : tokens.quiet }, showlegend: false, ...(value === null ? {} : { yaxis: 'y2' }) };
  const rowLines = value === null && entities.length > 0 ? entities.map((one, i) => ({ ...lineOf(one, i, x, tokens), y: one.rows, customdata: labels, hovertemplate: '%{customdata}<br>%{y:,} rows<extra>%{fullData.name}</extra>' })) : [];
  const rows = rowLines.length > 0 ? rowLines : [bars];
  const ranges = value === null ? [] : shown.length === 1 ? shown.map((one) => rangeOf(one, x, tokens)) : [];
  const means = value === null ? [] : shown.map((one, i) => ({
    ...lineOf(one, i, x, tokens),
    y: one.values?.mean ?? [],
    customdata: labels.map((label, at) => [label, one.values?.min[at], one.values?.max[at], one.values?.count[at]]),
    hovertemplate: '%{customdata[0]}<br>mean %{y:,.5~g}<br>from %{customdata[1]:,.5~g} to %{customdata[2]:,.5~g}<br>%{customdata[3]:,} values<extra>%{fullData.name}</extra>',
  }));
  const shade = (from: number, to: number) => ({ type: 'rect', xref: 'x', yref: 'paper', x0: from / 1000, x1: to / 1000, y0: 0, y1: 1, fillcolor: tokens.line, line: { width: 0 }, layer: 'below' });
  return {
    data: [...ranges, ...means, ...rows],
    layout: {
      ...layout,
      bargap: 0.08,
      showlegend: entities.length > 0,
      legend: { orientation: 'h', x: 0, y: 1.02, xanchor: 'left', yanchor: 'bottom', bgcolor: 'rgba(0,0,0,0)' },
      shapes: gaps.map(({ from, to }) => shade(from, to)),
      xaxis: { ...(layout['xaxis'] as object), type: 'date', ...(value === null ? {} : { anchor: 'y2' }) },
      yaxis: { ...(layout['yaxis'] as object), separatethousands: true, ...(value === null ? { rangemode: 'tozero' } : { domain: [0.36, 1] }) },
      ...(value === null ? {} : { yaxis2: { ...(layout['yaxis'] as object), title: { text: 'Rows', standoff: 8 }, domain: [0, 0.26], rangemode: 'tozero', nticks: 4, separatethousands: true } }),
    },
  };
}

/** More entities than colours differ by the dash. A point without neighbours is a mark. */
function lineOf({ name }: { name: string }, index: number, x: readonly number[], tokens: ChartTokens) {
  const color = tokens.categories[index % tokens.categories.length];
  return { type: 'scatter', mode: x.length > 60 ? 'lines' : 'lines+markers', name: escapeMarkup(name), x, connectgaps: false, line: { color, width: 1.6, dash: DASHES[Math.floor(index / tokens.categories.length) % DASHES.length] }, marker: { color, size: 4 } };
}

/** The band from least to greatest: one outline for each run of intervals that have values. */
function rangeOf({ values }: TimeSeries, x: readonly number[], tokens: ChartTokens) {
  const outline: { x: (number | null)[]; y: (number | null)[] } = { x: [], y: [] };
  let run: number[] = [];
  const close = (): void => {
    for (const [places, figures] of [[run, values?.max], [run.toReversed(), values?.min]] as const) {
      for (const at of places) {
        outline.x.push(x[at] ?? null);
        outline.y.push(figures?.[at] ?? null);
      }
    }
    outline.x.push(null);
    outline.y.push(null);
    run = [];
  };
  x.forEach((_, at) => {
    if ((values?.count[at] ?? 0) > 0) run.push(at);
    else if (run.length > 0) close();
  });
  if (run.length > 0) close();
  return { type: 'scatter', mode: 'lines', ...outline, fill: 'toself', fillcolor: mixColours(tokens.categories[0] ?? tokens.text, tokens.stage, 0.22), line: { width: 0 }, hoverinfo: 'skip', showlegend: false };
}
