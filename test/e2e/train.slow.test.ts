import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABSENT, pythonOf, ROOT } from '../export/export-environment.ts';
import { axeFindings, millwright, openSession, openToTrain, type WatchedPage, type WindowSession } from './window-session.ts';

const run = promisify(execFile);
let session: WindowSession;
let data: string;
let kept: string;
let made = 0;
const path = (name: string) => join(session.folder, name);

beforeAll(async () => {
  session = await openSession();
  [data, kept] = [path('telemetry.csv'), path('kept')];
  await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
  await millwright('new', kept, '--data', data, '--target', 'failure', '--task', 'classification');
  await millwright('train', kept, '--cv', '2');
  await millwright('train', kept, '--model', 'decision-tree', '--param', 'maxDepth=3', '--seed', '5');
});

afterAll(() => session.close());

async function openKept(options?: Parameters<WindowSession['open']>[0], project = kept): Promise<WatchedPage> {
  const watched = await session.open(options);
  const { page } = watched;
  await page.getByRole('button', { name: 'Open a project' }).first().click();
  await page.getByLabel('Folder of the project').fill(project);
  await page.keyboard.press('Enter');
  await page.getByLabel('File to score').waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Train' }).click();
  await page.getByRole('table', { name: 'Runs of this project' }).waitFor();
  await page.getByText(/^(Predicts|Finds) .* of the rows train/).waitFor();
  return watched;
}

const FIGURES = ['Precision', 'Recall', 'F1', 'Accuracy'] as const;

interface Expected {
  rows: number;
  counts: number[][];
  averagePrecision: number;
  rocAuc: number;
  [figure: string]: unknown;
}

/** What scikit-learn says of the rows that were not trained on, called so from each of the thresholds on: one Python for all, which takes a second to begin. */
async function scikitLearn(project: string, model: string, thresholds: readonly string[]): Promise<Expected[]> {
  const scored = path(`${model}-scored.csv`);
  await millwright('predict', project, '--data', data, '--out', scored, '--model', model);
  const script = fileURLToPath(new URL('threshold_figures.py', import.meta.url));
  const { stdout } = await run(pythonOf(join(ROOT, '.venv')), [script, data, 'failure', scored, ...thresholds]);
  return JSON.parse(stdout) as Expected[];
}

async function shownCounts(page: Page): Promise<number[][]> {
  const rows = await page.getByRole('table', { name: 'Confusion matrix at this threshold' }).locator('tbody tr').all();
  return Promise.all(rows.map(async (row) => (await row.locator('td').allTextContents()).map((text) => Number(text.replaceAll(',', '')))));
}

async function shownFigure(page: Page, name: string): Promise<number> {
  return Number(await page.locator('[data-test=threshold] dl div').filter({ hasText: name }).locator('dd').getAttribute('title'));
}

describe.skipIf(ABSENT)('a new training', () => {
  it('takes settings of models and split, and moves a threshold as scikit-learn counts it', async () => {
    const { page, complaints } = await session.open();
    await openToTrain(page, data);
    await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
    await page.getByText('Settings of Decision tree').click();
    await page.getByLabel('Depth', { exact: true }).fill('4');
    await page.getByText(/^Split: 80%/).click();
    await page.getByLabel('Validation share', { exact: true }).fill('0.2');
    await page.getByText('Split: 80% of the rows train, 20% validate, 0% test').waitFor();
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 120_000 });
    const project = path('telemetry-failure');
    const result = JSON.parse(await readFile(join(project, 'runs/0001/run.json'), 'utf8')) as { models: Record<string, { params: { maxDepth?: number }; test: unknown }> };
    expect(result.models['decision-tree']).toMatchObject({ params: { maxDepth: 4 }, test: null });

    await page.getByRole('table', { name: /higher is better/ }).getByRole('button', { name: 'Logistic regression' }).click();
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.waitFor();
    await slider.focus();
    const seen: { key: string; threshold: string; counts: number[][]; figures: number[]; curve: string; roc: string }[] = [];
    for (const key of ['ArrowLeft', 'PageDown', 'PageDown', 'PageUp', 'ArrowRight', 'Home', 'End', '0.2']) {
      if (key !== '0.2') await page.keyboard.press(key);
      else {
        await page.getByLabel('Threshold as a number').fill(key);
        await page.keyboard.press('Tab');
      }
      seen.push({
        key,
        threshold: (await page.getByLabel('Threshold as a number').getAttribute('title')) ?? '',
        counts: await shownCounts(page),
        figures: await Promise.all(FIGURES.map((name) => shownFigure(page, name))),
        curve: (await page.getByRole('img', { name: /^Precision over recall of Logistic regression on 600 validation rows/ }).getAttribute('aria-label')) ?? '',
        roc: (await page.getByRole('img', { name: /^ROC curve/ }).getAttribute('aria-label')) ?? '',
      });
    }
    expect(seen.at(-1)?.threshold).toBe('0.2');
    const said = await scikitLearn(project, 'logistic-regression', seen.map(({ threshold }) => threshold));
    expect(said).toHaveLength(seen.length);
    for (const [i, expected] of said.entries()) {
      const { key, threshold, counts, figures, curve, roc } = seen[i] as (typeof seen)[number];
      expect(expected.rows).toBe(600);
      expect(counts, `${key}: ${threshold}`).toEqual(expected.counts);
      for (const [f, name] of FIGURES.entries()) expect(figures[f], `${name} at ${threshold}`).toBeCloseTo(expected[name] as number, 12);
      expect(curve).toContain(`average precision ${expected.averagePrecision.toFixed(3)}`);
      expect(roc).toContain(`area ${expected.rocAuc.toFixed(3)}`);
    }
    expect(complaints).toEqual([]);
  });
});

describe('runs that are kept', () => {
  it('are compared: figures, curves, and what they were made with', async () => {
    const { page, complaints } = await openKept();
    await page.getByLabel('Compare run 1', { exact: true }).check();
    await page.getByText('Tick another run').waitFor();
    await page.getByLabel('Compare run 2', { exact: true }).check();
    await page.getByLabel('Model of run 1').selectOption({ label: 'Decision tree' });
    const runs = await Promise.all(['0001', '0002'].map(async (name) => JSON.parse(await readFile(join(kept, 'runs', name, 'run.json'), 'utf8')) as { models: Record<string, { validation: { metrics: Record<string, { value: number }> } }> }));
    const figures = runs.map(({ models }) => models['decision-tree']?.validation.metrics['roc_auc']?.value.toFixed(3));
    const table = page.getByRole('table', { name: 'Figures of the compared runs' });
    await expect.poll(async () => (await table.getByRole('row', { name: /^Area under ROC \d/ }).locator('td').allTextContents()).map((text) => text.slice(0, 5))).toEqual(figures);
    const differs = page.getByRole('table', { name: /^What the compared runs/ });
    expect(await differs.getByRole('row', { name: /^Depth/ }).locator('td').allTextContents()).toEqual([expect.any(String), '3']);
    expect(await differs.getByRole('row', { name: /^Seed/ }).locator('td').allTextContents()).toEqual(['42', '5']);
    const both = page.getByRole('img', { name: /^ROC curves: Decision tree, run 1 area .*, Decision tree, run 2 area/ });
    await both.locator('.scatterlayer .trace').nth(2).waitFor();
    expect(complaints).toEqual([]);
  });

  it('are named, deleted and brought back, and one of their models is used, by keyboard', async () => {
    const { page } = await openKept();
    await page.getByRole('button', { name: 'Run 1' }).press('Enter');
    await page.getByLabel('Name of the run').fill('All columns');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Run 1, All columns' }).waitFor();
    await page.getByRole('table', { name: /higher is better/ }).getByRole('button', { name: 'Decision tree' }).press('Enter');
    await page.getByRole('button', { name: 'Use this model' }).press('Enter');
    await page.getByText('chosen by you').waitFor();
    expect(JSON.parse(await readFile(join(kept, 'runs/chosen.json'), 'utf8'))).toMatchObject({ run: '0001', model: 'decision-tree' });
    await page.getByRole('navigation').getByRole('button', { name: 'Predict' }).click();
    expect(await page.getByLabel('Model').locator('option').first().textContent()).toBe('Decision tree (chosen), run 1, All columns');
    await page.getByRole('navigation').getByRole('button', { name: 'Train' }).click();
    await page.getByRole('button', { name: 'Delete the run' }).press('Enter');
    await page.getByText('Run 0001 is deleted.').waitFor();
    expect(await page.getByRole('button', { name: /^Run 1/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByRole('button', { name: 'Run 1, All columns' }).waitFor();
    await page.getByText('used: your choice').waitFor();
    await page.getByRole('button', { name: 'Run 1, All columns' }).press('Enter');
    await page.getByRole('button', { name: 'Leave the choice to the validation rows' }).press('Enter');
    await page.getByText('The validation rows choose the model again.').waitFor();
    await page.getByLabel('Name of the run').fill('');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Run 1', exact: true }).waitFor();
  });

  it('shows residuals of a predicted number, in its unit', async () => {
    const { page, complaints } = await session.open();
    await openToTrain(page, data);
    await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
    await page.getByLabel('Predict', { exact: true }).selectOption('tool_wear');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    for (const name of [/^Predicted over actual tool_wear/, /^Histogram of the residuals/, /^Residuals over predicted tool_wear/]) await page.getByRole('img', { name }).locator('.trace').last().waitFor({ timeout: 120_000 });
    await page.getByText('In the unit of tool_wear').waitFor();
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('have nothing for axe to find in %s', async (colorScheme) => {
    const { page } = await openKept({ colorScheme });
    await page.locator('.scatterlayer .trace').first().waitFor();
    await page.getByRole('button', { name: 'What is trained' }).click();
    await page.getByText('Settings of Decision tree').click();
    await page.getByText(/^Split: /).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Compare run 1', { exact: true }).check();
    await page.getByLabel('Compare run 2', { exact: true }).check();
    await page.getByRole('img', { name: /^ROC curves/ }).locator('.trace').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('have nothing for axe to find where classes are many, and before they go for good, in %s', async (colorScheme) => {
    const many = path(`classes-${(made += 1)}`);
    await writeFile(`${many}.csv`, `x,kind\n${Array.from({ length: 900 }, (_, i) => `${((i * 17) % 45) + ((i * 31) % 7)},kind ${(i * 17) % 45}`).join('\n')}\n`);
    await millwright('new', many, '--data', `${many}.csv`, '--target', 'kind', '--task', 'classification');
    await millwright('train', many, '--model', 'decision-tree', '--param', 'maxDepth=4');
    const { page } = await openKept({ colorScheme }, many);
    await page.getByRole('table', { name: /the most frequent confusions$/ }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run 1' }).click();
    await page.getByRole('button', { name: 'Delete the run' }).click();
    await page.getByText('Deleted runs (1)').click();
    await page.getByRole('button', { name: 'Delete for good …' }).click();
    await page.getByRole('dialog', { name: 'Delete runs for good' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });
});
