import type { ClusterRows, KernelColumns, Nearest, Pause } from '../models/kernel.ts';
import type { Call, Own } from './call-board.ts';
import type { Team } from './kernel-threads.ts';
import { PANEL_ROWS, panelBytes, panelsBytes, writePanels } from './row-panels.ts';
import { SpannedSums } from './spanned-sums.ts';
import { own, TeamMemory } from './team-memory.ts';

/** Panels of a span, whose sums are added to those of others in order. */
const SPAN = 64;
const SPAN_ROWS = SPAN * PANEL_ROWS;
/** Multiply-adds of a thread between two pauses: some 30 ms. */
const WORK = 40_000_000;
/** Spans that are worked on at once at most: their calls must fit on the board. */
const MOST_SPANS = 256;
/** Candidates that are tried at once find room: k-means++ draws 2 + log(k). */
const CANDIDATES = 16;
/** What is found of a panel. */
const OWN = 8 * PANEL_ROWS;
/** Bytes of a row's label and distance. */
const FOUND = 12;
const MB = 2 ** 20;
/** Of the rows half their bytes and so many more are held, what is found of them included; the others are copied in for each pass, so many bytes at once. */
const HELD = 144 * MB;
const COPIED = 32 * MB;

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
  readonly #columns: readonly Float64Array[];
  /** Rows from this one on are copied in when they are read. */
  readonly #held: number;
  readonly #copies: number;
  readonly #copied: number;

  /** `held`: bytes of rows that may stay here. */
  constructor(team: Team, { rows, columns, shift }: KernelColumns, points: number, held = heldBytes(rows, columns.length)) {
    const k = columns.length;
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
    // Sums of large ones would take room for nothing: few spans keep the threads busy then.
    this.#spans = Math.min(MOST_SPANS, Math.max(4 * team.threads, Math.floor(2 ** 20 / (points * (k + 1)))));
    this.#sums = memory.take(8 * Math.max(points * (k + 1), CANDIDATES) * this.#spans);
    this.#columns = columns;
    this.#held = panelsBytes(rows, k) <= held ? padded : Math.floor(held / (SPAN * panelBytes(k))) * SPAN_ROWS;
    this.#panels = memory.take(panelsBytes(Math.min(rows, this.#held), k));
    this.#copied = Math.max(1, Math.floor(COPIED / panelBytes(k)));
    this.#copies = this.#held < rows ? memory.take(this.#copied * panelBytes(k)) : 0;
    memory.doubles(this.#shifts, k).set(shift);
    memory.doubles(this.#distances, padded).fill(Infinity);
    new Int32Array(memory.buffer, this.#labels, padded).fill(-1);
    team.begin(memory.take(team.threads * OWN), OWN);
  }

  /** Copies the rows in that stay. */
  async fill(pause: Pause): Promise<void> {
    const end = Math.min(this.#rows, this.#held);
    for (let from = 0; from < end; from += SPAN_ROWS) {
      this.#write(this.#panelAt(from), from, Math.min(end, from + SPAN_ROWS));
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
    const sums = await this.#overSpans(width, 2 * k * count, pause, (panels, from, rows, sum) => {
      return ['assignPanels', panels, panelBytes(k), PANEL_ROWS, k, rows, this.#points, count, this.#shifts, this.#labels + 4 * from, this.#distances + 8 * from, sum];
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
    const count = candidates.length / this.#k;
    if (count > CANDIDATES) throw new RangeError(`There is room for ${CANDIDATES} candidates, not for ${count}`);
    this.#memory.doubles(this.#points, candidates.length).set(candidates);
    // What is found of a panel is only added up: the next one takes its place.
    return this.#try(this.#points, count, pause, () => [own(0), 0]);
  }

  async take(candidate: number, pause: Pause): Promise<Float64Array> {
    await this.#try(this.#points + 8 * this.#k * candidate, 1, pause, (from) => [this.#distances + 8 * from, 8 * PANEL_ROWS]);
    return this.#memory.doubles(this.#distances, this.#rows);
  }

  /** `found`: where the distances of a panel from the nearest go, and how far from there those of the next panel go. */
  #try(points: number, count: number, pause: Pause, found: (from: number) => readonly [number | Own, number]): Promise<Float64Array> {
    const k = this.#k;
    return this.#overSpans(count, 2 * k * count, pause, (panels, from, rows, sum) => ['tryPanels', panels, panelBytes(k), PANEL_ROWS, k, rows, points, count, this.#distances + 8 * from, ...found(from), sum]);
  }

  /** Makes calls for all rows, several spans at a time, and adds up the `width` sums of every span in order. Work that takes long is cut within spans, whose sums then go on. */
  async #overSpans(width: number, workOfRow: number, pause: Pause, call: (panels: number, from: number, rows: number, sum: number) => Call, hear?: (result: number) => void): Promise<Float64Array<ArrayBuffer>> {
    const totals = new SpannedSums(width);
    const most = this.#held < this.#rows ? this.#copied : Infinity;
    const panels = Math.max(1, Math.min(SPAN, most, Math.floor(WORK / (workOfRow * PANEL_ROWS))));
    const group = Math.min(this.#spans, Math.max(1, Math.floor(most / panels)), Math.max(1, Math.floor(WORK / (workOfRow * panels * PANEL_ROWS))) * this.#team.threads);
    for (let from = 0; from < this.#rows; from += group * SPAN_ROWS) {
      const spans = Math.min(group, Math.ceil((this.#rows - from) / SPAN_ROWS));
      const sums = this.#memory.doubles(this.#sums, width * spans).fill(0);
      for (let at = 0; at < SPAN_ROWS; at += panels * PANEL_ROWS) {
        const calls: Call[] = [];
        let copy = this.#copies;
        for (let span = 0; span < spans; span++) {
          const first = from + span * SPAN_ROWS + at;
          const end = Math.min(this.#rows, from + (span + 1) * SPAN_ROWS, first + panels * PANEL_ROWS);
          if (first >= end) continue;
          const isHeld = first < this.#held;
          const place = isHeld ? this.#panelAt(first) : copy;
          if (!isHeld) copy = this.#write(copy, first, end);
          calls.push(call(place, first, end - first, this.#sums + 8 * width * span));
        }
        this.#memory.run(calls);
        if (hear) calls.forEach((_, i) => hear(this.#team.board.result(i)));
        await pause();
      }
      for (let span = 0; span < spans; span++) for (let i = 0; i < width; i++) totals.add(i, sums[span * width + i] as number);
    }
    return totals.values();
  }

  /** The panel that begins with a row, of those that are held. */
  #panelAt(row: number): number {
    return this.#panels + (row / PANEL_ROWS) * panelBytes(this.#k);
  }

  /** Writes rows [from, end) at a place; gives where they end. */
  #write(place: number, from: number, end: number): number {
    writePanels(new Float64Array(this.#memory.buffer), place / 8, this.#columns, from, end);
    return place + panelsBytes(end - from, this.#k);
  }
}

/** Bytes of rows that stay, so that training keeps to what is promised of its memory. */
function heldBytes(rows: number, k: number): number {
  return Math.max(0, 4 * rows * k - FOUND * rows + HELD);
}
