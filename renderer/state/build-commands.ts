import { canBypass, hasInput, inputOf, nodeOf, outputsOf, SOURCE_TYPE } from '../canvas/graph-commands.ts';
import { walk, type Direction } from '../canvas/walk.ts';
import type { BuildState } from './build-state.svelte.ts';
import type { KeyPlace } from './keys.ts';

/** Something that one can do with the graph; palette, toolbar, shortcuts and tests use this one list. */
export interface BuildCommand {
  readonly id: string;
  readonly title: string;
  /** As `aria-keyshortcuts` has them: "Control+Shift+Z". */
  readonly keys: readonly string[];
  readonly place: KeyPlace;
  /** Moves the focus or the choice alone: of no use in a list of commands. */
  readonly quiet?: true;
  /** Why it cannot be done now, in words; undefined where it can. */
  readonly why?: (build: BuildState) => string | undefined;
  readonly run: (build: BuildState) => void;
}

const STEP = 16;
const DIRECTIONS: readonly [Direction, string, number, number][] = [
  ['up', 'Up', 0, -STEP],
  ['down', 'Down', 0, STEP],
  ['left', 'Left', -STEP, 0],
  ['right', 'Right', STEP, 0],
];

const chosen = (build: BuildState) => build.document.selection.flatMap((id) => build.document.byId(id) ?? []);
const unlessChosen = (build: BuildState): string | undefined => (build.document.node ? undefined : 'Choose a node first.');
const unlessApartFromData = (build: BuildState): string | undefined => (build.document.selectedEdge || chosen(build).some(({ type }) => hasInput(type)) ? undefined : 'The data stays; choose another node.');

/** Where the chosen node would go by a step along its chain. */
function behind(build: BuildState, step: 'earlier' | 'later'): string | undefined {
  const { graph, selected } = build.document;
  if (selected === undefined) return undefined;
  if (step === 'later') return outputsOf(graph, selected).find((id) => canBypass(nodeOf(graph, id)?.type ?? SOURCE_TYPE));
  const before = inputOf(graph, selected);
  return before === undefined ? undefined : inputOf(graph, before);
}

function step(which: 'earlier' | 'later'): Pick<BuildCommand, 'why' | 'run'> {
  return {
    why: (build) => (behind(build, which) === undefined ? `There is no place ${which} in the chain.` : undefined),
    run: (build) => build.putBehind(build.document.selected ?? '', behind(build, which)),
  };
}

/** The errors' nodes, in the order of the graph. */
function toNextProblem(build: BuildState): void {
  const ids = build.document.graph.nodes.map(({ id }) => id).filter((id) => build.status(id) === 'problem');
  const at = ids.indexOf(build.document.selected ?? '');
  build.select(ids[(at + 1) % ids.length]);
  build.ask('problem');
}

export const BUILD_COMMANDS: readonly BuildCommand[] = [
  { id: 'graph.undo', title: 'Undo', keys: ['Control+Z'], place: 'setting', why: ({ document }) => (document.undoable === undefined ? 'Nothing to undo' : undefined), run: (build) => build.undo() },
  { id: 'graph.redo', title: 'Redo', keys: ['Control+Shift+Z', 'Control+Y'], place: 'setting', why: ({ document }) => (document.redoable === undefined ? 'Nothing to redo' : undefined), run: (build) => build.redo() },
  {
    id: 'graph.add', title: 'Add a node behind the chosen one', keys: ['A', 'Insert'], place: 'screen',
    run: (build) => {
      build.placing = {};
      build.ask('palette');
    },
  },
  {
    id: 'graph.add-before', title: 'Add a node in front of the chosen one', keys: ['Shift+A'], place: 'canvas',
    why: ({ document }) => (inputOf(document.graph, document.selected ?? '') === undefined ? 'Nothing comes before this node.' : undefined),
    run: (build) => {
      const to = build.document.selected ?? '';
      build.placing = { edge: { from: inputOf(build.document.graph, to) ?? '', to } };
      build.ask('palette');
    },
  },
  { id: 'graph.connect', title: 'Connect, or add what fits', keys: ['C'], place: 'canvas', why: ({ document }) => (document.node && !document.node.type.startsWith('model:') ? undefined : 'Nothing follows a model; choose another node.'), run: (build) => build.openMenu(build.document.selected) },
  { id: 'graph.form', title: 'Edit the settings of the chosen node', keys: ['Enter'], place: 'canvas', why: unlessChosen, run: (build) => build.ask('form') },
  { id: 'graph.delete', title: 'Delete what is chosen', keys: ['Delete', 'Backspace'], place: 'canvas', why: unlessApartFromData, run: (build) => build.remove() },
  { id: 'graph.duplicate', title: 'Duplicate what is chosen', keys: ['Control+D'], place: 'canvas', why: (build) => (chosen(build).some(({ type }) => hasInput(type)) ? undefined : 'Choose a node other than the data.'), run: (build) => build.duplicate() },
  { id: 'graph.bypass', title: 'Bypass the chosen nodes, or use them again', keys: ['B'], place: 'canvas', why: (build) => (chosen(build).some(({ type }) => canBypass(type)) ? undefined : 'Only a node with an input and an output lets rows pass.'), run: (build) => build.bypass() },
  { id: 'graph.earlier', title: 'Move the chosen node earlier in its chain', keys: ['Alt+Shift+ArrowUp'], place: 'canvas', ...step('earlier') },
  { id: 'graph.later', title: 'Move the chosen node later in its chain', keys: ['Alt+Shift+ArrowDown'], place: 'canvas', ...step('later') },
  { id: 'graph.choose-all', title: 'Choose all nodes', keys: ['Control+A'], place: 'canvas', run: (build) => build.choose([...build.document.graph.nodes.map(({ id }) => id).filter((id) => id !== build.document.selected), build.document.selected ?? ''].filter(Boolean)) },
  {
    id: 'graph.tidy', title: 'Tidy up: let the layout place every node', keys: ['T'], place: 'canvas',
    run: (build) => {
      build.tidy();
      build.ask('fit');
    },
  },
  { id: 'graph.fit', title: 'Show the whole graph', keys: ['F'], place: 'canvas', run: (build) => build.ask('fit') },
  { id: 'graph.closer', title: 'Zoom in', keys: ['Plus'], place: 'canvas', run: (build) => build.ask('closer') },
  { id: 'graph.wider', title: 'Zoom out', keys: ['Minus'], place: 'canvas', run: (build) => build.ask('wider') },
  { id: 'graph.problem', title: 'Go to the next problem', keys: ['P'], place: 'canvas', why: (build) => (build.document.graph.nodes.some(({ id }) => build.status(id) === 'problem') ? undefined : 'No node has a problem.'), run: toNextProblem },
  ...DIRECTIONS.flatMap(([direction, name, x, y]): BuildCommand[] => [
    { id: `graph.walk-${direction}`, title: `Go ${direction}`, keys: [`Arrow${name}`], place: 'canvas', quiet: true, run: (build) => build.select(walk(build.document.graph, build.document.positions, build.document.selected, direction)) },
    {
      id: `graph.extend-${direction}`, title: `Choose the node ${direction} as well`, keys: [`Shift+Arrow${name}`], place: 'canvas', quiet: true,
      run: (build) => {
        const { graph, positions, selection, selected } = build.document;
        const next = walk(graph, positions, selected, direction);
        if (next !== undefined) build.choose([...selection.filter((id) => id !== next), next]);
      },
    },
    { id: `graph.nudge-${direction}`, title: `Move what is chosen ${direction}`, keys: [`Alt+Arrow${name}`], place: 'canvas', quiet: true, why: unlessChosen, run: (build) => build.moveBy(build.document.selection, { x, y }) },
  ]),
];

/** A command by its id. */
export function buildCommand(id: string): BuildCommand {
  const found = BUILD_COMMANDS.find((command) => command.id === id);
  if (!found) throw new Error(`There is no command "${id}"`);
  return found;
}
