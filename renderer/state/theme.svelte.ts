export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof THEMES)[number];
export type ShownTheme = Exclude<ThemeChoice, 'system'>;

const KEY = 'millwright-theme';
const isChoice = (text: string | null): text is ThemeChoice => THEMES.some((theme) => theme === text);

/** Light, dark or high contrast: as the system has it, or as the user said. */
export class Theme {
  choice = $state<ThemeChoice>('system');
  #dark = $state(false);
  #contrast = $state(false);
  readonly shown = $derived<ShownTheme>(this.choice !== 'system' ? this.choice : this.#contrast ? 'contrast' : this.#dark ? 'dark' : 'light');

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const contrast = matchMedia('(prefers-contrast: more)');
    this.#dark = dark.matches;
    this.#contrast = contrast.matches;
    dark.addEventListener('change', () => (this.#dark = dark.matches));
    contrast.addEventListener('change', () => (this.#contrast = contrast.matches));
    const kept = localStorage.getItem(KEY);
    if (isChoice(kept)) this.choice = kept;
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
  }
}
