import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInParts } from './parse-in-parts.ts';

const Item = z.object({ name: z.string(), size: z.number().default(1) });
const Answer = z.object({ table: z.object({ rows: z.number(), items: z.array(Item) }), notes: z.array(z.string()), few: z.array(Item) });
const items = (count: number, name: unknown = 'a') => Array.from({ length: count }, () => ({ name }));

describe('parseInParts', () => {
  it.each([3, 250, 1200, 20_000])('gives what the schema gives, of %i things', async (count) => {
    const value = { table: { rows: 1, items: items(count), other: 5 }, notes: Array.from({ length: count }, () => 'x'), few: items(2) };
    expect(await parseInParts(Answer, value)).toEqual(Answer.parse(value));
  });

  it('gives what the schema gives, of a few things that are long themselves, among short ones', async () => {
    const schema = z.object({ rows: z.array(z.object({ row: z.number(), cells: z.array(z.string().nullable()), own: Answer.optional() })) });
    const rows = [0, 1, 2, 3, 4, 5].map((row) => ({ row, cells: Array.from({ length: row % 2 === 0 ? 5000 : 3 }, (_, i) => (i % 3 === 0 ? null : 'x')), ...(row === 4 ? { own: { table: { rows: 1, items: items(3000) }, notes: [], few: [] } } : {}) }));
    expect(await parseInParts(schema, { rows })).toEqual(schema.parse({ rows }));
    await expect(parseInParts(schema, { rows: [...rows, { row: 6, cells: [...Array.from({ length: 4000 }, () => 'x'), 5] }] })).rejects.toThrow(z.ZodError);
  });

  it.each([
    ['one long list', { table: { rows: 1, items: items(60_000) }, notes: [], few: [] }, Answer],
    ['few things that are long', Array.from({ length: 20 }, () => ({ table: { rows: 1, items: items(4000) }, notes: [], few: [] })), z.array(Answer)],
  ])('lets other work in between: %s', async (_, value, schema) => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await parseInParts(schema, value);
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
