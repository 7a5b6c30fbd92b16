import { z } from 'zod';

const counts = z.array(z.number().int().nonnegative());

/**
 * What a threshold does: at step i, every row whose probability of the class is at least `thresholds[i]` is called so.
 * From the highest threshold down; each step is exact, steps that move no rate by a five-hundredth are left out.
 */
export const ThresholdTableSchema = z.object({
  positives: z.number().int().nonnegative(),
  others: z.number().int().nonnegative(),
  thresholds: z.array(z.number()),
  truePositives: counts,
  falsePositives: counts,
});
export type ThresholdTable = z.infer<typeof ThresholdTableSchema>;

/** Rows by equal steps of probability: what was said, and what held. Empty steps are left out. */
export const CalibrationSchema = z.object({ meanPredicted: z.array(z.number()), shareTrue: z.array(z.number()), rows: counts });
export type Calibration = z.infer<typeof CalibrationSchema>;

/** One class against the others. */
export const ClassCurvesSchema = z.object({
  label: z.string(),
  table: ThresholdTableSchema,
  /** As `sklearn.metrics.average_precision_score`; null where the class is absent. */
  averagePrecision: z.number().nullable(),
  calibration: CalibrationSchema,
});
export type ClassCurves = z.infer<typeof ClassCurvesSchema>;

export const BinsSchema = z.object({ edges: z.array(z.number()), counts });
export type Bins = z.infer<typeof BinsSchema>;

/** Rows by two numbers; `cells` has [bin of x, bin of y, rows], without empty ones. */
export const PlaneSchema = z.object({ xEdges: z.array(z.number()), yEdges: z.array(z.number()), cells: z.array(z.tuple([z.number().int(), z.number().int(), z.number().int()])) });
export type Plane = z.infer<typeof PlaneSchema>;

/** How far predicted numbers are off, in the unit of the target. A residual is the actual number less the predicted one. */
export const ResidualsSchema = z.object({
  mean: z.number(),
  medianAbsolute: z.number(),
  largestAbsolute: z.number(),
  residuals: BinsSchema,
  /** x: actual; y: predicted; the same edges. */
  predicted: PlaneSchema,
  /** x: predicted; y: residual. */
  spread: PlaneSchema,
});
export type Residuals = z.infer<typeof ResidualsSchema>;

/** How the scores of rows lie that are looked at for what stands out: the lower, the stranger. */
export const AnomaliesSchema = z.object({
  scores: BinsSchema,
  /** Of each bin, the rows that stand out. */
  found: counts,
  /** A score between those of the rows that stand out and those of the others; null where all rows are of one kind. */
  threshold: z.number().nullable(),
});
export type Anomalies = z.infer<typeof AnomaliesSchema>;

/** Rows by their clusters. */
export const ClustersSchema = z.object({
  clusters: z.array(
    z.object({
      label: z.string(),
      rows: z.number().int().nonnegative(),
      /** By feature, the mean of the cluster; and how far it is from the mean of all rows, in standard deviations of all. Null in a cluster without rows, or where all rows are equal. */
      means: z.array(z.number().nullable()),
      deviations: z.array(z.number().nullable()),
    }),
  ),
  /** Those in which clusters differ most, in the order of the model; `others` are not shown. */
  features: z.array(z.string()),
  others: z.number().int().nonnegative(),
  /** As `sklearn.metrics.silhouette_score`; null where it is not defined, or would take long. */
  silhouette: z.number().nullable(),
  /** The same with the distances from the centres of the clusters in place of those from their rows. */
  simplifiedSilhouette: z.number().nullable(),
});
export type Clusters = z.infer<typeof ClustersSchema>;

/** The curves of a model on one set of rows: a class each (of two classes the positive one), or residuals; without a target what was found. */
export const CurvesSchema = z.object({ classes: z.array(ClassCurvesSchema), residuals: ResidualsSchema.nullable(), anomalies: AnomaliesSchema.optional(), clusters: ClustersSchema.optional() });
export type Curves = z.infer<typeof CurvesSchema>;

/** By set of rows; null where there are none. */
export const ModelCurvesSchema = z.object({ train: CurvesSchema, validation: CurvesSchema.nullable(), test: CurvesSchema.nullable() });
export type ModelCurves = z.infer<typeof ModelCurvesSchema>;
