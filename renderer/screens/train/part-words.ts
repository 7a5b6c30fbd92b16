import type { ModelRun } from '../../../electron/contract/train-result.ts';
import type { Part } from '../../state/train-curves.svelte.ts';
import { counted } from '../../ui/format.ts';

export const PARTS: readonly (readonly [Part, string])[] = [
  ['validation', 'Validation'],
  ['test', 'Test'],
  ['train', 'Training'],
];

/** The rows that are shown: the wanted ones, else the first that the model was judged on. */
export const shownPart = (run: ModelRun, wanted: Part): Part => (run[wanted] !== null ? wanted : (PARTS.find(([part]) => run[part] !== null)?.[0] ?? 'train'));

/** On which rows something was made, with what matters about them. */
export const rowsOfPart = (part: Part, rows: number): string => (part === 'train' ? `training rows: already seen (${counted(rows, 'row')})` : `${counted(rows, `${part} row`)} that the model has not seen`);
