import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectDocument } from '../../electron/contract/project-document.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { openData, sourceOf } from '../../electron/engine/commands/project-data.ts';
import { checkChain } from '../../electron/engine/graph/check.ts';
import { chainTo } from '../../electron/engine/graph/order.ts';
import { advance, dropTables } from '../../electron/engine/run/fit-chain.ts';
import { selected } from '../../electron/engine/run/row-queries.ts';
import type { FitContext } from '../../electron/engine/run/fit-state.ts';
import { loadedRows, startState } from '../../electron/engine/run/start.ts';
import { sql } from '../../electron/engine/sql/sql.ts';
import { chainNodes } from '../../electron/engine/train/model-nodes.ts';
import { schemaOf } from '../../electron/engine/commands/engine.ts';
import { ABSENT, pythonOf, run, sharedEnvironment } from './export-environment.ts';
import { makeExport, removeFolder, temporaryFolder, type Made } from './exported-project.ts';

/** A method and the column that it goes by, with the type that the loader finds. */
const SPLITS = [
  ['group', 'whole', 'integer'],
  ['group', 'big', 'integer'],
  ['group', 'flag', 'boolean'],
  ['group', 'size', 'number'],
  ['group', 'level', 'text'],
  ['group', 'at', 'timestamp'],
  ['time', 'at', 'timestamp'],
  ['time', 'size', 'number'],
  ['time', 'big', 'integer'],
  ['stratified', 'whole', 'integer'],
  ['stratified', 'flag', 'boolean'],
  ['stratified', 'label', 'boolean'],
] as const;

const SIZES = ['0', '-0', '0.1', '1e22', '1e-7', '300', '300.5', '123456789.125', '5e-324', '-2.5', '9007199254740994', ''];
const LEVELS = ['a', 'B', 'Ångström', "o'clock", '1.0', '1', 'true', ''];

function writeData(path: string): void {
  const lines = ['whole,big,flag,size,level,at,x,label'];
  for (let i = 0; i < 600; i++) {
    const second = String((i * 7) % 60).padStart(2, '0');
    const at = i % 31 === 0 ? '' : `20${10 + ((i * 5) % 23)}-0${1 + (i % 9)}-11T0${i % 10}:30:${second}.${String((i * 7919) % 1e6).padStart(6, '0')}`;
    lines.push([i % 29 === 3 ? '' : (i * 13) % 37, `17${(i * 104729) % 90 + 10}000000000000${100 + (i % 7) * 100}`, ['true', 'false', ''][(i * 11) % 3], SIZES[(i * 17) % SIZES.length], LEVELS[(i * 5) % LEVELS.length], at, (i * 37) % 101, (i * 3 + ((i * i) % 7)) % 5 < 2].join(','));
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function withSplit(document: ProjectDocument, method: string, column: string): ProjectDocument {
  const steps = [
    { id: 'source', type: 'source', params: document.graph.nodes.find((node) => node.type === 'source')?.params ?? {} },
    { id: 'target', type: 'feature-target-split', params: { target: 'label', aside: ['whole', 'big', 'flag', 'size', 'level', 'at'] } },
    { id: 'split', type: 'split', params: { method, column, train: 0.4, validation: 0.3 } },
    { id: 'model', type: 'model:decision-tree', params: { maxDepth: 2 } },
  ];
  return { ...document, graph: { nodes: steps, edges: steps.slice(1).map((node, i) => ({ from: steps[i]?.id ?? '', to: node.id })) } };
}

describe.skipIf(ABSENT !== null)('an exported project deals rows as the app', () => {
  const base = temporaryFolder();
  const data = join(base, 'data.csv');
  const engine = new Engine();
  let made: Made[];
  let exported: { ids: number[]; parts: number[] }[];

  beforeAll(async () => {
    writeData(data);
    made = [];
    for (const [method, column] of SPLITS) {
      made.push(await makeExport(engine, base, `${method}-${column}`, { data, target: 'label', model: 'decision-tree', change: (document) => withSplit(document, method, column), export: { name: `${method} by ${column}` } }));
    }
    const [first] = made;
    const python = pythonOf(sharedEnvironment(first?.folder ?? '', 'group-by-whole'));
    const { code, out, stdout } = run(python, [fileURLToPath(new URL('split_parts.py', import.meta.url)), data, ...made.map((one) => one.folder)]);
    if (code !== 0) throw new Error(out);
    exported = JSON.parse(stdout) as typeof exported;
  });
  afterAll(async () => {
    await engine.close();
    removeFolder(base);
  });

  it.each(SPLITS.map(([method, column, type], i) => [`${method}: ${column}, ${type}`, column, type, i] as const))('%s', async (_title, column, type, i) => {
    const { project, document } = made[i] as Made;
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    const path = chainTo(document.graph, 'split');
    const opened = await openData(engine, project, sourceOf(document, path[0]), context);
    expect(opened.columns.find((one) => one.name === column)?.type).toBe(type);
    const fit: FitContext = { db: opened.db, seed: document.seed, tables: [] };
    try {
      const state = await advance(fit, startState(loadedRows(opened.table, opened.columns), schemaOf(opened.columns)), chainNodes(checkChain(document, path).nodes));
      const rows = await opened.db.rows(sql`select * from (${selected(state)}) order by __mw_row`);
      const parts = rows.map((row) => Number(row['__mw_part']));
      expect(new Set(parts).size).toBeGreaterThan(1);
      expect(exported[i]).toEqual({ ids: rows.map((row) => Number(row['__mw_row'])), parts });
    } finally {
      await dropTables(fit);
    }
  });
});
