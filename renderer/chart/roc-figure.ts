import type { RocCurve } from '../../electron/contract/metrics.ts';
import { lineLook, shareAxes, type MarkedPoint } from './curve-parts.ts';
import { escapeMarkup } from './escape-markup.ts';
import type { ChartTokens, Figure } from './figure.ts';

const three = (value: number): string => value.toFixed(3);

/** A curve and what it is called in the legend. */
export interface NamedRoc extends RocCurve {
  readonly name: string;
}

/** ROC curves with the diagonal of a guess; they differ by colour and by dash. `at` marks a point. */
export function rocFigure(curves: readonly NamedRoc[], tokens: ChartTokens, at?: MarkedPoint): Figure {
  const lines = curves.map(({ name, falsePositiveRate, truePositiveRate, thresholds, auc }, index) => ({
    type: 'scatter',
    mode: 'lines',
    name: `${escapeMarkup(name)} (area ${three(auc)})`,
    x: falsePositiveRate,
    y: truePositiveRate,
    customdata: thresholds.map((value) => (value === null ? 'above all' : `≥ ${Number(value.toPrecision(4))}`)),
    hovertemplate: 'wrongly called: %{x:.1%}<br>rightly found: %{y:.1%}<br>at a probability %{customdata}<extra></extra>',
    line: lineLook(index, tokens),
  }));
  const guess = { type: 'scatter', mode: 'lines', name: 'a guess', x: [0, 1], y: [0, 1], hoverinfo: 'skip', line: { color: tokens.quiet, width: 1, dash: 'dot' } };
  return shareAxes([guess, ...lines], { x: 'False positive rate', y: 'True positive rate' }, 'bottom right', tokens, at);
}
