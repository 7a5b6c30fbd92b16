import type { AppState } from '../state/app-state.svelte.ts';
import { fileName } from '../ui/format.ts';
import type { Command } from './command.ts';

/** What the palette finds: a command, or a place to go to. */
export interface PaletteEntry {
  readonly id: string;
  readonly title: string;
  /** What kind of thing it is, and what tells it from others of its name. */
  readonly detail: string;
  readonly keys: readonly string[];
  readonly why: () => string | undefined;
  readonly run: () => void;
}

const can = (): undefined => undefined;
const MOST = 60;

/** Everything that can be found now: commands, nodes of the graph, columns, runs, and what was open lately. */
export function paletteEntries(app: AppState, commands: readonly Command[]): PaletteEntry[] {
  const { build, data, project } = app;
  const nodes = build.project === undefined ? [] : build.document.graph.nodes;
  return [
    ...commands.filter(({ quiet, id }) => !quiet && id !== 'help.palette').map(({ id, title, group, keys, why, run }): PaletteEntry => ({ id, title, detail: group, keys, why, run })),
    ...nodes.map((node): PaletteEntry => ({
      id: `node:${node.id}`, title: build.title(node), detail: `Node ${node.id}`, keys: [], why: can,
      run: () => {
        app.screen = 'build';
        build.select(node.id);
        build.ask('canvas');
      },
    })),
    ...(data.file?.columns ?? []).map(({ name }, i): PaletteEntry => ({
      id: `column:${i}`, title: name, detail: 'Column', keys: [], why: can,
      run: () => {
        app.screen = 'data';
        data.selected = i;
      },
    })),
    ...(project.opened?.runs ?? []).map((run): PaletteEntry => ({
      id: `run:${run.run}`, title: `Run ${Number(run.run)}`, detail: `Run, ${Object.keys(run.models).length} models`, keys: [], why: () => (data.file ? undefined : 'The data of this project is not open.'),
      run: () => {
        app.train.result = run;
        app.train.shown = run.chosen;
        app.screen = 'train';
      },
    })),
    ...app.user.recents.map(({ kind, path, missing }): PaletteEntry => ({
      id: `recent:${kind}:${path}`, title: fileName(path), detail: `${kind === 'project' ? 'Project' : 'File'} ${path}`, keys: [], why: () => (missing ? 'It is no longer there.' : undefined),
      run: () => void app.openRecent(kind, path),
    })),
  ];
}

/** Those that have every word of the search, in title or detail; those whose title begins with it come first, then those with it in the title. */
export function findEntries(entries: readonly PaletteEntry[], search: string): PaletteEntry[] {
  const whole = search.trim().toLowerCase();
  const words = whole.split(/\s+/).filter(Boolean);
  const rank = ({ title, detail }: PaletteEntry): number => {
    const name = title.toLowerCase();
    if (!words.every((word) => `${name} ${detail.toLowerCase()}`.includes(word))) return 3;
    return name.startsWith(whole) ? 0 : words.every((word) => name.includes(word)) ? 1 : 2;
  };
  const ranked = entries.map((entry) => ({ entry, at: rank(entry) })).filter(({ at }) => at < 3);
  return ranked.sort((a, b) => a.at - b.at).slice(0, MOST).map(({ entry }) => entry);
}
