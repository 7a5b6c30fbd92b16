declare module 'plotly.js-cartesian-dist-min' {
  interface Plotly {
    react(element: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
    purge(element: HTMLElement): void;
    downloadImage(element: HTMLElement, options: { format: 'png' | 'svg'; filename: string; width: number; height: number; scale?: number }): Promise<string>;
  }
  const plotly: Plotly;
  export default plotly;
}
