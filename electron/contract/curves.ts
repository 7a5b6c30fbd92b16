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

/** The curves of a model on one set of rows: a class each (of two classes the positive one), or residuals. */
export const CurvesSchema = z.object({ classes: z.array(ClassCurvesSchema), residuals: ResidualsSchema.nullable() });
export type Curves = z.infer<typeof CurvesSchema>;

/** By set of rows; null where there are none. */
export const ModelCurvesSchema = z.object({ train: CurvesSchema, validation: CurvesSchema.nullable(), test: CurvesSchema.nullable() });
export type ModelCurves = z.infer<typeof ModelCurvesSchema>;
