/** Figures in sentences are the same on every machine: a comma parts thousands. */
export const whole = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
export const share = (value: number): string => (value > 0 && value < 0.001 ? 'under 0.1%' : value < 1 && value > 0.999 ? 'over 99.9%' : `${Number((value * 100).toFixed(1))}%`);
export const counted = (value: number, one: string, many: string): string => `${whole(value)} ${value === 1 ? one : many}`;

/** A text of the data in a sentence, cut where it is long. */
export const quoted = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;

const UNITS: readonly (readonly [number, string])[] = [[86_400e6, 'day'], [3600e6, 'hour'], [60e6, 'minute'], [1e6, 'second'], [1e3, 'millisecond'], [1, 'microsecond']];

/** A time span in its largest fitting unit, with one decimal where that is needed: "3 days", "1.5 hours". */
export function duration(microseconds: number): string {
  const [size, unit] = UNITS.find(([one]) => microseconds >= one) ?? [1, 'microsecond'];
  const value = Number((microseconds / size).toFixed(1));
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}

/** Epoch microseconds to the second. */
export const instant = (microseconds: number): string => new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, 19).replace('T', ' ');
