import { keyWords } from '../state/keys.ts';
import type { ModelCard, NodeCard } from '../../electron/contract/card.ts';
import { boundsOf, formFields, type FormField } from '../form/form-fields.ts';
import { number } from '../ui/format.ts';

/** A page of the help. Those of nodes and models are made from their definitions alone. */
export interface HelpTopic {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Name, what it does, default and range. */
  readonly parameters: readonly { readonly name: string; readonly help: string; readonly values: string }[];
  /** Of which node an example can be run. */
  readonly example?: string;
}

const RUNS_IN: Readonly<Record<NodeCard['runsIn'], string>> = {
  row: 'It compiles into the model file (ONNX) and runs there row by row; in the exported Python it is a step of the pipeline.',
  'look-up': 'It compiles into the model file (ONNX) as a table that is looked up; in the exported Python it is a step of the pipeline.',
  front: 'It runs as generated Python in front of the model file.',
  training: 'It works on training rows alone and is not part of the model file: rows that are predicted do not pass it.',
};
const TASKS = { binary: 'two classes', multiclass: 'several classes', regression: 'numbers' };

export function nodeTopic(card: NodeCard): HelpTopic {
  const paragraphs = [card.summary, card.fitted ? 'It learns from the training rows alone, anew in every fold of a cross-validation.' : 'It learns nothing from the data.', RUNS_IN[card.runsIn], card.reason ?? ''];
  return { id: card.id, group: `Nodes: ${card.group}`, title: card.title, paragraphs: paragraphs.filter(Boolean), parameters: formFields(card.form).map(parameterOf), example: card.id };
}

export function modelTopic(card: ModelCard): HelpTopic {
  const predicts = card.tasks.map((task) => TASKS[task as keyof typeof TASKS] ?? task).join(', ');
  const missing = card.missing === 'handled' ? 'Missing values may stay: it knows what to do with them.' : 'Missing values have to be filled before it.';
  return { id: `model:${card.id}`, group: 'Models', title: card.title, paragraphs: [card.summary, `It predicts: ${predicts}. ${missing}`, `It compiles to ${card.compilesTo}.`], parameters: formFields(card.form).map(parameterOf) };
}

function parameterOf(field: FormField): HelpTopic['parameters'][number] {
  return { name: field.title, help: field.help, values: [rangeOf(field), defaultOf(field)].filter(Boolean).join('; ') };
}

function rangeOf(field: FormField): string {
  const { kind, choices, nullable } = field;
  const words = choices.length === 0 ? '' : kind === 'number' ? `or ${choices.join(', ')}` : choices.join(', ');
  return [boundsOf(field), words, nullable ? 'or left open' : ''].filter(Boolean).join(' ');
}

function defaultOf({ fallback, required }: FormField): string {
  if (fallback === undefined) return required ? 'to be chosen' : '';
  if (fallback === null) return 'left open by default';
  if (typeof fallback === 'boolean') return fallback ? 'yes by default' : 'no by default';
  if (typeof fallback === 'number') return `${number(fallback)} by default`;
  return typeof fallback === 'string' ? (fallback === '' ? 'empty by default' : `${fallback} by default`) : Array.isArray(fallback) && fallback.length === 0 ? 'none by default' : `${JSON.stringify(fallback)} by default`;
}

const page = (id: string, title: string, ...paragraphs: string[]): HelpTopic => ({ id: `screen:${id}`, group: 'Screens', title, paragraphs, parameters: [] });

/** What each screen is for, and the way through it. */
export const SCREEN_TOPICS: readonly HelpTopic[] = [
  page('data', 'Data', 'Here a CSV or Parquet file becomes a table. Types are decided on all rows; what was mended, refused or assumed is said above the table, with lines and reasons.', `The table holds every row: move with the arrow keys, Home and End, with ${keyWords('Control')} also to the first and last row. Enter on a header sorts by that column. The inspector on the right shows the facts of the column that you are on.`, 'Next: Explore what is in the columns, or choose in Train what to predict.'),
  page('explore', 'Explore', 'Every column has a picture of its values and its figures, on all rows. Where a figure is approximate at first it says ≈ and is replaced.', 'The list on the right says what deserves a look before training (constant columns, gaps, columns that give the target away …), why, and what mends it.', 'Choose what to predict to see how each column goes with it.'),
  page('build', 'Build', 'The graph shows every step from your table to the models. Each step learns on the training rows alone.', `A adds a node behind the chosen one, C connects, Delete takes away, arrows go from node to node, Enter leads to the settings. Whatever you do can be taken back with ${keyWords('Control+Z')}, also after a restart.`, 'Below the canvas you see the rows before and after the chosen node, what it learned, and its SQL and Python. A node with a problem says so, and offers what mends it.'),
  page('train', 'Train', 'Choose what to predict, the models and how they are judged, and start. Rows are parted once into training, validation and test; figures on rows that a model has seen are labelled so.', 'A run is kept with its models and curves. The model with the best validation figure is chosen, unless you choose another one.'),
  page('predict', 'Predict', 'Scores a new file with a trained model and writes the predictions. Rows that could not be scored are listed with their reasons; none is lost without a word.'),
  page('export', 'Export', 'Writes a Python project with the model file, a service, tests and everything to train again. Every file can be read here before it is written.', 'What is exported predicts what the screen showed: the project’s own tests compare it with stored rows.'),
];
