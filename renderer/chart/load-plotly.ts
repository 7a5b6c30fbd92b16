/** Plotly's cartesian bundle, which comes when the first picture is drawn, or sooner where there is time. */
export const loadPlotly = () => import('plotly.js-cartesian-dist-min').then((module) => module.default);

/** Has it ready before somebody wants a picture: to run it takes some tenths of a second, in which the window stands still. It waits until nothing is to be done. */
export function warmPlotly(): () => void {
  const asked = requestIdleCallback(() => void loadPlotly().catch(() => undefined));
  return () => cancelIdleCallback(asked);
}
