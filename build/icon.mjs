/** `node build/icon.mjs`: resources/icon.png from resources/icon.svg, of which electron-builder makes the icon of each system. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from './find-browser.mjs';
import { projectRoot } from './project-root.mjs';

const SIZE = 1024;
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${SIZE}px}</style>${readFileSync(join(projectRoot, 'resources', 'icon.svg'), 'utf8')}`);
  await page.screenshot({ path: join(projectRoot, 'resources', 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
