import type { z } from 'zod';

/** What zod found wrong with a value, as a part of a sentence without its full stop. */
export function issueText({ message }: Pick<z.core.$ZodIssue, 'message'>): string {
  const text = message.replace(/^Invalid input: /, '').replace('received undefined', 'and nothing is there').replace('received', 'and it is').replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
