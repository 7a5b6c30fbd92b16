import type { ChainNode } from '../graph/chain.ts';
import { chainFingerprints } from '../graph/fingerprint.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { advance, dropTables } from './fit-chain.ts';
import type { FitContext, FitState } from './fit-state.ts';
import { Turns } from './turns.ts';

/** A fitted beginning of a chain. Its tables are read by those that go on from it, so they stay as long as these do. */
interface Kept {
  readonly state: FitState;
  /** Rows that leave it. */
  readonly rows: number;
  readonly parent: Kept | null;
  /** Made on the way from its parent. */
  readonly tables: Sql[];
  readonly bytes: number;
  children: number;
}

/** What a node did, and what was there from before. */
export interface FittedPath {
  readonly before: FitState;
  readonly after: FitState;
  readonly rows: { readonly before: number; readonly after: number };
  /** For each node of the chain: the rows that leave it, and whether it was fitted already. */
  readonly nodes: readonly { readonly rows: number; readonly cached: boolean }[];
}

export interface CacheLimits {
  readonly states: number;
  readonly bytes: number;
}

/** Of a cell in a table: a number, or a text of usual length. */
const CELL_BYTES = { number: 8, text: 24 };

/**
 * The fitted beginnings of the chains of one database, so that a change computes again only what follows it. They are
 * found by fingerprint; what was not used for longest goes first, once there are more than the limits allow.
 */
export class FitCache {
  readonly #limits: CacheLimits;
  readonly #turns = new Turns();
  /** The least recently used first. */
  readonly #kept = new Map<string, Kept>();

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  get states(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Fits a chain as far as it is not there yet, and hands it to `work`, during which all of it stays. */
  async fit<T>(context: Omit<FitContext, 'tables'>, start: { state: FitState; rows: number }, chain: readonly ChainNode[], work: (path: FittedPath) => Promise<T>): Promise<T> {
    return this.#turns.take(context.signal, async () => {
      const keys = chainFingerprints(context.seed, chain);
      const known = keys.findLastIndex((key) => this.#kept.has(key));
      const root: Kept = { ...start, parent: null, tables: [], bytes: 0, children: 0 };
      /** The state behind the node at a place; on the way those stay in which rows change. */
      const reach = async (place: number): Promise<Kept> => {
        if (place < 0) return root;
        const key = keys[place] ?? '';
        const kept = this.#use(key);
        if (kept) return kept;
        let from = place - 1;
        while (from >= 0 && !this.#kept.has(keys[from] ?? '') && !changesRows(chain[from])) from -= 1;
        return this.#advance(context, await reach(from), chain.slice(from + 1, place + 1), key);
      };
      try {
        const before = await reach(keys.length - 2);
        const after = await reach(keys.length - 1);
        let { rows } = root;
        const nodes = chain.map((node, i) => {
          if (changesRows(node)) rows = this.#kept.get(keys[i] ?? '')?.rows ?? rows;
          return { rows, cached: i <= known };
        });
        return await work({ before: before.state, after: after.state, rows: { before: before.rows, after: after.rows }, nodes });
      } finally {
        await this.#shrink(context);
      }
    });
  }

  async #advance(context: Omit<FitContext, 'tables'>, parent: Kept, nodes: readonly ChainNode[], key: string): Promise<Kept> {
    const own: FitContext = { ...context, tables: [] };
    try {
      const state = await advance(own, parent.state, nodes);
      const { n } = await context.db.row(sql`select count(*) as n from ${state.rows.relation}`, { signal: context.signal });
      const rows = Number(n);
      const kept: Kept = { state, rows, parent, tables: [...own.tables], bytes: own.tables.length * rows * rowBytes(state), children: 0 };
      parent.children += 1;
      this.#kept.set(key, kept);
      return kept;
    } catch (error) {
      await dropTables(own);
      throw error;
    }
  }

  #use(key: string | undefined): Kept | undefined {
    const kept = key === undefined ? undefined : this.#kept.get(key);
    if (key === undefined || !kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /** Lets go what nothing goes on from, until what is left fits. */
  async #shrink(context: Omit<FitContext, 'tables'>): Promise<void> {
    while (this.#kept.size > this.#limits.states || this.bytes > this.#limits.bytes) {
      const oldest = [...this.#kept].find(([, { children }]) => children === 0);
      if (!oldest) return;
      const [key, kept] = oldest;
      this.#kept.delete(key);
      if (kept.parent) kept.parent.children -= 1;
      await dropTables({ ...context, tables: kept.tables });
    }
  }
}

const changesRows = (node: ChainNode | undefined): boolean => node !== undefined && node.definition.kind !== 'row' && node.definition.kind !== 'roles';

function rowBytes({ environment: { schema }, rows }: FitState): number {
  const hidden = 2 + rows.folds.size;
  return schema.reduce((sum, { type }) => sum + (type === 'text' ? CELL_BYTES.text : CELL_BYTES.number), hidden * CELL_BYTES.number);
}
