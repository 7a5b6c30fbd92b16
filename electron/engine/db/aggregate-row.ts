import { sql, type Sql } from '../sql/sql.ts';
import type { Row } from './chunk-values.ts';
import type { Database, JobContext } from './database.ts';

/** Aggregates in one statement: planning it takes time by the square of their number. */
const AT_ONCE = 300;

/** The one row of any number of aggregates over a relation, each with a name of its own; some hundred in a statement. */
export async function aggregateRow(db: Database, aggregates: readonly Sql[], relation: Sql, context: JobContext & { stage?: string } = {}): Promise<Row> {
  const row: Record<string, Row[string]> = {};
  for (let first = 0; first < aggregates.length; first += AT_ONCE) Object.assign(row, await db.row(sql`select ${aggregates.slice(first, first + AT_ONCE)} from ${relation}`, context));
  return row;
}
