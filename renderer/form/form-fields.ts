import { z } from 'zod';
import { ColumnTypeSchema, type ColumnType } from '../../electron/contract/column.ts';

/** How a parameter is entered. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'column' | 'columns' | 'formula' | 'value' | 'json';

/** One parameter of a node, as its form shows it. */
export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly kind: FieldKind;
  /** May be left open. */
  readonly nullable: boolean;
  readonly required: boolean;
  readonly fallback: unknown;
  readonly whole: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The bound itself is not allowed. */
  readonly above?: number;
  readonly below?: number;
  /** Values of a choice; of a number: words that stand for one, such as "auto". */
  readonly choices: readonly string[];
  readonly accepts: readonly ColumnType[];
  readonly example: string;
}

const PartSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.looseObject({})).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  picker: z.string().optional(),
  accepts: z.array(ColumnTypeSchema).optional(),
  examples: z.array(z.unknown()).optional(),
});
type Part = z.infer<typeof PartSchema>;
const FormSchema = z.looseObject({ properties: z.record(z.string(), PartSchema).default({}), required: z.array(z.string()).default([]) });

/** The fields of a form from the JSON Schema of its parameters; what has no field of its own is entered as JSON. */
export function formFields(form: unknown): FormField[] {
  const parsed = FormSchema.safeParse(form);
  if (!parsed.success) return [];
  const { properties, required } = parsed.data;
  return Object.entries(properties).map(([name, part]) => fieldOf(name, part, required.includes(name)));
}

function fieldOf(name: string, part: Part, required: boolean): FormField {
  const options = (part.anyOf ?? [part]).flatMap((one) => split(PartSchema.parse(one)));
  const types = options.map(({ type }) => type).filter((type) => type !== 'null');
  const number = options.find(({ type }) => type === 'number' || type === 'integer');
  const words = options.flatMap(({ enum: values, const: only }) => values ?? (only === undefined ? [] : [only])).filter((value) => typeof value === 'string');
  return {
    name,
    title: part.title ?? wordsOf(name),
    help: part.description ?? '',
    kind: kindOf(part, types, words),
    nullable: options.some(({ type }) => type === 'null'),
    required,
    fallback: part.default,
    whole: number?.type === 'integer',
    ...(number?.minimum === undefined ? {} : { minimum: number.minimum }),
    ...(number?.maximum === undefined ? {} : { maximum: number.maximum }),
    ...(number?.exclusiveMinimum === undefined ? {} : { above: number.exclusiveMinimum }),
    ...(number?.exclusiveMaximum === undefined ? {} : { below: number.exclusiveMaximum }),
    choices: words,
    accepts: part.accepts ?? [],
    example: typeof part.examples?.[0] === 'string' ? part.examples[0] : '',
  };
}

/** `type: [a, b]` is one of several. */
const split = (part: Part): (Part & { type?: string })[] => (Array.isArray(part.type) ? part.type.map((type) => ({ ...part, type })) : [part as Part & { type?: string }]);

function kindOf({ picker }: Part, types: readonly (string | undefined)[], words: readonly string[]): FieldKind {
  if (picker === 'column' || picker === 'columns' || picker === 'formula') return picker;
  const kinds = new Set(types.map((type) => (type === 'integer' ? 'number' : type)));
  if (kinds.has('number')) return words.length > 0 || !kinds.has('string') ? 'number' : 'value';
  if (words.length > 0) return 'choice';
  if (kinds.has('boolean')) return 'boolean';
  return kinds.has('string') ? 'text' : 'json';
}

/** "minSamplesLeaf" and "most_frequent" as one reads them. */
export function wordsOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The bounds of a number in words; nothing where there are none that one would meet. */
export function boundsOf({ minimum, maximum, above, below, whole }: FormField): string {
  const low = minimum !== undefined ? `at least ${minimum}` : above !== undefined ? `more than ${above}` : '';
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : below !== undefined ? `less than ${below}` : '';
  const bounds = [low, high].filter(Boolean).join(', ');
  return bounds === '' ? '' : `${whole ? 'A whole number, ' : ''}${bounds}`;
}

/** What is wrong with a number that was typed, in words; null where it is good. */
export function numberProblem(field: FormField, value: number): string | null {
  if (!Number.isFinite(value)) return 'This is not a number.';
  const { minimum = -Infinity, maximum = Infinity, above = -Infinity, below = Infinity, whole } = field;
  const fits = value >= minimum && value <= maximum && value > above && value < below && (!whole || Number.isInteger(value));
  return fits ? null : `${boundsOf(field) || 'A whole number'}.`.replace(/^a/, 'A').replace(/^m/, 'M');
}

/** Whether a problem is of a field. */
export const isOf = (problem: { readonly field?: string | undefined }, { name }: FormField): boolean => problem.field === name || (problem.field?.startsWith(`${name}.`) ?? false);

/** What one should know of a field: its help and its bounds, as sentences, unless they repeat its title. */
export function helpOf(field: FormField): string {
  const parts = [field.help, boundsOf(field)].filter((part) => part !== '' && part.replace(/^The /, '').toLowerCase() !== field.title.toLowerCase());
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('. ');
}

/** A value as a node shows it in a line. */
function valueWords(field: FormField, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.length === 0 ? '' : value.length <= 2 ? value.join(', ') : `${value.length} columns`;
  if (typeof value === 'boolean') return `${field.title.toLowerCase()}${value ? '' : ': off'}`;
  if (field.kind === 'choice' && typeof value === 'string') return wordsOf(value).toLowerCase();
  if (field.kind === 'number') return `${field.title.toLowerCase()} ${String(value)}`;
  return typeof value === 'object' ? field.title.toLowerCase() : String(value);
}

/** The two or three settings that matter: what every such node must be told, and what differs from the usual; nothing where all is as usual. */
export function mattering(fields: readonly FormField[], params: Readonly<Record<string, unknown>>): string {
  const differs = ({ name, fallback }: FormField): boolean => name in params && JSON.stringify(params[name]) !== JSON.stringify(fallback);
  const rank = ({ kind, required }: FormField): number => (required ? 0 : kind === 'columns' ? 2 : 1);
  const told = fields.filter((field) => field.required || differs(field)).toSorted((a, b) => rank(a) - rank(b));
  const shown = told.map((field) => valueWords(field, params[field.name] ?? field.fallback));
  return shown.filter(Boolean).slice(0, 3).join(' · ');
}

/** The parameters of a new node: its columns are those of the arriving features that it takes. */
export function firstParams(fields: readonly FormField[], arriving: readonly { name: string; type: ColumnType; role: string }[]): Record<string, string[]> {
  const required = fields.filter(({ kind, required }) => kind === 'columns' && required);
  return Object.fromEntries(required.map(({ name, accepts }) => [name, arriving.filter(({ role, type }) => role === 'feature' && accepts.includes(type)).map((column) => column.name)]));
}
