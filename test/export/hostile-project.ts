import { writeFileSync } from 'node:fs';
import type { GraphNode, ProjectDocument } from '../../electron/contract/project-document.ts';

const NUMBER = '"; import os; os.abort() #';
const TEXT = "{{x}} ''' \\ `id` $(id) 🙂";
const LABELS = ["a';--", 'b "x" {{y}}'] as const;

/** A small generator with a seed: the file is the same at every time. */
function randomNumbers(): () => number {
  let state = 12345;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A CSV file whose names, texts and labels would be code in Python, YAML, TOML, shell, SQL or handlebars. */
export function writeHostileData(path: string): void {
  const random = randomNumbers();
  const pick = (values: readonly string[]): string => values[Math.floor(random() * values.length)] ?? '';
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const lines = [['time', 'machine', NUMBER, TEXT, 'text', 'flag', 'class', 'speed', 'noise']];
  for (let i = 0; i < 900; i++) {
    const machine = Math.floor(random() * 8);
    const heat = 40 + 20 * random();
    const label = heat + 3 * machine + 8 * random() > 64 ? LABELS[1] : LABELS[0];
    const minute = String(i % 60).padStart(2, '0');
    const day = String(1 + Math.floor(i / 60)).padStart(2, '0');
    lines.push([`2025-01-${day} 07:${minute}:00`, `m${machine}`, random() < 0.05 ? '' : heat.toFixed(3), pick(['', 'Lo', ' lo ', 'HI', "h'i\\", 'ÉX  y']), pick(['A b', 'a  B', 'c', '']), pick(['true', 'false', '']), label, pick(['0', '100', '200', '300.5']), random().toFixed(6)]);
  }
  writeFileSync(path, lines.map((cells) => cells.map(quoted).join(',')).join('\n') + '\n');
}

/** A graph with every kind of node: windows, filters, formulas, clean-up of text, bins, cross-fitting, oversampling. */
export function everyKindOfNode(document: ProjectDocument, model: string): ProjectDocument {
  const quoted = `"${NUMBER.replaceAll('"', '""')}"`;
  const steps: readonly (readonly [string, string, GraphNode['params']])[] = [
    ['source', 'source', document.graph.nodes.find((node) => node.type === 'source')?.params ?? {}],
    ['memory', 'rolling-mean', { columns: [NUMBER, 'speed'], entity: 'machine', time: 'time', window: 4, minPeriods: 2 }],
    ['once', 'deduplicate', { columns: ['time', 'machine'] }],
    ['keep', 'filter', { condition: 'speed < 300.2 or is_missing(flag)' }],
    ['ratio', 'formula', { name: 'ratio', formula: `${quoted} / speed` }],
    ['warm', 'formula', { name: 'warm', formula: `${quoted} >= 50 and speed > 150` }],
    ['target', 'feature-target-split', { target: 'class', aside: ['time', 'machine'] }],
    ['split', 'split', { method: 'group', column: 'machine', train: 0.7, validation: 0.15 }],
    ['clean', 'text-normalisation', { columns: [TEXT, 'text'] }],
    ['bins', 'quantile-bins', { columns: ['ratio'] }],
    ['ordinal', 'ordinal-encoder', { columns: ['flag'] }],
    ['fill', 'simple-imputer', { columns: [NUMBER, 'ratio', 'flag', `${NUMBER}_mean_4`, 'speed_mean_4'] }],
    ['scale', 'standard-scaler', { columns: [NUMBER] }],
    ['even', 'random-oversampling', {}],
    ['encode', 'target-encoder', { columns: [TEXT], cv: 4 }],
    ['one-hot', 'one-hot-encoder', { columns: ['text'] }],
  ];
  const nodes = [...steps.map(([id, type, params]) => ({ id, type, params })), { id: 'model', type: `model:${model}`, params: {} }];
  const edges = nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]?.id ?? '', to: id }));
  return { ...document, name: 'Ünï; rm -rf / {{x}} "\'\'\'\\ `id` $(id)\n# x', graph: { nodes, edges } };
}
