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
