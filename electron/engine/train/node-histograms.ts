import type { BinSplit, OpenNode, SplitRule } from '../models/kernel.ts';
import type { BinnedCodes } from './binned-codes.ts';
import type { Call, Own } from './call-board.ts';
import { PAIR, type Panel } from './code-panels.ts';
import type { RowLists } from './row-lists.ts';
import { COLUMN_BYTES, FOUND_BYTES, readBest, RULE_BYTES, writeColumns, writeRule } from './split-memory.ts';
import { own, type TeamMemory } from './team-memory.ts';

/** Bytes in which a block of rows is brought together, or categories are put in order. */
const BLOCK = 48 * 1024;
/** Values added by a call at least. */
const LEAST_COUNTED = 30_000;
/** Up to so many rows each thread counts some columns of all of them: that is less than to add up histograms of all columns. */
const FEW_ROWS = 2048;
/** Nodes that are searched at a time. */
const NODES = 2;

/** Columns of a panel that one thread counts and searches: columns `first` to `end` of all. */
interface Group {
  readonly panel: Panel;
  readonly first: number;
  readonly end: number;
  /** Where their histograms lie, in bytes from that of all, and how many pairs they are. */
  readonly at: number;
  readonly cells: number;
}

/** Histograms of nodes and what is found in them. */
export class NodeHistograms {
  readonly #memory: TeamMemory;
  readonly #codes: BinnedCodes;
  readonly #lists: RowLists;
  readonly #pairs: number;
  readonly #width: number;
  readonly #groups: readonly Group[];
  readonly #slots: number;
  readonly #own: number;
  readonly #columns: number;
  readonly #wanted: number;
  readonly #rules: number;
  readonly #found: number;
  readonly #useful: number;
  /** Rows that are counted with the search alone. */
  #few: readonly [from: number, to: number] | undefined;
  #hasParts = false;
  #described: Pick<SplitRule, 'directions' | 'categories'> | undefined;

  /** Room for so many histograms of rows whose derivatives lie at `pairs`. */
  constructor(memory: TeamMemory, codes: BinnedCodes, lists: RowLists, pairs: number, columns: number, histograms: number) {
    this.#memory = memory;
    this.#codes = codes;
    this.#lists = lists;
    this.#pairs = pairs;
    this.#width = columns;
    this.#groups = groupsOf(codes, columns, memory.team.threads);
    this.#slots = memory.take(this.#bytes * histograms);
    this.#columns = memory.take(COLUMN_BYTES * columns);
    this.#wanted = memory.take(columns);
    this.#rules = memory.take(RULE_BYTES * NODES);
    this.#found = memory.take(FOUND_BYTES * NODES * this.#groups.length);
    this.#useful = memory.take(NODES * columns);
    // A thread has a block of rows and a histogram for itself, which is 0 between nodes.
    const { threads } = memory.team;
    this.#own = memory.take(this.#ownBytes * threads);
    new Uint8Array(memory.buffer, this.#own, this.#ownBytes * threads).fill(0);
    memory.team.begin(this.#own, this.#ownBytes);
  }

  add(from: number, to: number): void {
    if (!this.#hasParts && !this.#few && this.#isFew(to - from)) {
      this.#few = [from, to];
      return;
    }
    if (this.#few) this.#addParts(...this.#few);
    this.#few = undefined;
    this.#addParts(from, to);
  }

  /** One thread counts each row but once, and so do several where each has a panel for itself. */
  #isFew(rows: number): boolean {
    const { threads, grain } = this.#memory.team;
    return threads === 1 || rows * grain <= FEW_ROWS || this.#codes.panels.length >= 2 * threads;
  }

  /** Adds rows to the threads' own histograms. */
  #addParts(from: number, to: number): void {
    this.#hasParts = true;
    const pieces = this.#memory.pieces(to - from, Math.ceil(LEAST_COUNTED / this.#width));
    this.#memory.run(this.#codes.panels.flatMap((panel) => pieces.map((piece) => this.#addCall(panel, panel.first, Math.min(this.#width, panel.first + panel.columns), from + piece.from, piece.count, own(BLOCK)))));
  }

  /** Counts rows by the columns [first, end) of a panel. */
  #addCall(panel: Panel, first: number, end: number, from: number, count: number, histogram: number | Own): Call {
    const { shift, at } = panel;
    const cells = this.#codes.cellsAt + 4 * first;
    const [codes, index, pairs] = this.#lists.inOrder ? [at + from * 2 ** shift, 0, this.#pairs + PAIR * from] : [at, this.#lists.at(from), this.#pairs];
    return ['addRows', codes + first - panel.first, shift, end - first, cells, index, pairs, count, histogram, own(0)];
  }

  search(slot: number, rest: number | undefined, nodes: readonly OpenNode[], rule: SplitRule, columns: readonly number[]): (BinSplit | null)[] {
    const { buffer } = this.#memory;
    nodes.forEach((node, i) => writeRule(buffer, this.#rules + RULE_BYTES * i, node, rule));
    this.#describe(rule);
    const wanted = new Uint8Array(buffer, this.#wanted, this.#width).fill(0);
    for (const column of columns) wanted[column] = 1;
    const groups = this.#groups.filter(({ first, end }) => this.#hasParts || wanted.subarray(first, end).includes(1));
    this.#memory.team.runChains(groups.map((group, i) => this.#searchCalls(group, i, slot, rest, nodes)));
    this.#few = undefined;
    this.#hasParts = false;
    return nodes.map((_, i) => {
      const best = readBest(buffer, this.#found + FOUND_BYTES * this.#groups.length * i, groups.length);
      if (!best) return null;
      const useful = new Uint8Array(buffer, this.#useful + this.#width * i, this.#width);
      return { ...best, useful: columns.filter((column) => useful[column] === 1) };
    });
  }

  #searchCalls({ panel, first, end, at, cells }: Group, place: number, slot: number, rest: number | undefined, nodes: readonly OpenNode[]): Call[] {
    const counted = this.#slot(slot) + at;
    const [from, to] = this.#few ?? [0, 0];
    return [
      ...(this.#hasParts
        ? [['sumHistograms', counted, this.#own + BLOCK + at, this.#ownBytes, this.#memory.team.threads, cells] satisfies Call]
        : [['clearBytes', counted, PAIR * cells] satisfies Call, this.#addCall(panel, first, end, from, to - from, this.#slot(slot))]),
      ...(rest === undefined ? [] : [['subtractHistogram', this.#slot(rest) + at, counted, cells] satisfies Call]),
      ...nodes.map((node, i): Call => {
        const found = this.#found + FOUND_BYTES * (this.#groups.length * i + place);
        return ['searchColumns', this.#columns, first, end, this.#wanted, this.#slot(node.slot), this.#rules + RULE_BYTES * i, found, this.#useful + this.#width * i, own(0)];
      }),
    ];
  }

  /** Writes what a rule says of columns, unless it is what was said last. */
  #describe({ directions, categories }: SplitRule): void {
    if (this.#described && this.#described.directions === directions && this.#described.categories === categories) return;
    this.#described = { ...(directions ? { directions } : {}), ...(categories ? { categories } : {}) };
    writeColumns(this.#memory.buffer, this.#columns, Array.from({ length: this.#width }, (_, column) => this.#codes.column(column)), this.#described);
  }

  get #bytes(): number {
    return this.#codes.cells * PAIR;
  }

  get #ownBytes(): number {
    return BLOCK + this.#bytes;
  }

  #slot(slot: number): number {
    return this.#slots + slot * this.#bytes;
  }
}

/** Panels whole for one thread or where they are many, else in parts of equal width for several threads. */
function groupsOf(codes: BinnedCodes, columns: number, threads: number): Group[] {
  const width = threads === 1 || codes.panels.length >= 4 * threads ? Infinity : threads > 4 ? 4 : 8;
  return codes.panels.flatMap((panel) => {
    const [groups, last]: [Group[], number] = [[], Math.min(columns, panel.first + panel.columns)];
    for (let first = panel.first, end = first; first < last; first = end) {
      end = Math.min(last, first + width);
      const [from, to] = [codes.column(first).cell, endOf(codes.column(end - 1))];
      groups.push({ panel, first, end, at: PAIR * from, cells: to - from });
    }
    return groups;
  });
}

function endOf({ cell, bins, hasMissing }: { readonly cell: number; readonly bins: number; readonly hasMissing: boolean }): number {
  return cell + bins + (hasMissing ? 1 : 0);
}
