import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInParts } from './parse-in-parts.ts';

const Item = z.object({ name: z.string(), size: z.number().default(1) });
const Answer = z.object({ table: z.object({ rows: z.number(), items: z.array(Item) }), notes: z.array(z.string()), few: z.array(Item) });
const items = (count: number, name: unknown = 'a') => Array.from({ length: count }, () => ({ name }));

describe('parseInParts', () => {
  it.each([3, 250, 251, 1200])('gives what the schema gives, of %i things', async (count) => {
    const value = { table: { rows: 1, items: items(count), other: 5 }, notes: Array.from({ length: count }, () => 'x'), few: items(2) };
    expect(await parseInParts(Answer, value)).toEqual(Answer.parse(value));
  });

  it('lets other work in between', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await parseInParts(Answer, { table: { rows: 1, items: items(20_000) }, notes: [], few: [] });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  it.each([
    [{ table: { rows: 1, items: [...items(600), { name: 5 }] }, notes: [], few: [] }],
    [{ table: { rows: '1', items: items(600) }, notes: [], few: [] }],
    [{ table: { rows: 1, items: items(600) }, notes: [], few: 5 }],
    [null],
  ])('refuses what the schema refuses', async (value) => {
    expect(Answer.safeParse(value).success).toBe(false);
    await expect(parseInParts(Answer, value)).rejects.toThrow(z.ZodError);
  });
});
