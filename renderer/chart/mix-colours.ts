/** A colour between two of the form #rrggbb or #rgb: `part` of the first, the rest of the second. Others are given back as they are. */
export function mixColours(first: string, second: string, part: number): string {
  const [a, b] = [channels(first), channels(second)];
  if (!a || !b) return first;
  return `#${a.map((value, i) => Math.round(value * part + (b[i] ?? 0) * (1 - part)).toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] | undefined {
  const long = colour.replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/i, '#$1$1$2$2$3$3');
  return /^#[0-9a-f]{6}$/i.test(long) ? [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) : undefined;
}
