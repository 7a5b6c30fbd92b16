/** What plotly draws: data in, nothing else. Functions of this folder make figures; they touch no page. */
export interface Figure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown>;
}

/** The colours and the font of a figure, read from the tokens. */
export interface ChartTokens {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly stage: string;
  readonly font: string;
  readonly categories: readonly string[];
}

export function readTokens(style: Pick<CSSStyleDeclaration, 'getPropertyValue'>): ChartTokens {
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    quiet: token('text-quiet'),
    line: token('line'),
    stage: token('stage'),
    font: token('font'),
    categories: [1, 2, 3, 4, 5, 6].map((index) => token(`category-${index}`)),
  };
}

/** Axes, margins and hover of every figure. */
export function layoutOf(tokens: ChartTokens, axes: { x: string; y: string }): Record<string, unknown> {
  const axis = (title: string) => ({
    title: { text: title, standoff: 8 },
    color: tokens.quiet,
    gridcolor: tokens.line,
    linecolor: tokens.line,
    zeroline: false,
    automargin: true,
  });
  return {
    font: { family: tokens.font, size: 12, color: tokens.text },
    paper_bgcolor: tokens.stage,
    plot_bgcolor: tokens.stage,
    margin: { l: 52, r: 12, t: 8, b: 44 },
    xaxis: axis(axes.x),
    yaxis: axis(axes.y),
    hoverlabel: { bgcolor: tokens.stage, bordercolor: tokens.line, font: { color: tokens.text, family: tokens.font, size: 12 } },
    hovermode: 'closest',
    dragmode: false,
  };
}
