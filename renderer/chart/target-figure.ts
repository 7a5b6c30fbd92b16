import type { TargetGroup } from '../../electron/contract/exploration.ts';
import { axisTitle, escapeMarkup, tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

/** Characters that fit side by side below a picture of usual width. */
const ROOM = 60;

export interface TargetPicture {
  readonly groups: readonly (TargetGroup & { readonly label: string })[];
  readonly column: string;
  /** What the points are: a share, or a mean in the target's unit. */
  readonly measure: string;
  readonly share: boolean;
  readonly overall: number;
}

/** The target by group: estimates with their intervals above, rows of each group below; the line is what holds over all rows. */
export function targetFigure({ groups, column, measure, share, overall }: TargetPicture, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: tickText(column, 60), y: axisTitle(measure) });
  const places = groups.map((_, i) => i);
  // Slanted so that labels end at their tick: those that began there would leave the picture at its right.
  const crowded = groups.reduce((sum, { label }) => sum + Math.min(label.length, 22) + 2, 0) > ROOM;
  const format = share ? '.2%' : ',.5~g';
  const texts = groups.map(({ label, rows, low, high }) => [escapeMarkup(label), rows, low, high]);
  const interval = `<br>95%: %{customdata[2]:${format}} to %{customdata[3]:${format}}`;
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        cliponaxis: false,
        x: places,
        y: groups.map(({ estimate }) => estimate),
        error_y: { type: 'data', symmetric: false, array: groups.map(({ estimate, high }) => (high ?? estimate) - estimate), arrayminus: groups.map(({ estimate, low }) => estimate - (low ?? estimate)), color: tokens.categories[0], thickness: 1.2, width: 3 },
        customdata: texts,
        hovertemplate: groups.map(({ low }) => `%{customdata[0]}<br>%{y:${format}}${low === null ? '' : interval}<br>%{customdata[1]:,} rows<extra></extra>`),
        marker: { color: tokens.categories[0], size: 8 },
      },
      { type: 'scatter', mode: 'lines', x: [-0.5, groups.length - 0.5], y: [overall, overall], hoverinfo: 'skip', line: { color: tokens.quiet, width: 1, dash: 'dot' } },
      { type: 'bar', x: places, y: groups.map(({ rows }) => rows), yaxis: 'y2', customdata: texts, hovertemplate: '%{customdata[0]}<br>%{y:,} rows<extra></extra>', marker: { color: tokens.quiet } },
    ],
    layout: {
      ...layout,
      showlegend: false,
      bargap: 0.3,
      xaxis: { ...(layout['xaxis'] as object), range: [-0.5, groups.length - 0.5], tickvals: places, ticktext: groups.map(({ label }) => tickText(label)), ticklabeloverflow: 'allow', tickangle: crowded ? -30 : 0, showgrid: false, anchor: 'y2' },
      yaxis: { ...(layout['yaxis'] as object), domain: [0.36, 1], ...(share ? { tickformat: '.3~p', rangemode: 'tozero' } : {}) },
      yaxis2: { ...(layout['yaxis'] as object), title: { text: 'Rows', standoff: 8 }, domain: [0, 0.26], rangemode: 'tozero', nticks: 4, separatethousands: true },
    },
  };
}
