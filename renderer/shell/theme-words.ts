import type { ThemeChoice } from '../state/theme.svelte.ts';

export const THEME_WORDS: Readonly<Record<ThemeChoice, string>> = { system: 'As the system', light: 'Light', dark: 'Dark', contrast: 'High contrast' };
