import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** The same rules as in the exported pyproject.toml. */
const RULES = ['B', 'C4', 'E4', 'E7', 'E9', 'F', 'I', 'PT', 'RET', 'SIM', 'UP', 'W'];
/** What generated code may leave to ruff: the order of imports, imports that no node needed, parentheses that no operator needs. */
const MENDED = new Set(['I001', 'F401', 'UP034']);

interface Position {
  readonly row: number;
  readonly column: number;
}

interface Diagnostic {
  readonly code: string | null;
  readonly message: string;
  readonly start_location: Position;
  readonly fix: { readonly edits: readonly { readonly content: string | null; readonly location: Position; readonly end_location: Position }[] } | null;
}

interface Ruff {
  readonly Workspace: new (options: unknown, encoding: number) => Workspace;
  readonly PositionEncoding: { readonly Utf16: number };
}

interface Workspace {
  format(text: string): string;
  check(text: string): Diagnostic[];
}

const MOST_MENDS = 50;
/** Formatted texts that are kept: some exports of one project, as a preview asks for them again and again. */
const MOST_KEPT = 400;

let workspaces = new Map<string, Workspace>();
const formatted = new Map<string, string>();

function workspaceFor(packageName: string): Workspace {
  const known = workspaces.get(packageName);
  if (known) return known;
  const ruff = loadRuff();
  const made = new ruff.Workspace(
    { 'line-length': 120, 'target-version': 'py311', lint: { select: RULES, isort: { 'known-first-party': [packageName] } } },
    ruff.PositionEncoding.Utf16,
  );
  workspaces = new Map([[packageName, made]]);
  return made;
}

// A CommonJS package with its WASM beside it.
const loadRuff = (): Ruff => createRequire(import.meta.url)('@astral-sh/ruff-wasm-nodejs') as Ruff;

/** Names all that the first flag switches off: to take that one back leaves the others as they are. */
const [QUICK, USUAL] = ['--liftoff-only', ['--no-liftoff-only', '--wasm-tier-up', '--wasm-dynamic-tiering']];

/**
 * Lets V8 compile what WASM runs meanwhile for a quick start: ruff, optimised, takes seconds of a core more to format a project in milliseconds less. What is compiled
 * before and after is not concerned. Node leaves V8's flags open; Electron may have frozen them, and V8 ends the process then.
 */
function withQuickStart<T>(work: () => T): T {
  if (process.versions['electron'] !== undefined) return work();
  setFlagsFromString(QUICK);
  try {
    return work();
  } finally {
    for (const flag of USUAL) setFlagsFromString(flag);
  }
}

/** Generated Python as ruff formats it, imports in order. Throws where it does not parse or breaks a rule: a fault of a printer. */
export function formatPython(path: string, source: string, packageName: string): string {
  // The package's name decides the order of imports, where there is an import of it.
  const key = `${source.includes(packageName) ? packageName : ''}\n${source}`;
  const known = formatted.get(key);
  if (known !== undefined) return known;
  const text = withQuickStart(() => formatAnew(path, source, workspaceFor(packageName)));
  formatted.set(key, text);
  for (const oldest of formatted.keys()) {
    if (formatted.size <= MOST_KEPT) break;
    formatted.delete(oldest);
  }
  return text;
}

function formatAnew(path: string, source: string, workspace: Workspace): string {
  let text = source;
  let found = workspace.check(text);
  for (let round = 0; round < MOST_MENDS; round++) {
    const mendable = found.filter((one) => MENDED.has(one.code ?? '') && one.fix);
    const [first] = mendable;
    if (!first) break;
    text = withEdits(text, first.code === 'I001' ? first : mendable.find((one) => one.code === 'F401') ?? first);
    found = workspace.check(text);
  }
  const before = text;
  text = workspace.format(text);
  const [problem] = text === before ? found : workspace.check(text);
  if (problem) throw new Error(`${path}:${problem.start_location.row}: ${problem.code ?? 'syntax'} ${problem.message}`);
  return text;
}

function withEdits(text: string, { fix }: Diagnostic): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ row, column }: Position): number => (starts[row - 1] ?? text.length) + column - 1;
  return [...(fix?.edits ?? [])]
    .sort((a, b) => offset(b.location) - offset(a.location))
    .reduce((all, edit) => all.slice(0, offset(edit.location)) + (edit.content ?? '') + all.slice(offset(edit.end_location)), text);
}
