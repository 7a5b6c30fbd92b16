/**
 * `npm run bench [-- NAME …] [--json]`: runs test/bench/NAME.bench.ts or .mjs, one after the other. Each exports a
 * function by default that gives a list of `{name, ratio, limit, ours?, theirs?, unit?, note?}`: our cost over the peer's, measured in
 * the same run. A ratio past its limit fails.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.mjs';
import { pythonPath } from './python-environment.mjs';

const folder = join(projectRoot, 'test', 'bench');
const options = process.argv.slice(2);
const json = options.includes('--json');
const wanted = options.filter((option) => !option.startsWith('--'));
const known = existsSync(folder) ? readdirSync(folder).filter((name) => /\.bench\.(ts|mjs)$/.test(name)).sort() : [];
const nameOf = (file) => file.replace(/\.bench\.(ts|mjs)$/, '');
const chosen = known.filter((file) => wanted.length === 0 || wanted.includes(nameOf(file)));

const missing = wanted.filter((name) => !known.some((file) => nameOf(file) === name));
if (missing.length > 0) {
  console.error(`There is no benchmark "${missing[0]}". There are: ${known.map(nameOf).join(', ') || 'none'}.`);
  process.exit(2);
}

process.env.MILLWRIGHT_PYTHON ??= pythonPath;
const results = [];
for (const file of chosen) {
  console.error(`${nameOf(file)} …`);
  const { default: measure } = await import(pathToFileURL(await runnable(file)).href);
  for (const line of await measure()) results.push({ bench: nameOf(file), ...line, ok: !(line.ratio > line.limit) });
}
if (json) console.log(JSON.stringify({ results }));
else print(results);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;

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
