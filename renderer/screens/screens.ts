import type { Component } from 'svelte';
import type { AppState, ScreenId } from '../state/app-state.svelte.ts';
import type { IconName } from '../ui/icon-outlines.ts';
import BuildInspector from './build/BuildInspector.svelte';
import BuildScreen from './build/BuildScreen.svelte';
import DataInspector from './data/DataInspector.svelte';
import DataScreen from './data/DataScreen.svelte';
import ExploreInspector from './explore/ExploreInspector.svelte';
import ExploreScreen from './explore/ExploreScreen.svelte';
import ExportInspector from './export/ExportInspector.svelte';
import ExportScreen from './export/ExportScreen.svelte';
import PredictInspector from './predict/PredictInspector.svelte';
import PredictScreen from './predict/PredictScreen.svelte';
import TrainInspector from './train/TrainInspector.svelte';
import TrainScreen from './train/TrainScreen.svelte';

interface Screen {
  readonly id: ScreenId;
  readonly title: string;
  readonly icon: IconName;
  readonly stage: Component<{ app: AppState }>;
  readonly inspector: Component<{ app: AppState }>;
}

/** The rail, in the order of the work. A screen is on it once it exists. */
export const SCREENS: readonly [Screen, ...Screen[]] = [
  { id: 'data', title: 'Data', icon: 'data', stage: DataScreen, inspector: DataInspector },
  { id: 'explore', title: 'Explore', icon: 'explore', stage: ExploreScreen, inspector: ExploreInspector },
  { id: 'build', title: 'Build', icon: 'build', stage: BuildScreen, inspector: BuildInspector },
  { id: 'train', title: 'Train', icon: 'train', stage: TrainScreen, inspector: TrainInspector },
  { id: 'predict', title: 'Predict', icon: 'predict', stage: PredictScreen, inspector: PredictInspector },
  { id: 'export', title: 'Export', icon: 'export', stage: ExportScreen, inspector: ExportInspector },
];
