import { z } from 'zod';

/** Things of a list that are checked at a time, and how many make a list long. */
const PART = 250;

/** Checks a value as its schema does, but a long list a part at a time, so that the window is drawn in between. Throws what the schema throws. */
export async function parseInParts(schema: z.ZodType, value: unknown): Promise<unknown> {
  if (schema instanceof z.ZodArray && Array.isArray(value) && value.length > PART && !schema.def.checks?.length) {
    const parsed: unknown[] = [];
    for (let from = 0; from < value.length; from += PART) {
      for (const one of schema.parse(value.slice(from, from + PART)) as unknown[]) parsed.push(one);
      await new Promise((resume) => setTimeout(resume));
    }
    return parsed;
  }
  if (!(schema instanceof z.ZodObject) || !isRecord(value) || schema.def.checks?.length) return schema.parse(value);
  const shape = schema.shape as Record<string, z.ZodType>;
  const long = Object.keys(shape).filter((key) => isLong(value[key]));
  if (long.length === 0) return schema.parse(value);
  const rest: z.ZodType = schema.omit(Object.fromEntries(long.map((key) => [key, true])) as Record<never, never>);
  const parsed = rest.parse(Object.fromEntries(Object.entries(value).filter(([key]) => !long.includes(key)))) as Record<string, unknown>;
  for (const key of long) parsed[key] = await parseInParts(shape[key] as z.ZodType, value[key]);
  return parsed;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isLong = (value: unknown): boolean => (Array.isArray(value) ? value.length > PART : isRecord(value) && Object.values(value).some((one) => Array.isArray(one) && one.length > PART));
