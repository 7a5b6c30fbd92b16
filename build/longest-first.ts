import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files that take a worker a minute or more, from the longest: one that began last would keep the other worker waiting. */
const LONGEST = [
  'test/export/random-graphs.slow.test.ts',
  'test/export/exported-projects.slow.test.ts',
  'test/contract/expressions.slow.test.ts',
  'test/e2e/explore.slow.test.ts',
  'test/e2e/hostile-names.slow.test.ts',
  'test/e2e/train.slow.test.ts',
  'test/e2e/data-files.slow.test.ts',
  'test/e2e/by-keyboard.slow.test.ts',
  'test/e2e/shell.slow.test.ts',
  'test/e2e/wide-window.slow.test.ts',
  'test/e2e/window.slow.test.ts',
  'test/e2e/build-hostile.slow.test.ts',
  'test/e2e/recovery.slow.test.ts',
  'test/e2e/build-by-hand.slow.test.ts',
  'test/e2e/build.slow.test.ts',
  'test/e2e/export.slow.test.ts',
  'test/export/mutations.slow.test.ts',
  'test/export/hostile-names.slow.test.ts',
].map((path) => root + path);

/** The files that take longest in their order, whatever their project; then Vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    for (const path of LONGEST) if (!existsSync(path)) throw new Error(`${path} is among the longest test files, and is not there.`);
    const rank = ({ moduleId }: TestSpecification): number => LONGEST.indexOf(moduleId) + 1 || Infinity;
    return (await super.sort(files)).map((file, i) => ({ file, rank: rank(file), i })).sort((a, b) => (a.rank === b.rank ? a.i - b.i : a.rank - b.rank)).map(({ file }) => file);
  }
}
