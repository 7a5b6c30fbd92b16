import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Graph } from '../../electron/contract/project-document.ts';
import { START_GRAPH } from '../../test/kit/random-edits.ts';
import { BUILD_COMMANDS, buildCommand } from './build-commands.ts';
import { BuildState } from './build-state.svelte.ts';
import { fakeWire } from './fake-wire.ts';
import { Jobs } from './job.svelte.ts';

/** Nobody has placed a node of it yet. */
const START: Graph = { ...START_GRAPH, nodes: START_GRAPH.nodes.map(({ id, type, params }) => ({ id, type, params })) };
const TYPES = ['standard-scaler', 'filter', 'model:ridge'];

/** As the project file would hold it: the order of keys says nothing. */
const tell = ({ nodes, edges }: Graph): string => JSON.stringify([nodes.map((node) => Object.entries(node).toSorted(([a], [b]) => (a < b ? -1 : 1))), edges]);

beforeAll(() => void vi.useFakeTimers());
afterAll(() => void vi.useRealTimers());

function open(): BuildState {
  const build = new BuildState(fakeWire().api, new Jobs());
  build.document.load(START);
  return build;
}

/** What one does by mouse and in forms, which no list of commands has. */
const BY_HAND: readonly ((build: BuildState, a: string, b: string, n: number) => void)[] = [
  (build, a) => build.select(a),
  (build, a) => build.toggle(a),
  (build, a, _b, n) => void build.add(TYPES[n % 3] ?? '', { after: a, ...(n % 2 === 0 ? { branch: true } : {}) }),
  (build, _a, _b, n) => void build.add(TYPES[n % 3] ?? '', { at: { x: n, y: -n } }),
  (build, _a, _b, n) => {
    const edge = build.document.graph.edges[n % Math.max(1, build.document.graph.edges.length)];
    if (edge && n % 2 === 0) build.document.selectEdge(edge);
    else if (edge) build.add('filter', { edge });
  },
  (build, a, b) => build.connect(a, b),
  (build, a, b, n) => build.putBehind(a, n % 4 === 0 ? undefined : b),
  (build, a, _b, n) => build.setParam(a, 'value', n % 3 === 0 ? undefined : n, n % 2 === 0),
  (build, a, b, n) => build.moveBy([a, b], { x: n, y: 16 }),
  (build, a, b, n) => build.mend({ code: 'X', severity: 'error', message: '', next: '', fix: { title: 'mend', move: { node: a, after: b }, setParams: { node: b, params: { n } }, bypass: { node: a, bypassed: n % 2 === 0 } } }),
];

describe('commands of the graph', () => {
  it('come back to the identical document by undo, and to the identical end by redo', () => {
    let changes = 0;
    const used = new Set<string>();
    const step = fc.tuple(fc.nat(BUILD_COMMANDS.length + 2 * BY_HAND.length - 1), fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const build = open();
        const { document } = build;
        for (const [which, a, b] of steps) {
          const before = document.graph;
          const idAt = (at: number): string => document.graph.nodes[at % document.graph.nodes.length]?.id ?? '';
          const command = BUILD_COMMANDS[which];
          if (!command) BY_HAND[(which - BUILD_COMMANDS.length) % BY_HAND.length]?.(build, idAt(a), idAt(b), a * 10 + b);
          else if (command.why?.(build) === undefined) command.run(build);
          if (document.graph === before) continue;
          changes += 1;
          used.add(command?.id ?? `by hand ${(which - BUILD_COMMANDS.length) % BY_HAND.length}`);
        }
        while (document.redoable !== undefined) build.redo();
        const end = tell(document.graph);
        while (document.undoable !== undefined) build.undo();
        expect(tell(document.graph)).toBe(tell(START));
        while (document.redoable !== undefined) build.redo();
        expect(tell(document.graph)).toBe(end);
      }),
      { numRuns: 10_000, seed: 11 },
    );
    vi.clearAllTimers();
    expect(changes).toBeGreaterThan(12_000);
    expect([...used].filter((id) => id.startsWith('graph.')).length).toBeGreaterThan(10);
    expect([...used].filter((id) => id.startsWith('by hand')).length).toBe(BY_HAND.length - 2);
  }, 120_000);

  it('say why they cannot be done, and are done to all that is chosen', () => {
    const build = open();
    build.select('source');
    for (const id of ['graph.delete', 'graph.duplicate', 'graph.bypass', 'graph.earlier', 'graph.undo', 'graph.problem', 'graph.add-before']) expect(buildCommand(id).why?.(build), id).toBeTypeOf('string');
    build.choose(['split', 'scale']);
    buildCommand('graph.bypass').run(build);
    expect(build.document.graph.nodes.filter(({ bypassed }) => bypassed).map(({ id }) => id)).toEqual(['split', 'scale']);
    expect(build.document.undoable).toBe('bypass 2 nodes');
    expect(build.status('scale')).toBe('bypassed');
    buildCommand('graph.bypass').run(build);
    expect(build.document.graph).toEqual(START);
    buildCommand('graph.delete').run(build);
    expect(build.document.graph.edges).toEqual([{ from: 'source', to: 'tree' }]);
    expect(build.document.selection).toEqual(['tree']);
  });

  it('put a node in front of the chosen one, or on the chosen connection', () => {
    const build = open();
    build.select('scale');
    buildCommand('graph.add-before').run(build);
    build.add('filter');
    expect(build.document.graph.edges).toContainEqual({ from: 'filter', to: 'scale' });
    build.document.selectEdge({ from: 'scale', to: 'tree' });
    build.add('filter');
    expect(build.document.graph.edges).toContainEqual({ from: 'filter-2', to: 'tree' });
  });
});
