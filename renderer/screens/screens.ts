import type { Component } from 'svelte';
import type { AppState } from '../state/app-state.svelte.ts';
import type { ScreenId } from '../state/screen-names.ts';
import type { IconName } from '../ui/icon-outlines.ts';
import DataInspector from './data/DataInspector.svelte';
import DataScreen from './data/DataScreen.svelte';

/** What a screen shows. */
export interface ScreenParts {
  readonly stage: Component<{ app: AppState }>;
  readonly inspector: Component<{ app: AppState }>;
}

interface Screen {
  readonly icon: IconName;
  /** The first screen is there at once; the others come when they are gone to. */
  readonly parts: ScreenParts | (() => Promise<ScreenParts>);
}

const later =
  (stage: () => Promise<{ default: ScreenParts['stage'] }>, inspector: () => Promise<{ default: ScreenParts['inspector'] }>) =>
  async (): Promise<ScreenParts> => {
    const [first, second] = await Promise.all([stage(), inspector()]);
    return { stage: first.default, inspector: second.default };
  };

/** The screens behind the names on the rail. */
export const SCREENS: Readonly<Record<ScreenId, Screen>> = {
  data: { icon: 'data', parts: { stage: DataScreen, inspector: DataInspector } },
  explore: { icon: 'explore', parts: later(() => import('./explore/ExploreScreen.svelte'), () => import('./explore/ExploreInspector.svelte')) },
  build: { icon: 'build', parts: later(() => import('./build/BuildScreen.svelte'), () => import('./build/BuildInspector.svelte')) },
  train: { icon: 'train', parts: later(() => import('./train/TrainScreen.svelte'), () => import('./train/TrainInspector.svelte')) },
  predict: { icon: 'predict', parts: later(() => import('./predict/PredictScreen.svelte'), () => import('./predict/PredictInspector.svelte')) },
  export: { icon: 'export', parts: later(() => import('./export/ExportScreen.svelte'), () => import('./export/ExportInspector.svelte')) },
};
