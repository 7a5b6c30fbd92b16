import { expect, it } from 'vitest';
import { FORMULA_FUNCTIONS } from '../../electron/engine/expr/formula-functions.ts';
import { column } from '../../electron/engine/expr/expression.ts';
import { MAX_LENGTH } from '../../electron/engine/expr/formula-tokens.ts';
import { parseFormula } from '../../electron/engine/expr/parse.ts';
import { columnText, completions } from '../../renderer/form/formula-completion.ts';
import { hostileNames } from '../kit/hostile-names.ts';

const functions = [...FORMULA_FUNCTIONS].map(([name, { usage }]) => ({ name, usage }));
const names = [...new Set([...hostileNames(1000), ...FORMULA_FUNCTIONS.keys(), 'and', 'or', 'not', 'in', 'true', 'missing', 'power', 'längs'])];

it('completes a formula by names that the engine reads as those columns, whatever they are', () => {
  const columns = names.map((name) => ({ name, type: 'text' as const, role: 'feature' as const }));
  for (const name of names) {
    const text = columnText(name, functions);
    if (text.length > MAX_LENGTH) continue;
    expect(parseFormula(text, columns), name).toEqual(column(name, 'text'));
    const typed = `"${name.slice(0, 3).replaceAll('"', '""')}`;
    expect(completions(typed, typed.length, columns.filter((one) => one.name === name), functions).map((one) => one.text), name).toEqual([text]);
  }
});
