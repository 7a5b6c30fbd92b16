import { z } from 'zod';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;

/** What a user may set, for all projects. A setting that cannot be read is at its default. */
export const SettingsSchema = z.object({
  theme: z.enum(THEMES).catch('system').default('system'),
  /** Significant digits of the figures that are shown. */
  digits: z.number().int().min(3).max(10).catch(5).default(5),
  /** Threads of the engine; null for all cores. */
  threads: z.number().int().min(1).max(256).nullable().catch(null).default(null),
  /** Memory of the engine in MB; null for half of the machine's, up to 8 GB. */
  memoryMb: z.number().int().min(512).max(1_048_576).nullable().catch(null).default(null),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** A change of some settings; here a wrong value is refused. */
export const SettingsChangeSchema = z
  .object({ theme: z.enum(THEMES), digits: z.number().int().min(3).max(10), threads: z.number().int().min(1).max(256).nullable(), memoryMb: z.number().int().min(512).max(1_048_576).nullable() })
  .partial();

/** A project or a file that was open lately; the newest comes first. */
export const RecentSchema = z.object({ kind: z.enum(['project', 'file']), path: z.string().min(1) });
export const FoundRecentSchema = RecentSchema.extend({ missing: z.boolean() });
export type Recent = z.infer<typeof FoundRecentSchema>;
