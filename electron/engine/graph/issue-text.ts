import type { z } from 'zod';

/** What lengths count. */
const COUNTED: Readonly<Record<string, readonly [string, string]>> = { array: ['entry', 'entries'], set: ['entry', 'entries'], string: ['character', 'characters'] };

/** What zod found wrong with a value, as a part of a sentence without its full stop. */
export function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return limitText(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
  if (issue.code === 'too_small') return limitText(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
  const text = issue.message.replace(/^Invalid input: /, '').replace('received undefined', 'and nothing is there').replace('received', 'and it is').replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function limitText(origin: string, limit: number | bigint, words: string): string {
  const counted = COUNTED[origin];
  return counted ? `it takes ${words} ${limit} ${counted[limit === 1 ? 0 : 1]}` : `it must be ${words} ${limit}`;
}
