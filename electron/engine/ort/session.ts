import { throwIfCancelled } from '../base/app-error.ts';
import { readMetadata } from '../onnx/read-metadata.ts';

/** Rows of one call: `run` blocks the event loop, 16,384 rows keep it short. */
export const BATCH_ROWS = 16_384;

export type Values = Float64Array | BigInt64Array | string[] | Uint8Array;

/** Raw rows: `numeric` is [rows, k] row by row, missing is NaN; `text` is [rows, m], missing is ''. */
export interface Rows {
  readonly rows: number;
  readonly numeric?: Float64Array;
  readonly text?: readonly string[];
}

/** An output for all rows: `values` is [rows, width] row by row. */
export interface Output {
  readonly values: Values;
  readonly width: number;
}

/** An open model. `release` frees its memory; nothing may be called after it. */
export interface OrtSession {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The texts that travel in the file. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Scores rows in batches; between batches an abort is heard and other work gets its turn. `wanted`: of the outputs, all by default. */
  run(rows: Rows, signal?: AbortSignal, wanted?: readonly string[]): Promise<Record<string, Output>>;
  release(): Promise<void>;
}

type Ort = typeof import('onnxruntime-node');
let loading: Promise<Ort> | undefined;

/** onnxruntime looks up a host and writes a device id unless it is told not to before it loads: in a thread, by the main one. */
export function silenceTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}

function ort(): Promise<Ort> {
  silenceTelemetry();
  loading ??= import('onnxruntime-node');
  return loading;
}

/** Opens a model with one thread: with two, trees add up in another order. */
export async function openSession(bytes: Uint8Array): Promise<OrtSession> {
  const { InferenceSession, Tensor } = await ort();
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
  });

  const runBatch = async (input: Rows, from: number, to: number, wanted: readonly string[]): Promise<Record<string, Output>> => {
    const feeds: Record<string, InstanceType<typeof Tensor>> = {};
    const cut = (values: { readonly length: number }): number => (input.rows === 0 ? 0 : values.length / input.rows);
    if (session.inputNames.includes('numeric')) {
      const width = widthOf(session.inputMetadata, 'numeric', input.numeric && cut(input.numeric));
      feeds['numeric'] = new Tensor('float64', part(input.numeric ?? new Float64Array(), from * width, to * width), [to - from, width]);
    }
    if (session.inputNames.includes('text')) {
      const width = widthOf(session.inputMetadata, 'text', input.text && cut(input.text));
      feeds['text'] = new Tensor('string', (input.text ?? []).slice(from * width, to * width), [to - from, width]);
    }
    const results = await session.run(feeds, [...wanted]);
    const outputs: Record<string, Output> = {};
    for (const name of wanted) {
      const tensor = results[name];
      if (!tensor) throw new Error(`The model gave no ${name}`);
      const width = tensor.dims.slice(1).reduce((product, dim) => product * dim, 1);
      outputs[name] = { values: tensor.data as Values, width };
    }
    return outputs;
  };

  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    metadata: readMetadata(bytes),
    run: async (rows, signal, wanted = session.outputNames) => {
      checkSizes(rows);
      const parts: Record<string, Output>[] = [];
      for (let from = 0; from === 0 || from < rows.rows; from += BATCH_ROWS) {
        throwIfCancelled(signal);
        if (from > 0) await new Promise((resolve) => setImmediate(resolve));
        parts.push(await runBatch(rows, from, Math.min(from + BATCH_ROWS, rows.rows), wanted));
      }
      return joined(parts);
    },
    release: () => session.release(),
  };
}

/** A copy, unless it is all: the runtime may keep what it is given. */
function part(values: Float64Array, from: number, to: number): Float64Array {
  return from === 0 && to === values.length ? values : values.slice(from, to);
}

function checkSizes({ rows, numeric, text }: Rows): void {
  for (const values of [numeric, text]) {
    if (values && (rows === 0 ? values.length > 0 : values.length % rows !== 0)) throw new RangeError(`${values.length} values do not make ${rows} rows`);
  }
}

/** The declared width of an input: rows say it too, but not where there are none. */
function widthOf(metadata: readonly unknown[], name: string, seen: number | undefined): number {
  const entry = (metadata as readonly { name: string; shape?: readonly (number | string)[] }[]).find((input) => input.name === name);
  const declared = entry?.shape?.[1];
  return typeof declared === 'number' ? declared : (seen ?? 0);
}

function joined(parts: readonly Record<string, Output>[]): Record<string, Output> {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? {};
  return Object.fromEntries(Object.entries(first).map(([name, { values, width }]) => [name, { values: concat(values, parts.map((part) => part[name]?.values ?? [])), width }]));
}

function concat(like: Values, pieces: readonly (Values | never[])[]): Values {
  if (Array.isArray(like)) return (pieces as string[][]).flat();
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const all = like instanceof Float64Array ? new Float64Array(length) : like instanceof BigInt64Array ? new BigInt64Array(length) : new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    (all as Float64Array).set(piece as Float64Array, at);
    at += piece.length;
  }
  return all;
}
