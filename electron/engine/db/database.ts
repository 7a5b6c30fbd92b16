import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath, resolve } from 'node:path';
import { DuckDBInstance, DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { cancelledError, throwIfCancelled } from '../base/app-error.ts';
import { type Sql, join, literal, sql } from '../sql/sql.ts';
import { copyColumn, emptyArray, grown, rowsOf, type ColumnArray, type Row } from './chunk-values.ts';
import { databaseError } from './duckdb-errors.ts';

export interface Progress {
  (event: { stage: string; fraction: number | null }): void;
}

/** What every long call takes. */
export interface JobContext {
  signal?: AbortSignal | undefined;
  onProgress?: Progress | undefined;
}

export interface DatabaseOptions {
  /** The folder of the database and of what spills to disk. Without it the database lives in memory and spills to a folder of its own that `close` deletes. */
  directory?: string | undefined;
  memoryLimitMb: number;
  threads: number;
  /** Folders whose files statements may read or write, beside the scratch folder. They cannot be added later. */
  allowedDirectories?: readonly string[] | undefined;
}

const CONNECTIONS = 4;
/** The smallest that DuckDB has. */
const SMALL_BLOCK = 2 ** 14;

/** One DuckDB, hardened: no network, no extension, no file outside the folders named at the start, no setting changed later. */
export class Database {
  /** A folder that statements may write to; it is emptied when the database opens and closes. */
  readonly scratch: string;
  readonly threads: number;
  readonly memoryLimitMb: number;
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[];
  readonly #busy = new Set<DuckDBConnection>();
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  readonly #owned: string;
  #serial = 0;
  #small: Promise<void> | undefined;

  private constructor(instance: DuckDBInstance, idle: DuckDBConnection[], scratch: string, owned: string, options: DatabaseOptions) {
    this.#instance = instance;
    this.#idle = idle;
    this.scratch = scratch;
    this.#owned = owned;
    this.threads = options.threads;
    this.memoryLimitMb = options.memoryLimitMb;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const home = options.directory ?? (await mkdtemp(joinPath(tmpdir(), 'millwright-')));
    const scratch = joinPath(home, 'scratch');
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true });
    let instance: DuckDBInstance | undefined;
    try {
      instance = await DuckDBInstance.create(options.directory === undefined ? ':memory:' : joinPath(home, 'data.duckdb'), {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        allow_unsigned_extensions: 'false',
      });
      const connections: DuckDBConnection[] = [];
      for (let i = 0; i < CONNECTIONS; i++) connections.push(await instance.connect());
      await harden(connections, scratch, options);
      return new Database(instance, connections, scratch, options.directory === undefined ? home : scratch, options);
    } catch (error) {
      instance?.closeSync();
      await rm(options.directory === undefined ? home : scratch, { recursive: true, force: true });
      throw databaseError(error);
    }
  }

  /** A new name for a table or view of the engine's own. */
  name(purpose: string): string {
    this.#serial += 1;
    return `mw_${purpose}_${this.#serial}`;
  }

  /**
   * Tables that are made from now on lie in a file of the scratch folder whose blocks are a sixteenth of the usual size: a table in memory has a block of 256 KiB for each
   * column of more than some thousand rows. What was made before is no longer found by its name. For the first statements of a database.
   */
  useSmallBlocks(): Promise<void> {
    return (this.#small ??= this.#toSmallBlocks());
  }

  async #toSmallBlocks(): Promise<void> {
    const all: DuckDBConnection[] = [];
    try {
      while (all.length < CONNECTIONS) all.push(await this.#acquire());
      const file = literal(joinPath(this.scratch, 'small-blocks.duckdb'));
      await all[0]?.run(sql`attach ${file} as small_blocks (block_size ${SMALL_BLOCK})`.text);
      for (const connection of all) await connection.run('use small_blocks');
    } catch (error) {
      throw databaseError(error);
    } finally {
      for (const connection of all) this.#release(connection);
    }
  }

  /** Runs statements for their effect; gives the number of rows changed by the last. */
  async run(statement: Sql, context: JobContext & { stage?: string } = {}): Promise<number> {
    return await this.#use(statement, context, async (connection) => (await connection.run(statement.text)).rowsChanged);
  }

  /** All rows of a statement. */
  async rows(statement: Sql, context: JobContext & { stage?: string } = {}): Promise<Row[]> {
    return await this.#use(statement, context, async (connection) => {
      const result = await connection.run(statement.text);
      const found: Row[] = [];
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) found.push(...rowsOf(result, chunk));
      return found;
    });
  }

  /** The one row of a statement that has exactly one. */
  async row(statement: Sql, context: JobContext & { stage?: string } = {}): Promise<Row> {
    const found = await this.rows(statement, context);
    const first = found[0];
    if (!first || found.length > 1) throw new Error(`One row was expected, ${found.length} came: ${statement.text.slice(0, 200)}`);
    return first;
  }

  /** Rows in batches, without holding them all. */
  async *stream(statement: Sql, context: JobContext = {}): AsyncGenerator<Row[]> {
    for await (const { result, chunk } of this.#chunks(statement, context)) if (chunk) yield rowsOf(result, chunk);
  }

  /**
   * Whole columns as arrays, streamed: DOUBLE to Float64Array, BIGINT to BigInt64Array, VARCHAR to texts (NULL is ''). A number that may be NULL must be coalesced
   * to NaN in the statement. With `rows` known the arrays are made at once; with `into` numbers are written there.
   */
  async columns(statement: Sql, options: JobContext & { rows?: number; into?: readonly Float64Array[] } = {}): Promise<Record<string, ColumnArray>> {
    let capacity = options.rows ?? 4096;
    let names: string[] = [];
    let targets: (Float64Array | BigInt64Array | string[])[] = [];
    let count = 0;
    for await (const { result, chunk } of this.#chunks(statement, options, true)) {
      if (names.length === 0) {
        names = result.columnNames();
        let doubles = 0;
        targets = names.map((_, i) => emptyArray(result.columnTypeId(i), capacity, () => options.into?.[doubles++]));
      }
      if (!chunk) break;
      if (count + chunk.rowCount > capacity) {
        capacity = Math.max(count + chunk.rowCount, capacity * 2);
        targets = targets.map((target) => grown(target, capacity, options.into !== undefined));
      }
      for (let i = 0; i < targets.length; i++) copyColumn(chunk, i, targets[i] as Float64Array | BigInt64Array | string[], count);
      count += chunk.rowCount;
    }
    return Object.fromEntries(names.map((name, i) => {
      const target = targets[i] as Float64Array | BigInt64Array | string[];
      return [name, Array.isArray(target) ? target : target.length === count ? target : target.subarray(0, count)];
    }));
  }

  /** Columns as {@link columns} gives them, some thousand rows at a time: for tables that shall not be held whole. */
  async *columnBatches(statement: Sql, rows: number, context: JobContext = {}): AsyncGenerator<{ rows: number; columns: Record<string, ColumnArray> }> {
    let held: { result: DuckDBResult; chunk: DuckDBDataChunk }[] = [];
    let count = 0;
    const joined = (): { rows: number; columns: Record<string, ColumnArray> } => {
      const [first] = held;
      const names = first?.result.columnNames() ?? [];
      const targets = names.map((_, i) => emptyArray(first?.result.columnTypeId(i) ?? DuckDBTypeId.DOUBLE, count, () => undefined));
      let at = 0;
      for (const { chunk } of held) {
        targets.forEach((target, i) => copyColumn(chunk, i, target, at));
        at += chunk.rowCount;
      }
      return { rows: count, columns: Object.fromEntries(names.map((name, i) => [name, targets[i] as ColumnArray])) };
    };
    for await (const { result, chunk } of this.#chunks(statement, context)) {
      if (!chunk) break;
      held.push({ result, chunk });
      count += chunk.rowCount;
      if (count < rows) continue;
      yield joined();
      held = [];
      count = 0;
    }
    if (count > 0) yield joined();
  }

  /** Stops every statement that runs now; each throws CANCELLED. */
  interrupt(): void {
    for (const connection of this.#busy) connection.interrupt();
  }

  async close(): Promise<void> {
    this.interrupt();
    for (const connection of [...this.#idle, ...this.#busy]) connection.closeSync();
    this.#instance.closeSync();
    await rm(this.#owned, { recursive: true, force: true });
  }

  async *#chunks(statement: Sql, context: JobContext, evenIfEmpty = false): AsyncGenerator<{ result: DuckDBResult; chunk: DuckDBDataChunk | null }> {
    throwIfCancelled(context.signal);
    const connection = await this.#acquire();
    const stop = watch(connection, context, '');
    try {
      const result = await connection.stream(statement.text);
      let first = true;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) {
          // An interrupted stream ends as if all rows had come.
          throwIfCancelled(context.signal);
          if (first && evenIfEmpty) yield { result, chunk: null };
          break;
        }
        first = false;
        throwIfCancelled(context.signal);
        yield { result, chunk };
      }
    } catch (error) {
      throw context.signal?.aborted ? cancelledError() : databaseError(error, statement);
    } finally {
      stop();
      this.#release(connection);
    }
  }

  async #use<T>(statement: Sql, context: JobContext & { stage?: string }, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    throwIfCancelled(context.signal);
    const connection = await this.#acquire();
    const stop = watch(connection, context, context.stage ?? '');
    try {
      return await work(connection);
    } catch (error) {
      throw context.signal?.aborted ? cancelledError() : databaseError(error, statement);
    } finally {
      stop();
      this.#release(connection);
    }
  }

  async #acquire(): Promise<DuckDBConnection> {
    const connection = this.#idle.pop() ?? (await new Promise<DuckDBConnection>((done) => this.#waiting.push(done)));
    this.#busy.add(connection);
    return connection;
  }

  #release(connection: DuckDBConnection): void {
    this.#busy.delete(connection);
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
  }
}

async function harden(connections: readonly DuckDBConnection[], scratch: string, options: DatabaseOptions): Promise<void> {
  const [first] = connections;
  if (!first) throw new Error('A database needs a connection');
  const directories = [scratch, ...(options.allowedDirectories ?? [])].map((directory) => literal(resolve(directory)));
  for (const connection of connections) {
    await connection.run('set enable_progress_bar = true; set enable_progress_bar_print = false;');
  }
  const settings = [
    sql`set threads = ${options.threads}`,
    sql`set memory_limit = ${literal(`${options.memoryLimitMb}MB`)}`,
    sql`set temp_directory = ${literal(scratch)}`,
    sql`set allow_persistent_secrets = false`,
    sql`set preserve_insertion_order = true`,
    sql`set allowed_directories = [${directories}]`,
    sql`set enable_external_access = false`,
    sql`set lock_configuration = true`,
  ];
  await first.run(join(settings, '; ').text);
}

/** Interrupts the statement when the signal aborts, and reports its progress; the result undoes both. */
function watch(connection: DuckDBConnection, { signal, onProgress }: JobContext, stage: string): () => void {
  const abort = (): void => connection.interrupt();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = onProgress && setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage >= 0) onProgress({ stage, fraction: Math.min(percentage / 100, 1) });
  }, 200);
  return () => {
    signal?.removeEventListener('abort', abort);
    if (timer) clearInterval(timer);
  };
}
