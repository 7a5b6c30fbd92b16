import { expect, it } from 'vitest';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';
import { dataOf, fileOf, LABELLED, UNLABELLED, unlabelledFileOf, type Problem } from './model-problems.ts';

/*
 * Same input, same bytes, on every machine: whoever runs the tests compares the ONNX file of each model, task and choice with the
 * committed hashes, whatever the version of Node, the processor and the system. That a model is right is for the goldens of the
 * references; these hashes say only that it is the same everywhere. A change that means to change models renews them, by
 * `npx vitest run --config build/vitest.config.ts --project fast test/contract/model-files.test.ts -u`, and says why in its commit.
 */

const FILE = '../goldens/model-files.txt';
const PROBLEMS: readonly Problem[] = [
  { rows: 60, features: 3, seed: 11, isWeighted: false, distinct: 1e9 },
  { rows: 120, features: 6, seed: 12, isWeighted: true, distinct: 7 },
];

it('every model trains to the file that it trains to everywhere', async () => {
  const kernel = await loadKernel();
  const lines: string[] = [];
  for (const [p, problem] of PROBLEMS.entries()) {
    for (const { name, model, task, params } of LABELLED) lines.push(`${await fileOf(kernel, model, dataOf(problem, model, task), params, 1)}  ${name}, problem ${p}`);
    for (const { id, params } of UNLABELLED) lines.push(`${await unlabelledFileOf(kernel, id, problem, params, 1)}  ${id}, problem ${p}`);
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(FILE);
});
