#!/usr/bin/env node
/** `millwright COMMAND`: the command line from its bundle, made anew when the sources changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.mjs';

const program = join(projectRoot, 'dist', 'cli', 'main.mjs');

if (!existsSync(join(projectRoot, 'node_modules', 'esbuild'))) {
  console.error('Millwright is not set up yet: run "npm run setup" in its folder.');
  process.exit(70);
}
const { buildKernels, buildPrograms } = await import('./bundle.mjs');
const say = (line) => console.error(line);
try {
  await buildKernels(say);
  await buildPrograms(say);
} catch (error) {
  console.error(`Millwright could not be built: ${error.message}`);
  process.exit(70);
}
await import(pathToFileURL(program).href);
