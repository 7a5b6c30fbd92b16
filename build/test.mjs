/** Everything that must be green: the checks, then exported projects and the window in a real browser. */
import { checkParts } from './check.mjs';
import { requireBrowser } from './find-browser.mjs';
import { pythonPath } from './python-environment.mjs';
import { SetupError } from './run.mjs';
import { conclude, runParts, vitest } from './suite.mjs';

const total = await runParts(checkParts(), { atOnce: 2 });
try {
  const browser = await requireBrowser(console.error);
  const env = { MILLWRIGHT_BROWSER: browser, MILLWRIGHT_PYTHON: pythonPath };
  const slow = await runParts([vitest('slow tests', ['slow', 'browser'], { env, output: 'inherit' })], { atOnce: 1 });
  for (const key of Object.keys(total)) total[key] += slow[key];
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  total.failed += 1;
}
conclude(total);
