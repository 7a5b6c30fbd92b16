import type { ColumnType } from '../../../electron/contract/column.ts';
import type { TimeSeries, TimeView } from '../../../electron/contract/exploration.ts';
import { cellText, counted, instant } from '../../ui/format.ts';

/** What a line of the picture is called. */
export function seriesName({ kind, entity }: TimeSeries, type: ColumnType): string {
  if (kind === 'all') return 'all rows';
  return entity === null ? 'missing' : cellText(entity, type);
}

/** What the picture says, in words. */
export function timeWords({ first, last, starts, interval, gapCount, entity, others, series }: TimeView): string {
  const span = `From ${instant(first ?? 0)} to ${instant(last ?? 0)}, ${counted(starts.length, interval)}`;
  const gaps = gapCount === 0 ? `; every ${interval} has rows.` : `; ${counted(gapCount, 'gap')} without a row, shaded.`;
  const left = entity === null || others === 0 ? '' : ` The ${series.length - 1} with the most rows; ${counted(others, 'other')} of ${entity} left out.`;
  return `${span}${gaps}${left}`;
}

/** Which rows it was made on. */
export function timeRows({ rows, missing, time, value, series }: TimeView): string {
  const left = missing === 0 ? '' : `; ${counted(missing, 'row')} without ${time} left out`;
  const band = value !== null && series.length === 1 ? ' Band: least to greatest.' : '';
  return `All ${counted(rows, 'row')}${missing === 0 ? '' : ` with ${time}`}${left}.${band}`;
}
