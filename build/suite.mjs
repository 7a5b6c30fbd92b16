import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.mjs';
import { packageScript, run } from './run.mjs';

const results = join(projectRoot, 'dist', 'test-results');

/** A tool that is right or wrong as a whole counts as one test. */
export function tool(name, script, args) {
  return {
    name,
    async work() {
      const { code, text } = await run(process.execPath, [packageScript(script), ...args], { output: 'pipe' });
      return { code, text, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    },
  };
}

/** Vitest's projects, counted test by test from its JSON report. */
export function vitest(name, projects, { env = {}, output = 'pipe' } = {}) {
  return {
    name,
    async work() {
      mkdirSync(results, { recursive: true });
      const report = join(results, `${name.replaceAll(' ', '-')}.json`);
      rmSync(report, { force: true });
      const chosen = projects.flatMap((project) => ['--project', project]);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const args = ['run', '--config', 'build/vitest.config.ts', '--passWithNoTests', ...chosen, ...reporters];
      const { code, text } = await run(process.execPath, [packageScript('vitest/vitest.mjs'), ...args], { env, output });
      return { code, text, ...count(report, code) };
    },
  };
}

/** A file that does not load, or a crash of vitest itself, has no tests to fail: it counts as one. */
function count(report, code) {
  let read;
  try {
    read = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const broken = read.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed')).length;
  const failed = read.numFailedTests + broken;
  for (const { fullName, status, failureMessages } of read.testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (status === 'passed' && failureMessages.length > 0) console.log(`only at the second try: ${fullName} (${failureMessages[0].split('\n')[0]})`);
  }
  return { passed: read.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: read.numPendingTests + read.numTodoTests };
}

/** Runs the parts, so many at a time, and says of each what came out; a part that failed shows its output. */
export async function runParts(parts, { atOnce }) {
  const queue = [...parts];
  const total = { passed: 0, failed: 0, skipped: 0 };
  const worker = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      const started = performance.now();
      const { code, text, passed, failed, skipped } = await part.work();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const counts = passed + failed > 1 ? `, ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}` : '';
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${part.name} (${seconds} s${counts})`);
      if (code !== 0 && text !== '') console.log(text.trimEnd());
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return total;
}

/** The last line, by itself; the exit code follows it. */
export function conclude({ passed, failed, skipped }) {
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
