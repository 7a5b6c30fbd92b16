import type { Cell } from '../../contract/column.ts';
import type { ProjectDocument } from '../../contract/project-document.ts';
import type { ModelRun } from '../../contract/train-result.ts';
import type { Json } from '../base/canonical-json.ts';
import type { FittedChain, ServingProgram } from '../graph/chain.ts';
import type { TrainableModel, ModelState } from '../models/model.ts';

export type RawRow = Readonly<Record<string, Cell>>;

/** A raw row and the earlier raw rows of its entity, in the order of time. */
export interface RowInTime {
  readonly row: RawRow;
  readonly history: readonly RawRow[];
}

/** What the app says of a row: missing is null; `label` and `probabilities`, or `prediction`; without a target `label`, and its score or distance as `prediction`; all null where it cannot be scored. */
export interface ScoredRow {
  readonly features: readonly (number | null)[];
  readonly label: string | null;
  readonly probabilities: readonly number[] | null;
  readonly prediction: number | null;
}

/** The values of a raw column in the training rows; levels only those that the model's state holds anyway. */
export interface ColumnRange {
  readonly column: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly levels: readonly string[];
  readonly missing: number;
}

/** A trained model with everything that an exported project is made from. */
export interface ExportInput {
  /** As the user named it; the package's name is derived. */
  readonly name: string;
  readonly document: ProjectDocument;
  readonly chain: FittedChain;
  readonly program: ServingProgram;
  readonly model: { readonly definition: TrainableModel; readonly params: Readonly<Record<string, Json>>; readonly state: ModelState };
  readonly run: ModelRun;
  /** The file that the app scores with. */
  readonly onnx: Uint8Array;
  readonly seed: number;
  readonly rows: { readonly total: number; readonly train: number; readonly validation: number; readonly test: number; readonly leftOut: readonly { readonly node: string; readonly rows: number }[] };
  readonly ranges: readonly ColumnRange[];
  /** Real rows, only where the user asked for them. */
  readonly sampleRows: readonly RawRow[];
  /** What the app predicts for raw rows: the certificate. */
  score(rows: readonly RowInTime[]): Promise<readonly ScoredRow[]>;
}
