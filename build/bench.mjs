/**
 * `npm run bench [-- NAME [WORK …] …] [--rows=N] [--json]`: runs test/bench/NAME.bench.ts or .mjs, one after the other.
 * Each exports a function by default that gives a list of `{name, ratio, limit, ours?, theirs?, unit?, note?}`: our cost
 * over the peer's, measured in the same run. A ratio past its limit fails. One that exports `works` (their names) can be
 * asked for some of them alone, and for so many rows: it is given `{works, rows}`.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.mjs';
import { pythonPath } from './python-environment.mjs';

const folder = join(projectRoot, 'test', 'bench');
const options = process.argv.slice(2);
const json = options.includes('--json');
const rows = options.map((option) => /^--rows=(\d+)$/.exec(option)?.[1]).find((value) => value !== undefined);
const words = options.filter((option) => !option.startsWith('--'));
const known = existsSync(folder) ? readdirSync(folder).filter((name) => /\.bench\.(ts|mjs)$/.test(name)).sort() : [];
const nameOf = (file) => file.replace(/\.bench\.(ts|mjs)$/, '');

const strange = options.find((option) => option.startsWith('--') && option !== '--json' && !/^--rows=[1-9]\d*$/.test(option));
if (strange) stop(`There is no option "${strange}". There are: --json, --rows=N.`);
/** Names of benchmarks, each with the words behind it that name its works. */
const chosen = words.length === 0 ? known.map((file) => ({ file, works: [] })) : [];
for (const word of words) {
  const file = known.find((one) => nameOf(one) === word);
  if (file) chosen.push({ file, works: [] });
  else if (chosen.length > 0) chosen.at(-1).works.push(word);
  else stop(`There is no benchmark "${word}". There are: ${known.map(nameOf).join(', ') || 'none'}.`);
}

process.env.MILLWRIGHT_PYTHON ??= pythonPath;
const results = [];
for (const { file, works } of chosen) {
  console.error(`${nameOf(file)} …`);
  const { default: measure, works: has } = await import(pathToFileURL(await runnable(file)).href);
  const missing = works.find((work) => !has?.includes(work));
  if (missing) stop(`The benchmark "${nameOf(file)}" has no work "${missing}".${has ? ` It has: ${has.join(', ')}.` : ''}`);
  if (rows && !has && words.length > 0) stop(`The benchmark "${nameOf(file)}" has its own number of rows.`);
  for (const line of await measure(has && { works: works.length > 0 ? works : has, rows: rows && Number(rows) })) results.push({ bench: nameOf(file), ...line, ok: !(line.ratio > line.limit) });
}
if (json) console.log(JSON.stringify({ results }));
else print(results);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;

function stop(message) {
  console.error(message);
  process.exit(2);
}

/** Node 20 runs no TypeScript: a bundle does. It lies two folders below the root, as the programs do. */
async function runnable(file) {
  if (file.endsWith('.mjs')) return join(folder, file);
  const { build } = await import('esbuild');
  const { bundleOptions } = await import('./bundle.mjs');
  mkdirSync(join(projectRoot, 'dist', 'bench'), { recursive: true });
  const outfile = join(projectRoot, 'dist', 'bench', `${basename(file, '.ts')}.mjs`);
  await build({ ...bundleOptions, entryPoints: [join(folder, file)], outfile });
  return outfile;
}

function print(lines) {
  const number = (value) => (value === undefined ? '' : Number(value).toPrecision(3));
  const rows = [['benchmark', 'measure', 'ours', 'peer', 'ratio', 'limit', '', ''], ...lines.map((one) => [one.bench, one.name, number(one.ours), number(one.theirs), number(one.ratio), number(one.limit), one.ok ? 'ok' : 'PAST THE LIMIT', one.note ?? ''])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}
