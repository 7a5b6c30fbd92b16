import { z } from 'zod';
import { ColumnTypeSchema } from './column.ts';

/** Where a graph's rows come from. `path` is relative to the project folder, with forward slashes, or absolute. */
export const DataSourceSchema = z.object({
  id: z.string().min(1),
  path: z.string().min(1),
  /** What the loader was told and what it decided, so that the same file is read in the same way again. */
  options: z.record(z.string(), z.json()),
  columns: z.array(z.object({ name: z.string().min(1), type: ColumnTypeSchema })),
  rows: z.number().int().nonnegative(),
});
export type DataSource = z.infer<typeof DataSourceSchema>;

/** A node on the canvas: `source`, one of the catalogue's types, or `model:<id>`. */
export const GraphNodeSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  type: z.string().min(1),
  params: z.record(z.string(), z.json()),
  x: z.number().optional(),
  y: z.number().optional(),
  /** The rows pass it as they are: it learns nothing, changes nothing, and is in no export. */
  bypassed: z.boolean().optional(),
});
export type GraphNode = z.infer<typeof GraphNodeSchema>;

export const GraphEdgeSchema = z.object({ from: z.string(), to: z.string() });
export type GraphEdge = z.infer<typeof GraphEdgeSchema>;

export const GraphSchema = z.object({ nodes: z.array(GraphNodeSchema), edges: z.array(GraphEdgeSchema) });
export type Graph = z.infer<typeof GraphSchema>;

export const PROJECT_FORMAT = 'millwright-project';
/** 2: nodes can be bypassed, which a version before would not know of. */
export const PROJECT_VERSION = 2;

/** The project file, `project.json` in the project's folder. */
export const ProjectDocumentSchema = z.object({
  format: z.literal(PROJECT_FORMAT),
  version: z.literal(PROJECT_VERSION),
  name: z.string().min(1),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  sources: z.array(DataSourceSchema).min(1),
  graph: GraphSchema,
});
export type ProjectDocument = z.infer<typeof ProjectDocumentSchema>;
