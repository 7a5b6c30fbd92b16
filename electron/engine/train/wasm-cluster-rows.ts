import type { ClusterRows, KernelColumns, Nearest, Pause } from '../models/kernel.ts';
import type { Call } from './call-board.ts';
import type { Team } from './kernel-threads.ts';
import { PANEL_ROWS, panelBytes, panelsBytes, writePanels } from './row-panels.ts';
import { SpannedSums } from './spanned-sums.ts';
import { TeamMemory } from './team-memory.ts';

/** Panels of a span, whose sums are added to those of others in order. */
const SPAN = 64;
const SPAN_ROWS = SPAN * PANEL_ROWS;
/** Multiply-adds of a thread between two pauses: some 30 ms. */
const WORK = 40_000_000;
/** Spans that are worked on at once at most: their calls must fit on the board. */
const MOST_SPANS = 256;
/** Candidates that are tried at once find room: k-means++ draws 2 + log(k). */
const CANDIDATES = 16;

/** {@link ClusterRows} over the memory of a team of threads. */
export class WasmClusterRows implements ClusterRows {
  readonly #team: Team;
  readonly #memory: TeamMemory;
  readonly #rows: number;
  readonly #k: number;
  readonly #most: number;
  readonly #panels: number;
  readonly #shifts: number;
  readonly #points: number;
  readonly #labels: number;
  readonly #distances: number;
  readonly #sums: number;
  readonly #spans: number;
  #closest: number;
  /** An array for every candidate, one after another; made when first needed. */
  #found = 0;
  #tried = 0;

  constructor(team: Team, { rows, columns, shift }: Omit<KernelColumns, 'columns'> & { readonly columns: number }, points: number) {
    const k = columns;
    const memory = new TeamMemory(team, `find clusters in ${rows} rows of ${k} columns`, 'ask for fewer clusters');
    this.#team = team;
    this.#memory = memory;
    this.#rows = rows;
    this.#k = k;
    this.#most = points;
    const padded = Math.ceil(rows / PANEL_ROWS) * PANEL_ROWS;
    this.#shifts = memory.take(8 * k);
    this.#points = memory.take(8 * k * Math.max(points, CANDIDATES));
    this.#labels = memory.take(4 * padded);
    this.#distances = memory.take(8 * padded);
    this.#closest = memory.take(8 * padded);
    // Sums of large ones would take room for nothing: few spans keep the threads busy then.
    this.#spans = Math.min(MOST_SPANS, Math.max(4 * team.threads, Math.floor(2 ** 20 / (points * (k + 1)))));
    this.#sums = memory.take(8 * Math.max(points * (k + 1), CANDIDATES) * this.#spans);
    this.#panels = memory.take(panelsBytes(rows, k));
    memory.doubles(this.#shifts, k).set(shift);
    memory.doubles(this.#closest, padded).fill(Infinity);
    new Int32Array(memory.buffer, this.#labels, padded).fill(-1);
    team.begin(0, 0);
  }

  /** Copies the rows in. */
  async fill({ columns, rows }: KernelColumns, pause: Pause): Promise<void> {
    for (let from = 0; from < rows; from += SPAN_ROWS) {
      const memory = new Float64Array(this.#memory.buffer);
      writePanels(memory, this.#panelAt(from) / 8, columns, from, Math.min(rows, from + SPAN_ROWS));
      await pause();
    }
  }

  close(): void {
    this.#team.close();
  }

  async nearest(points: Float64Array, pause: Pause): Promise<Nearest> {
    const k = this.#k;
    const count = points.length / k;
    if (count > this.#most) throw new RangeError(`There is room for ${this.#most} points, not for ${count}`);
    const width = count * (k + 1);
    this.#memory.doubles(this.#points, points.length).set(points);
    let changed = 0;
    const sums = await this.#overSpans(width, 2 * k * count, pause, (from, rows, sum) => {
      return ['assignPanels', this.#panelAt(from), panelBytes(k), PANEL_ROWS, k, rows, this.#points, count, this.#shifts, this.#labels + 4 * from, this.#distances + 8 * from, sum];
    }, (result) => (changed += result));
    return {
      changed,
      labels: new Int32Array(this.#memory.buffer, this.#labels, this.#rows),
      distances: this.#memory.doubles(this.#distances, this.#rows),
      sums: sums.slice(0, points.length),
      counts: sums.slice(points.length),
    };
  }

  async tryPoints(candidates: Float64Array, pause: Pause): Promise<Float64Array> {
    const k = this.#k;
    const count = candidates.length / k;
    if (count > CANDIDATES) throw new RangeError(`There is room for ${CANDIDATES} candidates, not for ${count}`);
    if (count > this.#tried) {
      this.#found = this.#memory.take(this.#bytes * count);
      this.#tried = count;
    }
    this.#memory.doubles(this.#points, candidates.length).set(candidates);
    return this.#overSpans(count, 2 * k * count, pause, (from, rows, sum) => {
      return ['tryPanels', this.#panelAt(from), panelBytes(k), PANEL_ROWS, k, rows, this.#points, count, this.#closest + 8 * from, this.#found + 8 * from, this.#bytes, sum];
    });
  }

  take(candidate: number): Float64Array {
    const closest = this.#memory.doubles(this.#closest, this.#rows);
    closest.set(this.#memory.doubles(this.#found + candidate * this.#bytes, this.#rows));
    return closest;
  }

  /** Makes calls for all rows, several spans at a time, and adds up the `width` sums of every span in order. Work that takes long is cut within spans, whose sums then go on. */
  async #overSpans(width: number, workOfRow: number, pause: Pause, call: (from: number, rows: number, sum: number) => Call, hear?: (result: number) => void): Promise<Float64Array<ArrayBuffer>> {
    const totals = new SpannedSums(width);
    const panels = Math.max(1, Math.min(SPAN, Math.floor(WORK / (workOfRow * PANEL_ROWS))));
    const group = Math.min(this.#spans, Math.max(1, Math.floor(WORK / (workOfRow * panels * PANEL_ROWS))) * this.#team.threads);
    for (let from = 0; from < this.#rows; from += group * SPAN_ROWS) {
      const spans = Math.min(group, Math.ceil((this.#rows - from) / SPAN_ROWS));
      const sums = this.#memory.doubles(this.#sums, width * spans).fill(0);
      for (let at = 0; at < SPAN_ROWS; at += panels * PANEL_ROWS) {
        const calls: Call[] = [];
        for (let span = 0; span < spans; span++) {
          const first = from + span * SPAN_ROWS + at;
          const end = Math.min(this.#rows, from + (span + 1) * SPAN_ROWS, first + panels * PANEL_ROWS);
          if (first < end) calls.push(call(first, end - first, this.#sums + 8 * width * span));
        }
        this.#memory.run(calls);
        if (hear) calls.forEach((_, i) => hear(this.#team.board.result(i)));
        await pause();
      }
      for (let span = 0; span < spans; span++) for (let i = 0; i < width; i++) totals.add(i, sums[span * width + i] as number);
    }
    return totals.values();
  }

  /** The panel that begins with a row. */
  #panelAt(row: number): number {
    return this.#panels + (row / PANEL_ROWS) * panelBytes(this.#k);
  }

  /** Bytes of a number for every row, up to the end of the last panel. */
  get #bytes(): number {
    return 8 * Math.ceil(this.#rows / PANEL_ROWS) * PANEL_ROWS;
  }
}
