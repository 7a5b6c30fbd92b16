import type { Bins, Plane } from '../../electron/contract/curves.ts';
import { binBars, middleOf, spanOf } from './bin-bars.ts';
import { tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

const LARGEST = 14;

function bubbles({ xEdges, yEdges, cells }: Plane, words: { x: string; y: string }, tokens: ChartTokens): Record<string, unknown> {
  const most = Math.max(1, ...cells.map(([, , rows]) => rows));
  return {
    type: 'scatter',
    mode: 'markers',
    x: cells.map(([i]) => middleOf(xEdges, i)),
    y: cells.map(([, j]) => middleOf(yEdges, j)),
    customdata: cells.map(([i, j, rows]) => [spanOf(xEdges, i), spanOf(yEdges, j), rows]),
    hovertemplate: `${words.x} %{customdata[0]}<br>${words.y} %{customdata[1]}<br>%{customdata[2]:,} rows<extra></extra>`,
    marker: { color: tokens.categories[0], opacity: 0.7, size: cells.map(([, , rows]) => 3 + (LARGEST - 3) * Math.sqrt(rows / most)), line: { width: 0 } },
  };
}

/** What is smaller than this all along an axis gets powers of ten: "−4p" says nothing. */
const TINY = 1e-3;
const powers = (edges: readonly number[]): { exponentformat?: 'e' } => (edges.every((edge) => Math.abs(edge) < TINY) ? { exponentformat: 'e' } : {});

const line = (x: number[], y: number[], tokens: ChartTokens): Record<string, unknown> => ({ type: 'scatter', mode: 'lines', x, y, hoverinfo: 'skip', line: { color: tokens.quiet, width: 1, dash: 'dot' } });

/** Predicted over actual: a point for each pair of bins, larger where more rows are; on the dotted line both are equal. */
export function predictedFigure(plane: Plane, target: string, tokens: ChartTokens): Figure {
  const ends = [plane.xEdges[0] ?? 0, plane.xEdges.at(-1) ?? 0];
  const name = tickText(target, 40);
  return { data: [line(ends, ends, tokens), bubbles(plane, { x: 'actual', y: 'predicted' }, tokens)], layout: { ...layoutOf(tokens, { x: `Actual ${name}`, y: `Predicted ${name}` }), showlegend: false } };
}

/** Residuals over the predicted number; on the dotted line nothing is off. */
export function spreadFigure(plane: Plane, target: string, tokens: ChartTokens): Figure {
  const name = tickText(target, 40);
  const ends = [plane.xEdges[0] ?? 0, plane.xEdges.at(-1) ?? 0];
  const layout = layoutOf(tokens, { x: `Predicted ${name}`, y: 'Residual: actual less predicted' });
  return { data: [line(ends, [0, 0], tokens), bubbles(plane, { x: 'predicted', y: 'residual' }, tokens)], layout: { ...layout, showlegend: false, yaxis: { ...(layout['yaxis'] as object), ...powers(plane.yEdges) } } };
}

/** How many rows are off by how much. */
export function residualFigure(bins: Bins, target: string, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: `Residual of ${tickText(target, 40)}: actual less predicted`, y: 'Rows' });
  return {
    data: [binBars(bins, tokens.categories[0], tokens)],
    layout: { ...layout, showlegend: false, xaxis: { ...(layout['xaxis'] as object), ...powers(bins.edges) }, yaxis: { ...(layout['yaxis'] as object), separatethousands: true } },
  };
}
