import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../base/hash.ts';
import { sampleTelemetry, writeSample } from './sample-telemetry.ts';

const text = (rows: number, seed: number): string => [...sampleTelemetry({ rows, seed })].join('');

describe('sampleTelemetry', () => {
  it('is the same for a seed, another for another, and short is the beginning of long', () => {
    expect(sha256(text(500, 7))).toBe(sha256(text(500, 7)));
    expect(text(500, 7)).not.toBe(text(500, 8));
    expect(text(5000, 7).startsWith(text(500, 7))).toBe(true);
    expect(text(500, 7).trimEnd().split('\n')).toHaveLength(501);
  });
  it('has failures, at least 3%, that come with wear', () => {
    const rows = text(20_000, 1).trimEnd().split('\n').slice(1).map((line) => line.split(','));
    const failed = rows.filter((row) => row[8] === '1');
    const wear = (some: string[][]): number => some.reduce((sum, row) => sum + Number(row[7]), 0) / some.length;
    expect(failed.length / rows.length).toBeGreaterThan(0.03);
    expect(failed.length / rows.length).toBeLessThan(0.1);
    expect(wear(failed)).toBeGreaterThan(wear(rows) * 1.4);
    expect(rows.some((row) => row[3] === '')).toBe(true);
  });
});

describe('writeSample', () => {
  it('leaves the whole file, or nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millwright-sample-'));
    try {
      const path = join(folder, 'sample.csv');
      const stop = new AbortController();
      stop.abort();
      await expect(writeSample(path, { rows: 100, seed: 1 }, { signal: stop.signal })).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
      expect(readdirSync(folder)).toEqual([]);
      await writeSample(path, { rows: 100, seed: 1 });
      expect(readFileSync(path, 'utf8')).toBe(text(100, 1));
      await expect(writeSample(join(folder, 'none', 'x.csv'), { rows: 1, seed: 1 })).rejects.toMatchObject({ data: { code: 'FILE_MISSING' } });
      expect(existsSync(join(folder, 'none'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
