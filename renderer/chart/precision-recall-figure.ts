import type { ClassCurves } from '../../electron/contract/curves.ts';
import { lineLook, shareAxes, type MarkedPoint } from './curve-parts.ts';
import { escapeMarkup } from './escape-markup.ts';
import type { ChartTokens, Figure } from './figure.ts';

export interface NamedClassCurves extends ClassCurves {
  readonly name: string;
}

/** Precision over recall in steps, as average precision adds them up; the dotted line is what a guess has. */
export function precisionRecallFigure(curves: readonly NamedClassCurves[], tokens: ChartTokens, at?: MarkedPoint): Figure {
  const drawn = curves.filter(({ table }) => table.positives > 0);
  const lines = drawn.map(({ name, table: { thresholds, truePositives, falsePositives, positives }, averagePrecision }, index) => {
    const steps = thresholds.map((_, i) => i).filter((i) => (truePositives[i] ?? 0) + (falsePositives[i] ?? 0) > 0);
    const precision = steps.map((i) => (truePositives[i] ?? 0) / ((truePositives[i] ?? 0) + (falsePositives[i] ?? 0)));
    return {
      type: 'scatter',
      mode: 'lines',
      name: `${escapeMarkup(name)} (average precision ${(averagePrecision ?? 0).toFixed(3)})`,
      x: [0, ...steps.map((i) => (truePositives[i] ?? 0) / positives)],
      y: [precision[0] ?? 1, ...precision],
      customdata: ['of the highest', ...steps.map((i) => `≥ ${Number((thresholds[i] ?? 0).toPrecision(4))}`)],
      hovertemplate: 'found: %{x:.1%}<br>of those called, right: %{y:.1%}<br>at a probability %{customdata}<extra></extra>',
      line: { ...lineLook(index, tokens), shape: 'vh' },
    };
  });
  const [first] = drawn;
  const base = first ? first.table.positives / (first.table.positives + first.table.others) : 0;
  const guess = drawn.length === 1 ? [{ type: 'scatter', mode: 'lines', name: 'a guess', x: [0, 1], y: [base, base], hoverinfo: 'skip', line: { color: tokens.quiet, width: 1, dash: 'dot' } }] : [];
  return shareAxes([...guess, ...lines], { x: 'Recall', y: 'Precision' }, 'bottom left', tokens, at);
}
