import type { Calibration } from '../../electron/contract/curves.ts';
import { lineLook, shareAxes } from './curve-parts.ts';
import { tickText } from './escape-markup.ts';
import type { ChartTokens, Figure } from './figure.ts';

/** What was said against what held, in ten equal steps of probability; on the diagonal both are the same. */
export function calibrationFigure({ meanPredicted, shareTrue, rows }: Calibration, name: string, tokens: ChartTokens): Figure {
  const said = {
    type: 'scatter',
    mode: 'lines+markers',
    name: tickText(name, 40),
    x: meanPredicted,
    y: shareTrue,
    customdata: rows,
    hovertemplate: 'said: %{x:.1%}<br>held: %{y:.1%}<br>%{customdata:,} rows<extra></extra>',
    line: lineLook(0, tokens),
    marker: { size: 8 },
  };
  const right = { type: 'scatter', mode: 'lines', name: 'perfectly calibrated', x: [0, 1], y: [0, 1], hoverinfo: 'skip', line: { color: tokens.quiet, width: 1, dash: 'dot' } };
  return shareAxes([right, said], { x: 'Mean probability', y: 'Share of rows that are so' }, 'bottom right', tokens);
}
