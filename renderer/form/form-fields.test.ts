import { describe, expect, it } from 'vitest';
import { boundsOf, firstParams, formFields, mattering, numberProblem, wordsOf } from './form-fields.ts';

const form = {
  type: 'object',
  required: ['columns', 'name'],
  properties: {
    columns: { type: 'array', items: { type: 'string' }, description: 'Columns', picker: 'columns', accepts: ['number'] },
    name: { type: 'string', minLength: 1, examples: ['ratio'] },
    withMean: { type: 'boolean', default: true },
    strategy: { type: 'string', enum: ['mean', 'most_frequent'], default: 'mean' },
    drop: { anyOf: [{ type: 'string', enum: ['first'] }, { type: 'null' }], default: null },
    smooth: { anyOf: [{ type: 'string', const: 'auto' }, { type: 'number', minimum: 0 }], default: 'auto' },
    folds: { type: 'integer', minimum: 2, maximum: 100, default: 5 },
    share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    fillValue: { type: ['number', 'string', 'null'], default: null },
    column: { type: ['string', 'null'], picker: 'column', accepts: ['text'], default: null },
    formula: { type: 'string', picker: 'formula' },
    other: { type: 'object' },
  },
};
const fields = formFields(form);
const field = (name: string) => fields.find((one) => one.name === name) ?? fields[0]!;

describe('formFields', () => {
  it('knows how each parameter is entered', () => {
    expect(fields.map(({ kind }) => kind)).toEqual(['columns', 'text', 'boolean', 'choice', 'choice', 'number', 'number', 'number', 'value', 'column', 'formula', 'json']);
    expect(fields.filter(({ nullable }) => nullable).map(({ name }) => name)).toEqual(['drop', 'fillValue', 'column']);
    expect(fields.filter(({ required }) => required).map(({ name }) => name)).toEqual(['columns', 'name']);
    expect(field('smooth').choices).toEqual(['auto']);
    expect(field('column').accepts).toEqual(['text']);
    expect(field('name').example).toBe('ratio');
  });

  it('says the bounds of a number, and what breaks them', () => {
    expect(boundsOf(field('folds'))).toBe('A whole number, at least 2, at most 100');
    expect(numberProblem(field('folds'), 5)).toBeNull();
    expect(numberProblem(field('folds'), 1)).toContain('at least 2');
    expect(numberProblem(field('folds'), 2.5)).toContain('whole number');
    expect(numberProblem(field('share'), 1)).toContain('less than 1');
    expect(numberProblem(field('share'), 0)).toContain('ore than 0');
    expect(numberProblem(field('smooth'), Number.NaN)).toContain('not a number');
  });

  it('names parameters in words', () => {
    expect(wordsOf('minSamplesLeaf')).toBe('Min samples leaf');
    expect(wordsOf('most_frequent')).toBe('Most frequent');
  });

  it('shows on a node its columns and what differs from the usual', () => {
    expect(mattering(fields, { columns: ['a', 'b', 'c'], name: 'x', folds: 7 })).toBe('3 columns · x · folds 7');
  });

  it('shows on a node what is on or off, by its title', () => {
    const scale = formFields({ properties: { withStd: { type: 'boolean', default: true, title: 'Scale to unit variance' } } });
    expect([mattering(scale, { withStd: false }), mattering(scale, { withStd: true })]).toEqual(['scale to unit variance: off', '']);
  });

  it('shows nothing on a node of what is as usual, said or not', () => {
    const usual = Object.fromEntries(fields.filter(({ required, fallback }) => !required && fallback !== undefined).map(({ name, fallback }) => [name, fallback]));
    expect(Object.keys(usual).length).toBeGreaterThan(1);
    expect([mattering(fields, { columns: ['a'] }), mattering(fields, { columns: ['a'], ...usual })]).toEqual(['a', 'a']);
  });

  it('gives a new node the arriving features that it takes', () => {
    const column = (name: string, type: 'number' | 'text', role: string) => ({ name, type, role });
    expect(firstParams(fields, [column('a', 'number', 'feature'), column('b', 'text', 'feature'), column('y', 'number', 'target')])).toEqual({ columns: ['a'] });
  });

  it('takes a form that it does not understand as one without fields', () => {
    expect(formFields(null)).toEqual([]);
    expect(formFields({ properties: 3 })).toEqual([]);
  });
});
