import type { Database } from '../db/database.ts';
import { sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { Outcome, OutcomeSums } from './target-outcome.ts';

/** Halves of a 64-bit sum: of so many rows their sums stay whole numbers in a double. */
const LOW = 2 ** 30;

/** The target of the rows that have one, in memory, added up by groups of rows. */
export class OutcomeRows {
  readonly rows: number;
  readonly #outcome: Outcome;
  /** `o1` and `o2` of each row: how often 2^30 goes into it, and what is left. */
  readonly #sums: readonly { readonly high: Float64Array; readonly low: Float64Array }[];

  private constructor(outcome: Outcome, rows: number, sums: readonly { high: Float64Array; low: Float64Array }[]) {
    this.rows = rows;
    this.#outcome = outcome;
    this.#sums = sums;
  }

  static async read(db: Database, table: Sql, outcome: Outcome, signal: AbortSignal | undefined): Promise<OutcomeRows> {
    const found = await db.columns(sql`select cast(o1 as bigint) as o1, cast(o2 as bigint) as o2 from (select ${outcome.columns} from ${table} where ${outcome.present})`, { signal });
    const [first, second] = [found['o1'] as BigInt64Array, found['o2'] as BigInt64Array];
    const used = outcome.task === 'regression' ? [first, second] : [first];
    return new OutcomeRows(outcome, first.length, used.map(halvesOf));
  }

  /** Whether the row is of the class that is looked at. */
  isHit(row: number): boolean {
    return this.#sums[0]?.low[row] === 1;
  }

  /** What the target is in each group, of so many rows; `groupOf` names the group of each row. */
  sumsBy(groupOf: Uint8Array, counts: readonly number[]): OutcomeSums[] {
    const totals = this.#sums.map(({ high, low }) => {
      const [highs, lows] = [new Float64Array(256), new Float64Array(256)];
      for (let row = 0; row < this.rows; row++) {
        const group = groupOf[row] as number;
        highs[group] = (highs[group] as number) + (high[row] as number);
        lows[group] = (lows[group] as number) + (low[row] as number);
      }
      return counts.map((_, group) => BigInt(highs[group] as number) * BigInt(LOW) + BigInt(lows[group] as number));
    });
    return counts.map((count, group) => this.#outcome.read(count, totals[0]?.[group], totals[1]?.[group] ?? 0n));
  }
}

function halvesOf(values: BigInt64Array): { high: Float64Array; low: Float64Array } {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const [high, low] = [new Float64Array(values.length), new Float64Array(values.length)];
  for (let i = 0; i < values.length; i++) {
    const below = words[2 * i] as number;
    low[i] = below % LOW;
    high[i] = ((words[2 * i + 1] as number) | 0) * 4 + Math.floor(below / LOW);
  }
  return { high, low };
}
