import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { throwIfCancelled } from '../base/app-error.ts';
import { random } from '../base/random.ts';
import type { Random } from '../base/random.ts';
import type { JobContext } from '../db/database.ts';
import { fileError } from './load-source.ts';

export interface SampleOptions {
  rows: number;
  seed: number;
}

const HEADER = 'machine_id,timestamp,material,temperature,vibration,spindle_speed,power,tool_wear,failure\n';
const MATERIALS = [
  { name: 'aluminium', hardness: 0.8 },
  { name: 'brass', hardness: 0.9 },
  { name: 'steel', hardness: 1.15 },
  { name: 'titanium', hardness: 1.4 },
] as const;
const MACHINES = 40;
/** 2025-01-01T00:00:00Z in minutes. */
const START = 28_928_160;
const CHUNK_ROWS = 2000;

interface Machine {
  id: string;
  warmth: number;
  roughness: number;
  wear: number;
  material: (typeof MATERIALS)[number];
  job: number;
  pace: number;
}

/**
 * Machine telemetry by the minute, as CSV in pieces: tools wear with the load, heat and vibration rise with wear, and `failure` says whether the tool fails in
 * that minute. Minute after minute all machines report; the same rows and seed give the same bytes.
 */
export function* sampleTelemetry({ rows, seed }: SampleOptions): Generator<string> {
  const source = random(seed);
  const machines = Array.from({ length: MACHINES }, (_, i) => newMachine(i, source));
  let text = HEADER;
  for (let row = 0; row < rows; row++) {
    const machine = machines[row % MACHINES] as Machine;
    text += line(machine, START + Math.floor(row / MACHINES), source);
    if ((row + 1) % CHUNK_ROWS === 0) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

function newMachine(i: number, source: Random): Machine {
  const machine = { id: `M${String(i + 1).padStart(3, '0')}`, warmth: source.normal() * 1.5, roughness: source.next() * 0.4, wear: source.next() * 200, material: MATERIALS[2], job: 0, pace: 1 };
  nextJob(machine, source);
  return machine;
}

function nextJob(machine: Machine, source: Random): void {
  machine.material = MATERIALS[source.below(MATERIALS.length)] ?? MATERIALS[0];
  machine.pace = 0.85 + source.next() * 0.3;
  machine.job = 20 + source.below(60);
}

function line(machine: Machine, minute: number, source: Random): string {
  if (machine.job-- <= 0) nextJob(machine, source);
  const { hardness, name } = machine.material;
  machine.wear += hardness * machine.pace * (5 + source.next() * 6);
  const worn = machine.wear / 240;
  const speed = 1500 * machine.pace * (1.15 - 0.15 * hardness) + source.normal() * 40;
  const power = 4.2 * hardness * machine.pace * (1 + 0.25 * worn * worn) + source.normal() * 0.25;
  const temperature = 52 + machine.warmth + 6 * hardness * machine.pace + 9 * worn * worn + source.normal() * 1.6;
  const vibration = 1.1 + machine.roughness + 1.3 * worn * worn * worn + (speed / 1500 - 1) * 0.8 + source.normal() * 0.22;
  const score = 5 * (worn - 0.95) + 0.15 * (temperature - 66) + 0.8 * (vibration - 2.4) + 0.4 * (power - 5);
  const failure = source.next() < risk(score) ? 1 : 0;
  const cells = [
    machine.id, timeText(minute), lacks(source, 0.01) ? '' : name, measured(source, 0.02, temperature, 2), measured(source, 0.03, vibration, 3),
    measured(source, 0.005, speed, 0), measured(source, 0.01, power, 3), machine.wear.toFixed(1), failure,
  ];
  if (failure === 1 || machine.wear > 330) machine.wear = source.next() * 15;
  return `${cells.join(',')}\n`;
}

/** From 0 to 0.5: a logistic curve made of a division alone, so that no library's exponential decides a row. */
function risk(score: number): number {
  const steep = score / (1 + Math.abs(score));
  return 0.25 * (1 + steep) ** 4 / 4;
}

function lacks(source: Random, share: number): boolean {
  return source.next() < share;
}

function measured(source: Random, missing: number, value: number, digits: number): string {
  return lacks(source, missing) ? '' : Math.max(0, value).toFixed(digits);
}

function timeText(minute: number): string {
  return new Date(minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Writes the sample beside its place and renames it there: the whole file or none. */
export async function writeSample(path: string, options: SampleOptions, context: JobContext = {}): Promise<void> {
  const staged = `${path}.${randomBytes(6).toString('hex')}.part`;
  let placed = false;
  try {
    const file = await open(staged, 'wx');
    try {
      let done = 0;
      for (const text of sampleTelemetry(options)) {
        throwIfCancelled(context.signal);
        await file.appendFile(text);
        done += CHUNK_ROWS;
        context.onProgress?.({ stage: 'Making the rows', fraction: Math.min(1, done / Math.max(options.rows, 1)) });
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(staged, path);
    placed = true;
  } catch (error) {
    throw fileError(error, path);
  } finally {
    if (!placed) await rm(staged, { force: true });
  }
}
