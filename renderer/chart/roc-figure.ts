import type { RocCurve } from '../../electron/contract/metrics.ts';
import { escapeMarkup } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

const three = (value: number): string => value.toFixed(3);
const DASHES = ['solid', 'dash', 'dot', 'dashdot'];

/** The ROC curves of one set of rows, with the diagonal of a guess. Classes differ by colour and by dash. */
export function rocFigure(curves: readonly RocCurve[], target: string, tokens: ChartTokens): Figure {
  const lines = curves.map(({ label, falsePositiveRate, truePositiveRate, thresholds, auc }, index) => ({
    type: 'scatter',
    mode: 'lines',
    name: `${escapeMarkup(`${target} = ${label}`)} (area ${three(auc)})`,
    x: falsePositiveRate,
    y: truePositiveRate,
    customdata: thresholds.map((value) => (value === null ? 'above all' : `≥ ${Number(value.toPrecision(4))}`)),
    hovertemplate: 'wrongly called: %{x:.1%}<br>rightly found: %{y:.1%}<br>at a probability %{customdata}<extra></extra>',
    line: { color: tokens.categories[index % tokens.categories.length], width: 2, dash: DASHES[Math.floor(index / tokens.categories.length) % DASHES.length] },
  }));
  const guess = { type: 'scatter', mode: 'lines', name: 'a guess', x: [0, 1], y: [0, 1], hoverinfo: 'skip', line: { color: tokens.quiet, width: 1, dash: 'dot' } };
  const layout = layoutOf(tokens, { x: 'False positive rate', y: 'True positive rate' });
  const share = { tickformat: '.0%', range: [-0.01, 1.01], constrain: 'domain' };
  return {
    data: [guess, ...lines],
    layout: {
      ...layout,
      // Thinned curves have long strokes without a point: the nearest point answers from anywhere.
      hoverdistance: -1,
      xaxis: { ...(layout['xaxis'] as object), ...share },
      yaxis: { ...(layout['yaxis'] as object), ...share },
      showlegend: true,
      legend: { x: 0.99, y: 0.03, xanchor: 'right', yanchor: 'bottom', bgcolor: 'rgba(0,0,0,0)' },
    },
  };
}
