import { describe, expect, it } from 'vitest';
import { startCommands } from './start-commands.ts';

describe('startCommands', () => {
  it('installs where the project was written, and serves its package', () => {
    expect(startCommands({ out: '/d/pumps', package: 'pump_failure', shape: 'folder' })).toEqual({
      install: 'cd /d/pumps && python3 -m venv .venv && .venv/bin/python -m pip install -e ".[train,dev]"',
      serve: '.venv/bin/python -m uvicorn pump_failure.api.app:app',
    });
    expect(startCommands({ out: 'C:\\my work\\p', package: 'p', shape: 'folder' }).install).toBe('cd "C:\\my work\\p" && py -3 -m venv .venv && .venv\\Scripts\\python -m pip install -e ".[train,dev]"');
    expect(startCommands({ out: '/d/pumps.zip', package: 'pump_failure', shape: 'zip' }).install).toContain('cd pump-failure && ');
  });

  it('keeps a folder one word of the shell, whatever its name', () => {
    expect(startCommands({ out: "/d/it's; rm -rf $HOME", package: 'p', shape: 'folder' }).install).toContain("cd '/d/it'\\''s; rm -rf $HOME' && ");
  });
});
