import type { Cell, ColumnType } from '../../electron/contract/column.ts';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
let short = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 5 });
const exact = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 17 });
const tiny = new Intl.NumberFormat(undefined, { notation: 'scientific', maximumSignificantDigits: 4 });
const shares = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const three = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** How many significant digits figures have from now on; what is on the screen has to be drawn anew. */
export function useDigits(digits: number): void {
  short = new Intl.NumberFormat(undefined, { maximumSignificantDigits: digits });
}

export const count = (value: number): string => whole.format(value);

/** "1 row", "2 rows". */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** A number with as many digits as one reads; {@link fullNumber} has them all. */
export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return whole.format(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e12) ? tiny.format(value) : short.format(value);
}

/** So many decimals, with a minus sign where the figure that is said is below 0. */
export function decimals(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits);
  return value < 0 && Number(size) !== 0 ? `−${size}` : size;
}

export const fullNumber = (value: number): string => exact.format(value);

/** A share of 0 to 1; what is there but would round to nothing says so. */
export function share(value: number): string {
  if (value > 0 && value < 0.001) return `< ${shares.format(0.001)}`;
  if (value < 1 && value > 0.999) return `> ${shares.format(0.999)}`;
  return shares.format(value);
}

/** A metric with three decimals; undefined ones are said to be so. */
export const metric = (value: number | null | undefined): string => (value === null || value === undefined ? 'not defined' : Math.abs(value) >= 1000 ? short.format(value) : three.format(value));

/** Epoch microseconds as an instant without zone: 2026-11-20 08:15:00, and a fraction where there is one. */
export function instant(microseconds: number): string {
  const whole = Math.floor(microseconds / 1e6);
  if (Math.abs(whole) > 8.64e12) return `${fullNumber(microseconds)} µs`;
  const fraction = Math.round(microseconds - whole * 1e6);
  const text = new Date(whole * 1000).toISOString().replace('T', ' ').replace(/\.000Z$/, '');
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

/** A cell as the grid shows it; missing is the caller's to show. */
export function cellText(value: Exclude<Cell, null>, type: ColumnType): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return value;
  return type === 'timestamp' ? instant(value) : cellNumber(value);
}

/** Whole numbers keep their digits, others show eight; no separators, which a copy would carry along. */
function cellNumber(value: number): string {
  if (Number.isInteger(value)) return String(value === 0 ? 0 : value);
  return String(Number(value.toPrecision(8)));
}

/** "about 40 s left", "about 3 min left". */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `about ${seconds} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

export const seconds = (value: number): string => (value < 0.05 ? 'under 0.1 s' : value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`);

/** The last part of a path of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

const NAMES: Record<ColumnType, string> = { number: 'number', integer: 'integer', boolean: 'yes/no', text: 'text', timestamp: 'date and time' };
export const typeName = (type: ColumnType): string => NAMES[type];

export const isNumeric = (type: ColumnType): boolean => type === 'number' || type === 'integer';

/** Some texts in a row, and how many more there are. */
export function listed(texts: readonly string[], most = 20): string {
  return texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')} and ${count(texts.length - most)} more`;
}
