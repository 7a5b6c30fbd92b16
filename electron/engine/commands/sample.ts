import { resolve } from 'node:path';
import { writeSample } from '../load/sample-telemetry.ts';
import type { Handler } from './handler.ts';

/** Makes the machine-telemetry sample: the same rows for the same number of rows and seed. */
export const sample: Handler<'sample'> = async (_engine, { rows, seed, out }, context) => {
  const path = resolve(out);
  await writeSample(path, { rows, seed }, context);
  return { path, rows };
};
