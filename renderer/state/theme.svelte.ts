import type { THEMES } from '../../electron/contract/settings.ts';

export type ThemeChoice = (typeof THEMES)[number];
export type ShownTheme = Exclude<ThemeChoice, 'system'>;

/** Light, dark or high contrast: as the system has it, or as the user said. */
export class Theme {
  readonly #choice: () => ThemeChoice;
  #dark = $state(false);
  #contrast = $state(false);
  readonly shown = $derived.by<ShownTheme>(() => {
    const choice = this.#choice();
    return choice !== 'system' ? choice : this.#contrast ? 'contrast' : this.#dark ? 'dark' : 'light';
  });

  constructor(choice: () => ThemeChoice) {
    this.#choice = choice;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const contrast = matchMedia('(prefers-contrast: more)');
    this.#dark = dark.matches;
    this.#contrast = contrast.matches;
    dark.addEventListener('change', () => (this.#dark = dark.matches));
    contrast.addEventListener('change', () => (this.#contrast = contrast.matches));
  }
}
