import type { Json } from './run-differences.ts';
import type { TrainResult } from '../../../electron/contract/train-result.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** "run 2", or its name where it has one. */
export const runTitle = ({ run, name }: Pick<TrainResult, 'run' | 'name'>): string => (name === undefined ? `run ${Number(run)}` : `run ${Number(run)}, ${name}`);

/** The same where a line begins with it. */
export const runHeading = (run: Pick<TrainResult, 'run' | 'name'>): string => runTitle(run).replace(/^r/, 'R');

/** When it was trained, in the user's own time; runs of earlier versions do not tell. */
export const runTime = ({ at }: Pick<TrainResult, 'at'>): string => (at === undefined ? 'not recorded' : moment.format(new Date(at)));

/** A setting in a table. */
export function settingWords(value: Json | undefined): string {
  if (value === undefined) return 'not there';
  if (value === null) return 'left open';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => settingWords(one)).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

