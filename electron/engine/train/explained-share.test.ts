import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Evaluation } from '../../contract/metrics.ts';
import { explainedShare, tooGoodNote } from './explained-share.ts';

interface Golden {
  name: string;
  y: number[];
  metrics: Record<string, number | null>;
  confusion?: number[][];
  classes: string[];
  explained?: number | null;
}
const goldens = JSON.parse(readFileSync(new URL('../../../test/goldens/metrics/metrics.json', import.meta.url), 'utf8')) as Golden[];

it.each(goldens.filter(({ explained }) => explained !== undefined))('is d2_log_loss_score: $name', ({ y, metrics, classes, confusion, explained }) => {
  const share = explainedShare(evaluation(y.length, metrics, { labels: classes, counts: confusion ?? [] }));
  if (explained === null) expect(share).toBeNull();
  else expect(share).toBeCloseTo(explained as number, 12);
  const cells = (confusion ?? []).flatMap((row, truth) => row.flatMap((rows, predicted): [number, number, number][] => (rows === 0 ? [] : [[truth, predicted, rows]])));
  expect(explainedShare(evaluation(y.length, metrics, confusion ? { labels: classes, cells } : null))).toBe(explainedShare(evaluation(y.length, metrics, confusion ? { labels: classes, counts: confusion } : null)));
});

it('warns of a model that knows unseen rows to the letter, with what it goes by', () => {
  const perfect = evaluation(200, { r2: 0.9995 });
  const features = ['hour', 'registered', 'idle'];
  const note = tooGoodNote('Linear regression', { validation: perfect, test: null, features, importance: [0.1, -3, 0] });
  expect(note).toContain('Linear regression');
  expect(note).toContain('"registered", "hour".');
  expect(note).not.toContain('idle');
  expect(tooGoodNote('Tree', { validation: null, test: perfect, features, importance: null })).toBeDefined();
});

it('says nothing of good models, of few rows, or of rows that were seen', () => {
  const given = { features: [], importance: null };
  expect(tooGoodNote('Tree', { ...given, validation: evaluation(200, { r2: 0.98 }), test: null })).toBeUndefined();
  expect(tooGoodNote('Tree', { ...given, validation: evaluation(50, { r2: 1 }), test: null })).toBeUndefined();
  expect(tooGoodNote('Tree', { ...given, validation: null, test: null })).toBeUndefined();
  expect(tooGoodNote('Tree', { ...given, validation: evaluation(200, { r2: null }), test: null })).toBeUndefined();
});

function evaluation(rows: number, metrics: Record<string, number | null>, confusion: Evaluation['confusion'] = null): Evaluation {
  return { rows, metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, { value }])), confusion, roc: [] };
}
