/** The README's pictures, taken anew of the built window on the sample: `node build/screenshots.mjs`, after `npm run setup`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { requireBrowser } from './find-browser.mjs';
import { projectRoot } from './project-root.mjs';

const pictures = join(projectRoot, 'resources', 'screenshots');
const work = join(tmpdir(), 'plant');
const [data, project] = [join(work, 'telemetry.csv'), join(work, 'failures')];
const SCREENS = ['Data', 'Explore', 'Build', 'Train', 'Predict', 'Export'];
/** What is done on a screen before its picture is taken. */
const SHOWN = {
  Explore: (page) => page.getByRole('option', { name: /^tool_wear/ }).last().click(),
  Build: async (page) => {
    await page.locator('[data-node="scale"]').click();
    const preview = page.getByRole('button', { name: 'Preview', exact: true });
    if ((await preview.getAttribute('aria-expanded')) === 'false') await preview.click();
    await page.getByRole('status').filter({ hasText: /^Standard scaler$/ }).waitFor();
  },
  Train: async (page) => {
    await page.getByRole('heading', { name: 'ROC curve' }).waitFor();
    await page.getByRole('heading', { name: 'ROC curve' }).evaluate((heading) => heading.scrollIntoView());
  },
  Predict: async (page) => {
    await page.getByLabel('File to score').fill(data);
    await page.getByRole('button', { name: 'Score the rows' }).click();
    await page.getByText('rows scored').waitFor();
  },
  Export: (page) => page.getByRole('tree').waitFor(),
};

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
mkdirSync(pictures, { recursive: true });
millwright('sample', 'telemetry', '--rows', '20000', '--seed', '1', '--out', data);
millwright('new', project, '--data', data, '--target', 'failure', '--entity', 'machine_id', '--time', 'timestamp', '--model', 'logistic-regression', '--model', 'gradient-boosting');
millwright('train', project, '--cv', '5');

const server = spawn(process.execPath, [join(projectRoot, 'dist', 'server', 'main.mjs')], { stdio: ['ignore', 'pipe', 'inherit'], cwd: work });
const [line] = await once(server.stdout, 'data');
const browser = await chromium.launch({ executablePath: await requireBrowser(console.error), args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', colorScheme: 'light' });
  await page.goto(JSON.parse(String(line)).url);
  await page.getByRole('button', { name: 'Open a project' }).first().click();
  await page.getByLabel('Folder of the project').fill(project);
  await page.keyboard.press('Enter');
  await page.getByLabel('File to score').waitFor();
  for (const name of SCREENS) {
    await page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
    await SHOWN[name]?.(page);
    await page.waitForTimeout(4000);
    await page.screenshot({ path: join(pictures, `${name.toLowerCase()}.png`) });
  }
} finally {
  await browser.close();
  server.kill();
  await once(server, 'exit');
  rmSync(work, { recursive: true, force: true });
}

function millwright(...args) {
  const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'build', 'millwright.mjs'), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
