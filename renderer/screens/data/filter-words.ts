import type { ColumnType } from '../../../electron/contract/column.ts';
import type { RowFilter } from '../../../electron/contract/rows.ts';
import { instant, isNumeric, number } from '../../ui/format.ts';

export type FilterKind = 'range' | 'among' | 'contains' | 'missing' | 'present';

const KIND_WORDS: Record<FilterKind, string> = { range: 'Between two values', among: 'One of these values', contains: 'Texts that contain', missing: 'Missing', present: 'Not missing' };
export const kindWords = (kind: FilterKind): string => KIND_WORDS[kind];

/** The ways to filter by a column of a type, the usual one first. */
export function kindsOf(type: ColumnType): readonly FilterKind[] {
  if (isNumeric(type)) return ['range', 'among', 'missing', 'present'];
  if (type === 'timestamp') return ['range', 'missing', 'present'];
  return type === 'text' ? ['among', 'contains', 'missing', 'present'] : ['among', 'missing', 'present'];
}

export const kindOf = (filter: RowFilter): FilterKind => (filter.kind === 'missing' && !filter.missing ? 'present' : filter.kind);

/** A filter as its chip says it. */
export function filterWords(filter: RowFilter, type: ColumnType): string {
  const { column } = filter;
  const say = (value: number | boolean | string): string => (typeof value === 'number' ? (type === 'timestamp' ? instant(value) : number(value)) : String(value));
  switch (filter.kind) {
    case 'missing':
      return `${column} is ${filter.missing ? '' : 'not '}missing`;
    case 'contains':
      return `${column} contains “${filter.text}”`;
    case 'range':
      if (filter.from === null) return `${column} up to ${say(filter.to ?? 0)}`;
      return filter.to === null ? `${column} from ${say(filter.from)}` : `${column} from ${say(filter.from)} to ${say(filter.to)}`;
    case 'among': {
      const [first = '', ...rest] = filter.values.map(say);
      return rest.length === 0 ? `${column} is ${first}` : rest.length < 3 ? `${column} is ${[first, ...rest].join(' or ')}` : `${column} is one of ${filter.values.length} values`;
    }
  }
}

/** A typed end of a range: a number, or a day with or without a time as epoch microseconds; undefined for what is neither, null for nothing. */
export function parseEnd(text: string, type: ColumnType, last = false): number | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  if (type !== 'timestamp') return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : undefined;
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?$/.exec(typed);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute = '00', second, fraction = ''] = parts;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour ?? '00'}:${minute}:${second ?? '00'}Z`);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).getUTCDate() !== Number(day)) return undefined;
  // A day, minute or second as the end of a range is meant to its end.
  const span = !last || fraction !== '' ? 0 : second !== undefined ? 1 : hour !== undefined ? 60 : 86_400;
  return milliseconds * 1000 + Math.round(Number(`0${fraction}`) * 1e6) + (span === 0 ? 0 : span * 1e6 - 1);
}

/** An end of a range as it is typed. */
export const endText = (value: number | null, type: ColumnType): string => (value === null ? '' : type === 'timestamp' ? instant(value) : String(value));
