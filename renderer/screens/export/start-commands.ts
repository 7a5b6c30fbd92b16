export interface Written {
  readonly out: string;
  readonly package: string;
  readonly shape: 'folder' | 'zip' | 'git';
}

/** The commands that install an exported project and serve it; the second continues where the first ended. */
export function startCommands({ out, package: name, shape }: Written): { install: string; serve: string } {
  const windows = /^[a-z]:[\\/]|^\\\\/i.test(out);
  const python = windows ? '.venv\\Scripts\\python' : '.venv/bin/python';
  const folder = shape === 'zip' ? name.replaceAll('_', '-') : out;
  return {
    install: `cd ${windows ? `"${folder}"` : quoted(folder)} && ${windows ? 'py -3' : 'python3'} -m venv .venv && ${python} -m pip install -e ".[train,dev]"`,
    serve: `${python} -m uvicorn ${name}.api.app:app`,
  };
}

/** A path as a word of the shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
