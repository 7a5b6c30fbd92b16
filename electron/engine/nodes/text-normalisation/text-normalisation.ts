import { z } from 'zod';
import { lower, nfc, squeeze, trim, type Expr } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';

export const textNormalisation = columnNode({
  id: 'text-normalisation',
  title: 'Text normalisation',
  group: 'text',
  summary: 'Makes spellings of the same text equal: small letters, no spaces around it, one space between words, one form of accented letters. A text of which nothing is left is missing.',
  runsIn: 'front',
  reason: 'ONNX has no operator that changes the letters of a text, so generated Python code does it before the ONNX file.',
  accepts: ['text'],
  params: z.object({
    lower: z.boolean().default(true).describe('Turn capitals into small letters').meta({ title: 'Use small letters' }),
    trim: z.boolean().default(true).describe('Strip spaces, tabs and line ends before and after the text').meta({ title: 'Strip spaces at the ends' }),
    squeeze: z.boolean().default(true).describe('Turn each run of spaces, tabs and line ends into one space').meta({ title: 'Put one space between words' }),
    nfc: z.boolean().default(true).describe('Write accented letters in one way (Unicode NFC)').meta({ title: 'Write accents in one way' }),
  }),
  check: (params) =>
    params.lower || params.trim || params.squeeze || params.nfc
      ? []
      : [{ code: 'NO_EFFECT', severity: 'error', field: 'lower', message: 'Every clean-up is switched off: the node would do nothing.', next: 'Switch one on, or delete the node.' }],
  state: null,
  outputs: (column) => [column],
  apply: (value, _state, params) => {
    const steps: readonly [boolean, (x: Expr) => Expr][] = [[params.lower, lower], [params.nfc, nfc], [params.squeeze, squeeze], [params.trim, trim]];
    return [steps.reduce((text, [on, step]) => (on ? step(text) : text), value)];
  },
});
