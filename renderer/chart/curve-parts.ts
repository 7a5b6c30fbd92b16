import { layoutOf, type ChartTokens, type Figure } from './figure.ts';

/** Characters of a name that still fit beside a curve. */
const LONG = 44;
const DASHES = ['solid', 'dash', 'dot', 'dashdot'];

/** A point that follows the user's choice, such as a threshold. */
export interface MarkedPoint {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** More lines than colours are told apart by the dash. */
export function lineLook(index: number, tokens: ChartTokens): Record<string, unknown> {
  return { color: tokens.categories[index % tokens.categories.length], width: 2, dash: DASHES[Math.floor(index / tokens.categories.length) % DASHES.length] };
}

/** Lines over two shares of 0 to 1, and a legend where they leave room. */
export function shareAxes(lines: readonly Record<string, unknown>[], axes: { x: string; y: string }, legend: 'bottom right' | 'bottom left', tokens: ChartTokens, at?: MarkedPoint): Figure {
  const layout = layoutOf(tokens, axes);
  const share = { tickformat: '.0%', range: [-0.01, 1.02], constrain: 'domain' };
  const mark = at && { type: 'scatter', mode: 'markers', name: at.name, x: [at.x], y: [at.y], cliponaxis: false, hoverinfo: 'skip', marker: { color: tokens.stage, size: 11, line: { color: tokens.text, width: 2 } } };
  const right = legend === 'bottom right';
  // Several or long names stand below: inside they would lie over the lines or push the picture together.
  const names = [...lines, ...(mark ? [mark] : [])].map(({ name }) => String(name));
  const below = names.length > 3 || names.some((name) => name.length > LONG);
  return {
    data: mark ? [...lines, mark] : lines,
    layout: {
      ...layout,
      // Thinned curves have long strokes without a point: the nearest point answers from anywhere.
      hoverdistance: -1,
      xaxis: { ...(layout['xaxis'] as object), ...share },
      yaxis: { ...(layout['yaxis'] as object), ...share },
      showlegend: true,
      ...(below ? { margin: { ...(layout['margin'] as object), b: 44 + 20 * names.length }, legend: { x: 0, y: -0.26, xanchor: 'left', yanchor: 'top', bgcolor: 'rgba(0,0,0,0)' } } : { legend: { x: right ? 0.99 : 0.02, y: 0.03, xanchor: right ? 'right' : 'left', yanchor: 'bottom', bgcolor: 'rgba(0,0,0,0)' } }),
    },
  };
}
