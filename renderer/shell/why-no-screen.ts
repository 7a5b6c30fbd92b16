import type { AppState } from '../state/app-state.svelte.ts';
import type { ScreenId } from '../state/screen-names.ts';

/** Why a screen has nothing to show yet; undefined where it has. */
export function whyNoScreen({ data, project }: Pick<AppState, 'data' | 'project'>, id: ScreenId): string | undefined {
  if (id === 'data' || data.file) return undefined;
  if (id === 'predict' || id === 'export') return project.opened ? undefined : 'Open a file or a project first';
  return 'Open a file first';
}
