import { plainLetters } from '../../contract/plain-letters.ts';
import type { Column } from '../../contract/column.ts';
import { python, PythonCode } from './literals.ts';

const FIELD_TYPE = { number: 'Number', integer: 'Number', boolean: 'Flag', text: 'Text', timestamp: 'Instant' } as const;

/** Names that mean something else in the body of a pydantic model. */
const TAKEN = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with match case type ' +
    'copy dict json construct schema schema_json validate from_orm parse_obj parse_raw parse_file update_forward_refs fields'
  ).split(' '),
);

/** An attribute name for each column: its own words where they make one, else its position. */
export function fieldNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const words = plainLetters(name).replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 40);
    const usable = /^[a-z]/.test(words) && !words.startsWith('model_') && !TAKEN.has(words) && !taken.has(words);
    const field = usable ? words : `column_${i}_`;
    taken.add(field);
    return field;
  });
}

/** The fields of the request model, and the import of their types. */
export function fieldsView(columns: readonly Column[]): { fields: PythonCode; fieldImports: PythonCode } {
  const names = fieldNames(columns.map((one) => one.name));
  const lines = columns.map(({ name, type }, i) => `    ${names[i] ?? ''}: ${FIELD_TYPE[type]} = Field(alias=${python(name)})`);
  const types = [...new Set(columns.map(({ type }) => FIELD_TYPE[type]))].sort();
  return {
    fields: new PythonCode(lines.join('\n')),
    fieldImports: new PythonCode(types.length > 0 ? `from .fields import ${types.join(', ')}` : ''),
  };
}
