/**
 * `npm run package [-- --dir]`: the installers of this system in dist/installers, or with --dir the application as a folder.
 * Other systems' are made there: npm installs the native code of one system alone. Further options are electron-builder's.
 */
import { join } from 'node:path';
import { electronFolder } from './electron-binary.mjs';
import { projectRoot } from './project-root.mjs';
import { packageScript, run } from './run.mjs';

const options = process.argv.slice(2);
const other = options.find((option) => /^(-[mwlo]+|--(mac|macos|win|windows|linux|arm64|x64|ia32|armv7l|universal))$/.test(option));
if (other !== undefined) {
  console.error(`"${other}" is not possible: run "npm run package" on the system that the package is for.`);
  process.exit(2);
}

const folder = electronFolder();
if (folder === undefined) console.log('No Electron binary is here: electron-builder fetches it, once.');
const electron = folder === undefined ? [] : [`-c.electronDist=${folder}`];
const { code } = await run(process.execPath, [packageScript('electron-builder/cli.js'), '--config', join(projectRoot, 'build', 'electron-builder.yml'), '--publish', 'never', ...electron, ...options]);
process.exitCode = code;
