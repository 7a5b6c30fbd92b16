import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { chainDocument } from '../../../test/kit/document.ts';
import { readDocument } from './document.ts';

/** As version 1 wrote it. */
const FIRST = `{
  "format": "millwright-project",
  "graph": {
    "edges": [{"from": "source", "to": "tree"}],
    "nodes": [{"id": "source", "params": {"source": "data"}, "type": "source"}, {"id": "tree", "params": {"maxDepth": 3}, "type": "model:decision-tree", "x": 10, "y": 20}]
  },
  "name": "plant", "seed": 7,
  "sources": [{"columns": [{"name": "x", "type": "number"}], "id": "data", "options": {}, "path": "d.csv", "rows": 3}],
  "version": 1
}`;

describe('readDocument', () => {
  it('brings a document of version 1 to this version, and nothing else of it', () => {
    const { version, ...rest } = readDocument(FIRST, 'project.json');
    const { version: _old, ...first } = JSON.parse(FIRST) as Record<string, unknown>;
    expect(version).toBe(2);
    expect(rest).toEqual(first);
  });

  it('keeps which nodes are bypassed', () => {
    const document = chainDocument(['x:number'], [{ id: 'scale', type: 'standard-scaler', params: { columns: ['x'] }, bypassed: true }]);
    expect(readDocument(canonicalJson(document as unknown as Json), 'project.json')).toEqual(document);
  });

  it.each([0, -1, 0.5, 'two', null])('refuses the version %s', (version) => {
    expect(() => readDocument(FIRST.replace('"version": 1', `"version": ${JSON.stringify(version)}`), 'project.json')).toThrow(/damaged at "version"/);
  });
});
