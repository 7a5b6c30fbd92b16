import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSample } from '../load/sample-telemetry.ts';
import { userDataFolder } from '../project/user-data.ts';
import { placeWhole } from '../project/write-whole.ts';
import type { Handler } from './handler.ts';

/** Makes the machine-telemetry sample: the same rows for the same number of rows and seed. */
export const sample: Handler<'sample'> = async (_engine, { rows, seed, out }, context) => {
  const path = out === undefined ? await ownPlace(rows, seed) : resolve(out);
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

/** The user's folder for samples. */
async function ownPlace(rows: number, seed: number): Promise<string> {
  const folder = join(userDataFolder(), 'samples');
  await mkdir(folder, { recursive: true });
  return join(folder, `telemetry-${rows}${seed === 1 ? '' : `-${seed}`}.csv`);
}
