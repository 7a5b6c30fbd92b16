import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { docker, identifier, markdown, markdownCode, python, PythonCode, sh, toml, yaml, type Printable } from './literals.ts';

/** What templates read; every value is printed by the helper that its place names. */
export type View = { readonly [key: string]: Printable | PythonCode | View | readonly View[] };

/** One helper a target language. A template that prints a value without one does not compile. */
const HELPERS: Readonly<Record<string, (value: never) => string>> = {
  py: (value: Printable) => python(value),
  code: (value: PythonCode) => {
    if (!(value instanceof PythonCode)) throw new TypeError('code takes what the exporter printed');
    return value.text;
  },
  id: identifier,
  toml,
  yaml,
  sh,
  docker,
  md: markdown,
  mdcode: markdownCode,
};

const BLOCKS = new Set(['if', 'each']);

/** The folder of templates, beside the sources and beside the bundle. */
export function templateFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates', 'project'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The folder templates/project is not where Millwright was installed');
    folder = parent;
  }
  return join(folder, 'templates', 'project');
}

/** Every template of a folder by its path, with forward slashes. */
export async function readTemplates(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__')).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => [file.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(file, 'utf8')] as const));
  return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const engine = Handlebars.create();
for (const [name, helper] of Object.entries(HELPERS)) engine.registerHelper(name, (value: unknown) => helper(value as never));
const compiled = new Map<string, (view: View) => string>();

/** Prints a template. Throws if it names a value that is not there, or prints one without a helper. */
export function render(path: string, template: string, view: View): string {
  if (!template.includes('{{')) return template;
  const print = compiled.get(template) ?? compile(path, template);
  compiled.set(template, print);
  return print(view);
}

function compile(path: string, template: string): (view: View) => string {
  requireHelpers(path, engine.parse(template));
  return engine.compile(template, { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: { ...Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])), if: true, each: true } });
}

interface Statement {
  readonly type: string;
  readonly path?: { readonly original?: unknown };
  readonly params?: readonly unknown[];
  readonly program?: { readonly body: readonly Statement[] } | null;
  readonly inverse?: { readonly body: readonly Statement[] } | null;
}

function requireHelpers(path: string, program: { readonly body: readonly unknown[] }): void {
  for (const statement of program.body as readonly Statement[]) {
    const name = String(statement.path?.original);
    const fine =
      statement.type === 'ContentStatement' ||
      statement.type === 'CommentStatement' ||
      (statement.type === 'MustacheStatement' && name in HELPERS && statement.params?.length === 1) ||
      (statement.type === 'BlockStatement' && BLOCKS.has(name));
    if (!fine) throw new Error(`${path} prints {{${name}}} without the helper of a language`);
    for (const inner of [statement.program, statement.inverse]) if (inner) requireHelpers(path, inner);
  }
}
