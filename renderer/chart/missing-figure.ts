import type { MissingPatterns } from '../../electron/contract/exploration.ts';
import { escapeMarkup, tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';
import { mixColours } from './mix-colours.ts';

/** Up to so many columns the figures stand in the squares. */
const WRITTEN = 9;
const BEHIND = 0.55;

/** Of the rows where the column of a line is missing, the share where the column above is missing too. */
export function missingFigure({ columns, together }: MissingPatterns, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: 'is missing too', y: 'Where it is missing' });
  const places = columns.map((_, i) => i);
  const written = columns.length <= WRITTEN;
  const colour = mixColours(tokens.categories[0] ?? tokens.text, tokens.stage, written ? BEHIND : 1);
  const shares = together.map((row, i) => row.map((both) => both / Math.max(1, row[i] ?? 0)));
  const ticks = { tickvals: places, ticktext: columns.map((name) => tickText(name, 16)), showgrid: false };
  return {
    data: [
      {
        type: 'heatmap',
        x: places,
        y: places,
        z: shares,
        zmin: 0,
        zmax: 1,
        colorscale: [[0, tokens.stage], [1, colour]],
        ...(written ? { text: together.map((row) => row.map((both) => both.toLocaleString('en-US'))), texttemplate: '%{text}', textfont: { color: tokens.text } } : {}),
        customdata: together.map((row, i) => row.map((both, j) => [escapeMarkup(columns[i] ?? ''), escapeMarkup(columns[j] ?? ''), both])),
        hovertemplate: '%{customdata[0]}<br>and %{customdata[1]}<br>missing together in %{customdata[2]:,} rows<br>%{z:.1%} of those without the first<extra></extra>',
        xgap: 1,
        ygap: 1,
        colorbar: { title: { text: 'share' }, thickness: 10, outlinewidth: 0, tickvals: [0, 0.5, 1], tickformat: '.0%' },
      },
    ],
    layout: { ...layout, xaxis: { ...(layout['xaxis'] as object), ...ticks, tickangle: -35, ticklabeloverflow: 'allow' }, yaxis: { ...(layout['yaxis'] as object), ...ticks, autorange: 'reversed' } },
  };
}
