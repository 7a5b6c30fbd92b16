import { expect, it } from 'vitest';
import { z } from 'zod';
import { issueText } from './issue-text.ts';

it.each([
  [z.number().max(100), 101, 'it must be at most 100'],
  [z.number().positive(), 0, 'it must be more than 0'],
  [z.array(z.string()).max(300), new Array<string>(301).fill('a'), 'it takes at most 300 entries'],
  [z.string().min(1), '', 'it takes at least 1 character'],
  [z.number(), 'a', 'expected number, and it is string'],
  [z.string(), undefined, 'expected string, and nothing is there'],
])('says in words what %o cannot be', (schema, value, text) => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  expect(issue && issueText(issue)).toBe(text);
});
