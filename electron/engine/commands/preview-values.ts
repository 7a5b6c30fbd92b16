import type { NodePreview } from '../../contract/graph-view.ts';

/** Some 30 MB, at the usual size of a cell. */
const MOST_CELLS = 1_000_000;

const cellsOf = ({ before, after }: NodePreview): number => [before, after].reduce((sum, { columns, rows }) => sum + columns.length * (rows.length + 1), 0);

/** Previews as they were given, the last ones used, up to a number of cells. */
export class PreviewValues {
  /** The least recently used first. */
  readonly #values = new Map<string, NodePreview>();
  #cells = 0;

  get(key: string): NodePreview | undefined {
    const value = this.#values.get(key);
    if (value) {
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value;
  }

  set(key: string, value: NodePreview): void {
    this.#delete(key);
    this.#values.set(key, value);
    this.#cells += cellsOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#cells <= MOST_CELLS) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    const value = this.#values.get(key);
    if (!value) return;
    this.#values.delete(key);
    this.#cells -= cellsOf(value);
  }
}
