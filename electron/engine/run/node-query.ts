import type { ChainNode } from '../graph/chain.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { applyFitted, type FitState } from './fit-state.ts';
import { foldedRows, keptRows, sampledRows, selected, splitRows, withFoldsIn } from './row-queries.ts';
import { materialisedEnvironment, materialisedTypes } from './rows.ts';

/**
 * The query of one node over the rows that arrive: what stands after FROM is `from`, a relation with row id and part
 * and every column of `before`. It is made as the fit makes its own; there the expressions of several nodes are one query.
 * `node` is the last one of `after`; undefined gives the arriving rows themselves.
 */
export function nodeQuery(seed: number, before: FitState, after: FitState, node: ChainNode | undefined, from: Sql): Sql {
  const types = materialisedTypes(before.environment, before.rows.types);
  const target = after.target ?? before.target;
  const arriving: FitState = { ...before, target, rows: { ...before.rows, relation: from, types, folds: new Map() }, environment: materialisedEnvironment(before.environment, types) };
  if (!node) return selected(arriving);
  const { definition, params } = node;
  switch (definition.kind) {
    case 'rows':
      return keptRows(arriving, node);
    case 'split':
      return splitRows(arriving, seed, node);
    case 'sampler':
      return sampledRows(arriving, seed, node);
    case 'roles':
      return selected({ ...arriving, environment: { ...arriving.environment, schema: definition.outputs(arriving.environment.schema, params) } });
    case 'row': {
      const cross = definition.crossFit?.(params);
      const folded = cross ? withFoldsIn(arriving, cross, sql`(${foldedRows(arriving, seed, cross)})`) : arriving;
      return selected({ ...folded, environment: applyFitted(folded.environment, definition, node, after.learned.get(node.id), folded) });
    }
  }
}
