import type { Clusters } from '../../electron/contract/curves.ts';
import { decimals } from '../ui/format.ts';
import { escapeMarkup, tickText } from './escape-markup.ts';
import { layoutOf, type ChartTokens, type Figure } from './figure.ts';
import { mixColours } from './mix-colours.ts';

/** Up to so many squares the figures stand in them, on weaker colours. */
const WRITTEN = 120;
const BEHIND = 0.55;
/** Standard deviations from the mean of all rows at which a colour is full. */
const FULL = 2;

const named = (label: string): string => `Cluster ${label}`;

/** How many rows each cluster has. */
export function clusterSizesFigure({ clusters }: Clusters, tokens: ChartTokens): Figure {
  const rows = Math.max(1, clusters.reduce((sum, cluster) => sum + cluster.rows, 0));
  const shown = clusters.toReversed();
  const layout = layoutOf(tokens, { x: 'Rows', y: '' });
  return {
    data: [{
      type: 'bar',
      orientation: 'h',
      x: shown.map((cluster) => cluster.rows),
      y: shown.map(({ label }) => escapeMarkup(named(label))),
      text: shown.map((cluster) => `${cluster.rows.toLocaleString()} (${decimals((cluster.rows / rows) * 100, 1)}%)`),
      textposition: 'auto',
      cliponaxis: false,
      hovertemplate: '%{y}: %{x:,} rows<extra></extra>',
      marker: { color: tokens.categories[0] },
    }],
    layout: { ...layout, xaxis: { ...(layout['xaxis'] as object), separatethousands: true }, yaxis: { ...(layout['yaxis'] as object), type: 'category' }, bargap: 0.4 },
  };
}

/** Where the centre of each cluster lies by feature: above the mean of all rows in one colour, below in another; features by row, clusters by column. */
export function clusterCentersFigure({ clusters, features }: Clusters, tokens: ChartTokens): Figure {
  const layout = layoutOf(tokens, { x: '', y: '' });
  const written = clusters.length * features.length <= WRITTEN;
  const colour = (index: number) => mixColours(tokens.categories[index] ?? tokens.text, tokens.stage, written ? BEHIND : 1);
  const byFeature = <T>(of: (cluster: Clusters['clusters'][number], feature: number) => T): T[][] => features.map((_, j) => clusters.map((cluster) => of(cluster, j)));
  const ticks = { title: { text: '' }, showgrid: false, automargin: true };
  return {
    data: [{
      type: 'heatmap',
      x: clusters.map((_, i) => i),
      y: features.map((_, j) => j),
      z: byFeature(({ deviations }, j) => deviations[j] ?? null),
      zmin: -FULL,
      zmax: FULL,
      colorscale: [[0, colour(1)], [0.5, tokens.stage], [1, colour(0)]],
      text: byFeature(({ deviations }, j) => (typeof deviations[j] === 'number' ? decimals(deviations[j], 1) : '')),
      ...(written ? { texttemplate: '%{text}', textfont: { color: tokens.text } } : {}),
      customdata: byFeature(({ label, means, deviations }, j) => [escapeMarkup(named(label)), escapeMarkup(features[j] ?? ''), typeof means[j] === 'number' ? String(Number(means[j].toPrecision(6))) : 'not defined', typeof deviations[j] === 'number' ? decimals(deviations[j], 2) : 'not defined']),
      hovertemplate: '%{customdata[0]}, %{customdata[1]}<br>mean %{customdata[2]}<br>%{customdata[3]} standard deviations from all rows<extra></extra>',
      hoverongaps: false,
      xgap: 1,
      ygap: 1,
      colorbar: { title: { text: 'sd' }, thickness: 10, outlinewidth: 0, tickvals: [-FULL, 0, FULL] },
    }],
    layout: {
      ...layout,
      xaxis: { ...(layout['xaxis'] as object), ...ticks, tickvals: clusters.map((_, i) => i), ticktext: clusters.map(({ label }) => tickText(named(label), 16)) },
      yaxis: { ...(layout['yaxis'] as object), ...ticks, tickvals: features.map((_, j) => j), ticktext: features.map((name) => tickText(name, 24)), autorange: 'reversed' },
    },
  };
}
