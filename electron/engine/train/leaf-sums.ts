import type { Forest } from '../models/binned-trees/forest.ts';
import type { Pause } from '../models/kernel.ts';
import type { Call } from './call-board.ts';
import type { Team } from './kernel-threads.ts';
import { PANEL_ROWS, panelBytes, panelsBytes, writePanels } from './row-panels.ts';
import { TeamMemory } from './team-memory.ts';

/** Bytes of a node: threshold, column, the node on its left. */
const NODE = 16;
/** Steps down the trees that a thread makes between two pauses: some 30 ms. */
const STEPS = 20_000_000;
/** Panels of a call, and calls of a thread between two pauses, at most: what is copied at once stays small. */
const PANELS = 16;
const CALLS = 8;

/** For every row of the column-major `x` the values of its leaves, added tree after tree; by all threads of a team, which is closed then. */
export async function leafSums(team: Team, forest: Forest, x: Float64Array, rows: number, pause: Pause): Promise<Float64Array<ArrayBuffer>> {
  const k = forest.gains.length;
  const columns = Array.from({ length: k }, (_, j) => x.subarray(j * rows, (j + 1) * rows));
  const trees = forest.roots.length;
  const memory = new TeamMemory(team, `walk ${rows} rows through ${trees} trees`, 'ask for fewer trees');
  try {
    const { nodes, values, sides, roots, steps } = writeForest(memory, forest);
    const panels = Math.max(1, Math.min(PANELS, Math.floor(STEPS / (steps * PANEL_ROWS))));
    const calls = team.threads * Math.max(1, Math.min(CALLS, Math.floor(STEPS / (steps * PANEL_ROWS * panels))));
    const size = Math.min(calls * panels, Math.ceil(rows / PANEL_ROWS)) * PANEL_ROWS;
    const [at, sums] = [memory.take(panelsBytes(size, k)), memory.take(8 * size)];
    team.begin(0, 0);
    const result = new Float64Array(rows);
    for (let from = 0; from < rows; from += size) {
      const to = Math.min(rows, from + size);
      writePanels(new Float64Array(memory.buffer), at / 8, columns, from, to);
      const found = memory.doubles(sums, size).fill(0);
      const parts: Call[] = [];
      for (let first = from; first < to; first += panels * PANEL_ROWS) {
        const place = first - from;
        parts.push(['walkPanels', at + (place / PANEL_ROWS) * panelBytes(k), panelBytes(k), PANEL_ROWS, k, Math.min(to - first, panels * PANEL_ROWS), nodes, values, sides, roots, trees, sums + 8 * place]);
      }
      memory.run(parts);
      result.set(found.subarray(0, to - from), from);
      await pause();
    }
    return result;
  } finally {
    team.close();
  }
}

interface Places {
  readonly nodes: number;
  readonly values: number;
  readonly sides: number;
  readonly roots: number;
  /** Steps of a row down all trees. */
  readonly steps: number;
}

/** Writes the nodes anew, tree by tree: the two below a split side by side. */
function writeForest(memory: TeamMemory, { roots, feature, threshold, missingLeft, left, right, values }: Forest): Places {
  const count = feature.length;
  const places: Omit<Places, 'steps'> = { nodes: memory.take(NODE * count), values: memory.take(8 * count), sides: memory.take(count), roots: memory.take(8 * roots.length) };
  const numbers = memory.doubles(places.nodes, 2 * count);
  const wholes = new Int32Array(memory.buffer, places.nodes, 4 * count);
  const ofLeaf = memory.doubles(places.values, count);
  const sides = new Uint8Array(memory.buffer, places.sides, count);
  const ofTree = new Int32Array(memory.buffer, places.roots, 2 * roots.length);
  let [next, steps] = [0, 0];
  roots.forEach((root, tree) => {
    let deepest = 0;
    ofTree[2 * tree] = NODE * next;
    const open = [{ node: root, place: next++, depth: 0 }];
    for (let one = open.pop(); one; one = open.pop()) {
      const { node, place, depth } = one;
      deepest = Math.max(deepest, depth);
      const column = feature[node] as number;
      const below = column < 0 ? place : next;
      numbers[2 * place] = column < 0 ? Infinity : (threshold[node] as number);
      wholes[4 * place + 2] = Math.max(0, column) * 8 * PANEL_ROWS;
      wholes[4 * place + 3] = NODE * below;
      if (column < 0) ofLeaf[place] = values[left[node] as number]?.[0] as number;
      else {
        sides[place] = missingLeft[node] ? 0 : 1;
        next += 2;
        open.push({ node: right[node] as number, place: below + 1, depth: depth + 1 }, { node: left[node] as number, place: below, depth: depth + 1 });
      }
    }
    ofTree[2 * tree + 1] = deepest;
    steps += deepest + 1;
  });
  return { ...places, steps };
}
