import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findGit, makeRepository } from './make-repository.ts';

let folder: string;
let project: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-git-'));
  project = join(folder, 'project');
  await mkdir(join(project, 'models'), { recursive: true });
  await writeFile(join(project, '.gitignore'), 'models/\n');
  await writeFile(join(project, 'models/model.onnx'), 'x');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const git = (...args: string[]) => execFileSync('git', args, { cwd: project, encoding: 'utf8' }).trim();
const hasGit = (() => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

describe('makeRepository', () => {
  it.skipIf(!hasGit)('makes one commit of every file, whatever hooks and settings the machine has', async () => {
    const mark = join(folder, 'hook-ran');
    const hooks = join(folder, 'hooks');
    await mkdir(join(folder, 'template/hooks'), { recursive: true });
    await mkdir(hooks);
    for (const hook of [join(hooks, 'pre-commit'), join(hooks, 'post-commit'), join(folder, 'template/hooks/pre-commit')]) {
      await writeFile(hook, `#!/bin/sh\ntouch '${mark}'\nexit 1\n`);
      await chmod(hook, 0o755);
    }
    const config = join(folder, 'config');
    await writeFile(config, `[core]\n\thooksPath = ${hooks}\n\tfsmonitor = ${join(hooks, 'pre-commit')}\n[init]\n\ttemplateDir = ${join(folder, 'template')}\n[commit]\n\tgpgSign = true\n[user]\n\tname = Somebody\n`);
    vi.stubEnv('GIT_CONFIG_GLOBAL', config);
    vi.stubEnv('GIT_DIR', join(folder, 'elsewhere'));
    await makeRepository(await findGit(), project, 'Pump "failure"; rm -rf ~');
    vi.unstubAllEnvs();
    expect(git('log', '--format=%s|%an')).toBe('Export of Pump "failure"; rm -rf ~|Millwright');
    expect(git('ls-files').split('\n')).toEqual(['.gitignore', 'models/model.onnx']);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('branch', '--show-current')).toBe('main');
    expect([existsSync(mark), existsSync(join(project, '.git/hooks')), existsSync(join(folder, 'elsewhere'))]).toEqual([false, false, false]);
  });

  it('says in words that there is no git', async () => {
    vi.stubEnv('PATH', folder);
    await expect(findGit()).rejects.toMatchObject({ data: { code: 'GIT_MISSING', place: { field: 'git' } } });
  });
});
