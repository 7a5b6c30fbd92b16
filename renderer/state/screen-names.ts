import type { AppState } from './app-state.svelte.ts';

/** The screens, in the order of the work. */
export const SCREEN_NAMES = [
  { id: 'data', title: 'Data' },
  { id: 'explore', title: 'Explore' },
  { id: 'build', title: 'Build' },
  { id: 'train', title: 'Train' },
  { id: 'predict', title: 'Predict' },
  { id: 'export', title: 'Export' },
] as const;
export type ScreenId = (typeof SCREEN_NAMES)[number]['id'];

/** Why a screen has nothing to show yet; undefined where it has. */
export function whyNoScreen({ data, project }: Pick<AppState, 'data' | 'project'>, id: ScreenId): string | undefined {
  if (id === 'data' || data.file) return undefined;
  if (id === 'predict' || id === 'export') return project.opened ? undefined : 'Open a file or a project first';
  return 'Open a file first';
}
