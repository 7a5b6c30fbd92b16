import { BUILD_COMMANDS, type BuildCommand } from '../state/build-commands.ts';
import type { AppState } from '../state/app-state.svelte.ts';
import { SCREEN_NAMES } from '../state/screen-names.ts';
import { whyNoScreen } from './why-no-screen.ts';
import { THEME_WORDS } from './theme-words.ts';
import { THEMES } from '../../electron/contract/settings.ts';
import type { Command } from './command.ts';

type Plain = Pick<Command, 'id' | 'title' | 'run'> & Partial<Command>;

const always = (): undefined => undefined;
const inGroup = (group: Command['group'], commands: readonly Plain[]): Command[] => commands.map((one) => ({ group, keys: [], place: 'field', quiet: false, why: always, ...one }));

/** Everything that one can do in the window. */
export function appCommands(app: AppState): readonly Command[] {
  return [
    ...inGroup('File', [
      { id: 'file.open', title: 'Open a file', keys: ['Control+O'], run: () => void app.askForFile() },
      { id: 'file.open-project', title: 'Open a project', keys: ['Control+Shift+O'], run: () => void app.askForProject() },
      { id: 'file.sample', title: 'Open the sample', run: () => void app.sample() },
      { id: 'file.copy-project', title: 'Save the project to another folder', why: () => (app.build.content ? undefined : 'Open the graph of a project first.'), run: () => (app.dialog = 'copy') },
      { id: 'file.settings', title: 'Settings', keys: ['Control+,'], run: () => (app.dialog = 'settings') },
    ]),
    ...BUILD_COMMANDS.map((command) => graphCommand(app, command)),
    ...inGroup('Go', [
      ...SCREEN_NAMES.map(({ id, title }, i) => ({ id: `go.${id}`, title: `Go to ${title}`, keys: [`Control+${i + 1}`], why: () => whyNoScreen(app, id), run: () => void (app.screen = id) })),
      { id: 'go.train-models', title: 'Start the training', why: () => (app.train.ready ? undefined : whyNoScreen(app, 'train') ?? 'Choose what to predict, and by which models.'), run: () => startTraining(app) },
      { id: 'go.stop', title: 'Stop the work that is under way', why: () => (app.jobs.list.length > 0 ? undefined : 'Nothing is under way.'), run: () => app.jobs.list.at(-1)?.cancel() },
    ]),
    ...inGroup('View', THEMES.map((theme) => ({ id: `view.${theme}`, title: `Colours: ${THEME_WORDS[theme].toLowerCase()}`, why: () => (app.user.settings.theme === theme ? 'They are so now.' : undefined), run: () => void app.user.set({ theme }) }))),
    ...inGroup('Help', [
      { id: 'help.palette', title: 'Search commands, nodes, columns and runs', keys: ['Control+K'], run: () => (app.dialog = 'palette') },
      { id: 'help.topic', title: 'Help for what is chosen', keys: ['F1'], run: () => (app.dialog = 'help') },
      { id: 'help.keys', title: 'All shortcuts', keys: ['?'], place: 'screen', run: () => (app.dialog = 'keys') },
    ]),
  ];
}

function startTraining(app: AppState): void {
  app.screen = 'train';
  void app.train.start();
}

/** A command of the graph, from wherever one is: its own keys are Build's, which knows where the focus is. */
function graphCommand(app: AppState, { id, title, keys, place, quiet, why, run }: BuildCommand): Command {
  const { build } = app;
  return {
    id,
    title,
    group: id === 'graph.undo' || id === 'graph.redo' ? 'Edit' : 'Graph',
    keys,
    place,
    quiet: quiet ?? false,
    why: () => (app.train.project === undefined ? 'Build a graph first.' : build.project === undefined ? 'Open Build first.' : why?.(build)),
    run: () => {
      app.screen = 'build';
      run(build);
    },
  };
}
