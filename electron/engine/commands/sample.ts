import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSample } from '../load/sample-telemetry.ts';
import { placeWhole } from '../project/write-whole.ts';
import type { Handler } from './handler.ts';

/** Makes the machine-telemetry sample: the same rows for the same number of rows and seed. */
export const sample: Handler<'sample'> = async (_engine, { rows, seed, out }, context) => {
  const path = resolve(out);
  const scratch = await mkdtemp(join(tmpdir(), 'millwright-'));
  try {
    const staged = join(scratch, 'telemetry.csv');
    await writeSample(staged, { rows, seed }, context);
    await placeWhole(path, staged);
    return { path, rows };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
