import type { CommandName } from '../../contract/commands.ts';
import { alerts } from './alerts.ts';
import { change } from './change.ts';
import { check } from './check.ts';
import { checkExport } from './check-export.ts';
import { convert } from './convert.ts';
import { copy } from './copy.ts';
import { copyProject } from './copy-project.ts';
import { correlations } from './correlations.ts';
import { example } from './example.ts';
import { exploreTarget } from './explore-target.ts';
import { missingPatterns } from './missing-patterns.ts';
import { timeView } from './time-view.ts';
import { exportCommand } from './export.ts';
import { filter } from './filter.ts';
import { find } from './find.ts';
import type { Handler } from './handler.ts';
import { locate } from './locate.ts';
import { leave } from './leave.ts';
import { models } from './models.ts';
import { newProject } from './new-project.ts';
import { nodes } from './nodes.ts';
import { open } from './open.ts';
import { page } from './page.ts';
import { peek } from './peek.ts';
import { predict } from './predict.ts';
import { preview } from './preview.ts';
import { profile } from './profile.ts';
import { project } from './project.ts';
import { run } from './run.ts';
import { bringBackRun, chooseModel, curves, markRun, purge, removeRun } from './runs.ts';
import { sample } from './sample.ts';
import { save } from './save.ts';
import { sourceState } from './source-state.ts';
import { testExport } from './test-export.ts';
import { keepRun } from './keep-run.ts';
import { train } from './train.ts';
import { forget, recents, remember, setSettings, settings } from './user-data.ts';
import { view } from './view.ts';

/** The handler of every command: leaving one out does not compile. */
export const HANDLERS: { readonly [C in CommandName]: Handler<C> } = {
  sample,
  open,
  peek,
  'source-state': sourceState,
  page,
  filter,
  find,
  locate,
  copy,
  profile,
  alerts,
  correlations,
  'explore-target': exploreTarget,
  'missing-patterns': missingPatterns,
  'time-view': timeView,
  convert,
  new: newProject,
  project,
  check,
  view,
  change,
  leave,
  'copy-project': copyProject,
  save,
  preview,
  example,
  settings,
  'set-settings': setSettings,
  recents,
  remember,
  forget,
  nodes,
  models,
  run,
  train,
  'keep-run': keepRun,
  curves,
  'mark-run': markRun,
  'choose-model': chooseModel,
  'delete-run': removeRun,
  'restore-run': bringBackRun,
  'purge-runs': purge,
  predict,
  export: exportCommand, 'check-export': checkExport, 'test-export': testExport,
};
