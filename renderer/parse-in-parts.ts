import { z } from 'zod';

/** Values that are checked at a time. */
const PART = 2000;
/** Values after which the window is drawn: some ten milliseconds. */
const TURN = 8000;

/** Checks a value as its schema does, but one with many values a part at a time, so that the window is drawn in between. Throws what the schema throws. */
export async function parseInParts(schema: z.ZodType, value: unknown): Promise<unknown> {
  let checked = 0;
  return parsed(schema, value);

  async function parsed(schema: z.ZodType, value: unknown): Promise<unknown> {
    if (countOf(value, PART) < PART) return schema.parse(value);
    if (schema instanceof z.ZodArray && Array.isArray(value) && !schema.def.checks?.length) return listParsed(schema, value);
    if (!(schema instanceof z.ZodObject) || !isRecord(value) || schema.def.checks?.length) return schema.parse(value);
    const shape = schema.shape as Record<string, z.ZodType>;
    const long = Object.keys(shape).filter((key) => countOf(value[key], PART) >= PART);
    if (long.length === 0) return schema.parse(value);
    const rest: z.ZodType = schema.omit(Object.fromEntries(long.map((key) => [key, true])) as Record<never, never>);
    const found = rest.parse(Object.fromEntries(Object.entries(value).filter(([key]) => !long.includes(key)))) as Record<string, unknown>;
    for (const key of long) found[key] = await parsed(shape[key] as z.ZodType, value[key]);
    return found;
  }

  async function listParsed(schema: z.ZodArray, values: readonly unknown[]): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let from = 0; from < values.length; ) {
      let count = countOf(values[from], PART);
      let to = from + 1;
      if (count >= PART) {
        found.push(await parsed(schema.element as z.ZodType, values[from]));
      } else {
        for (; to < values.length && (count += countOf(values[to], PART)) < PART; to += 1);
        for (const one of schema.parse(values.slice(from, to)) as unknown[]) found.push(one);
      }
      from = to;
      await turn(count);
    }
    return found;
  }

  async function turn(count: number): Promise<void> {
    checked += count;
    if (checked < TURN) return;
    checked = 0;
    await new Promise((resume) => setTimeout(resume));
  }
}

/** How many values a value has in it, counted up to some. */
function countOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    if (count >= most) return most;
    count += countOf(one, most - count);
  }
  return count;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
