import type { Correlations } from '../../electron/contract/exploration.ts';
import { decimals } from '../ui/format.ts';
import { escapeMarkup, tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';
import { mixColours } from './mix-colours.ts';

/** Up to so many columns the figures stand in the squares. */
const WRITTEN = 9;
/** Names that find room at an axis; every second, third, … of more. */
const NAMED = 20;
/** Behind figures the colours are weaker, so that all of them can be read. */
const BEHIND = 0.55;

/** Pearson's r of every pair: one colour below 0, another above, the ground at 0; pairs without r are left open. */
export function correlationFigure({ columns, matrix, pairRows }: Correlations, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: '', y: '' });
  const places = columns.map((_, i) => i);
  const named = places.filter((i) => i % Math.ceil(columns.length / NAMED) === 0);
  const ticks = { title: { text: '' }, tickvals: named, ticktext: named.map((i) => tickText(columns[i] ?? '', 16)), showgrid: false, automargin: true };
  const slanted = { tickangle: -35, ticklabeloverflow: 'allow' };
  const written = columns.length <= WRITTEN;
  const colour = (index: number) => mixColours(tokens.categories[index] ?? tokens.text, tokens.stage, written ? BEHIND : 1);
  return {
    data: [
      {
        type: 'heatmap',
        x: places,
        y: places,
        z: matrix,
        zmin: -1,
        zmax: 1,
        colorscale: [[0, colour(1)], [0.5, tokens.stage], [1, colour(0)]],
        text: matrix.map((row) => row.map((r) => (r === null ? '' : decimals(r, 2)))),
        ...(written ? { texttemplate: '%{text}', textfont: { color: tokens.text } } : {}),
        customdata: matrix.map((row, i) => row.map((r, j) => [escapeMarkup(columns[i] ?? ''), escapeMarkup(columns[j] ?? ''), r === null ? '' : String(Number(r.toPrecision(6))), pairRows[i]?.[j]])),
        hovertemplate: '%{customdata[0]}<br>with %{customdata[1]}<br>r = %{customdata[2]}<br>%{customdata[3]:,} rows<extra></extra>',
        hoverongaps: false,
        xgap: 1,
        ygap: 1,
        colorbar: { title: { text: 'r' }, thickness: 10, outlinewidth: 0, tickvals: [-1, -0.5, 0, 0.5, 1] },
      },
    ],
    layout: { ...layout, xaxis: { ...(layout['xaxis'] as object), ...ticks, ...slanted }, yaxis: { ...(layout['yaxis'] as object), ...ticks, autorange: 'reversed' } },
  };
}
