import type { Page } from 'playwright-core';

/** What has the focus, as someone without a mouse meets it. */
export interface Focused {
  /** The name that a screen reader says. */
  readonly name: string;
  readonly role: string;
  /** Its box is inside the window and not covered; a focus that one cannot see is none. */
  readonly inSight: boolean;
  /** Something is drawn around it. */
  readonly marked: boolean;
}

/** The most stops of the Tab key on a screen before one gives up. */
const MOST_STOPS = 150;

export function focusedNow(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return { name: '', role: 'body', inSight: true, marked: true };
    const labels = 'labels' in at ? [...((at as HTMLInputElement).labels ?? [])].map(({ textContent }) => textContent) : [];
    const byId = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
    const name = (at.getAttribute('aria-label') ?? (byId.join(' ').trim() || labels.join(' ').trim() || at.textContent)).replaceAll(/\s+/g, ' ').trim();
    at.scrollIntoView({ block: 'nearest' });
    const box = at.getBoundingClientRect();
    const inSight = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    const active = at.getAttribute('aria-activedescendant');
    return { name, role: at.getAttribute('role') ?? at.tagName.toLowerCase(), inSight, marked: (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || active !== null };
  });
}

/** Why one cannot tell where the focus is; undefined where one can. */
const lostAt = (focused: Focused): string | undefined => (focused.role === 'body' || (focused.name !== '' && focused.inSight && focused.marked) ? undefined : `One cannot tell where the focus is: ${JSON.stringify(focused)}`);

/** Walks through a screen with Tab: what was wrong on the way, and what can be worked with the mouse but was not met. What comes and goes with a job is no fault: the walk is then made once more. */
export async function faultsOfTab(page: Page): Promise<string[]> {
  if ((await walkOnce(page)).length === 0) return [];
  await page.locator('progress').first().waitFor({ state: 'detached' });
  return walkOnce(page);
}

async function walkOnce(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const mark = (): Promise<boolean> =>
    page.evaluate(() => {
      const at = document.activeElement;
      const met = at?.hasAttribute('data-met') ?? false;
      if (at !== document.body) at?.setAttribute('data-met', '');
      return met;
    });
  for (let stops = 0; stops < 2 * MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    const lost = lostAt(await focusedNow(page));
    if (lost !== undefined) faults.push(lost);
    if (await mark()) break;
  }
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary')]
      // Roving stops and the other choices of a group are reached by arrows from the one that has Tab.
      .filter((one) => one.checkVisibility() && !one.matches(':disabled, [tabindex="-1"], [type=radio]:not(:checked), [data-met]'))
      .map((one) => `Tab does not come to ${one.outerHTML.slice(0, 120)}`),
  );
  await page.evaluate(() => document.querySelectorAll('[data-met]').forEach((one) => one.removeAttribute('data-met')));
  return [...faults, ...missed];
}

/** Walks with Tab alone to what has this name, and fails where a stop on the way has no name, no mark or is out of sight. */
export async function tabTo(page: Page, name: RegExp, role?: string): Promise<void> {
  const met: string[] = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    const focused = await focusedNow(page);
    const lost = lostAt(focused);
    if (lost !== undefined) throw new Error(`${lost}, after ${met.slice(-3).join(', ')}`);
    if (name.test(focused.name) && (role === undefined || focused.role === role)) return;
    met.push(`${focused.role} "${focused.name.slice(0, 40)}"`);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${String(name)}, only to ${[...new Set(met)].join(', ')}`);
}

/** Walks to something and presses Enter, or another key that acts on it. */
export async function pressOn(page: Page, name: RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Walks to a field and types over what is in it. */
export async function typeInto(page: Page, name: RegExp, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/** Finds something by the palette. */
export async function find(page: Page, search: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search', exact: true }).waitFor();
  await page.keyboard.type(search);
  await page.keyboard.press('Enter');
}
