import { PART } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import { dropTables, keepTable } from '../run/fit-chain.ts';
import { CV_FOLD, type FitContext, type FitState } from '../run/fit-state.ts';
import type { SplitPlan } from '../nodes/node.ts';
import { dealt, dealtBy, foldColumn, foldPart } from '../run/split-rows.ts';
import { PART_ID, ROW_ID, TEST } from '../run/rows.ts';
import { labelOf } from '../run/target.ts';
import { identifier, sql } from '../sql/sql.ts';

/**
 * The states from which each fold is fitted: every row but the test rows is held out once (by time: predicted from
 * earlier rows alone, so the first block is never held out). Classes are spread evenly; groups stay whole.
 */
export async function* foldStates(context: FitContext, split: FitState, folds: number): AsyncGenerator<{ state: FitState; fold: number; folds: number }> {
  const { target, rows } = split;
  const node = split.nodes.find((one) => one.definition.kind === 'split');
  if (node?.definition.kind !== 'split') throw new Error('Cross-validation needs a split');
  const plan = node.definition.plan(node.params, node.before);
  const method = foldMethod(plan, target !== null && target.task !== 'regression');
  const own = { ...context, tables: [] };
  try {
    const by = method === 'stratified' && target ? labelOf(target.column, rows.types.get(target.column) ?? 'text') : plan.column === null || method === 'random' ? null : dealtBy(method, identifier(plan.column), rows.types.get(plan.column) ?? 'text');
    const seen = sql`(select * from ${rows.relation} where ${PART_ID} <> ${TEST})`;
    const size = Number((await context.db.row(sql`select count(*) as n from ${seen}`, { signal: context.signal }))['n']);
    if (size < folds * 2) throw new AppError({ code: 'TOO_FEW_ROWS', message: `${size} rows cannot be divided into ${folds} folds.`, place: { field: 'cv' }, next: 'Use fewer folds.' });
    const deal = dealt({ method, by, seed: context.seed, purpose: 'fold' }, seen);
    const table = await keepTable(own, sql`select rows.*, folds.${identifier(CV_FOLD)} from ${seen} rows join (select ${ROW_ID}, ${foldColumn(method, folds, CV_FOLD)} from (${deal})) folds using (${ROW_ID})`);
    const count = method === 'time' ? folds + 1 : folds;
    for (let fold = 0; fold < folds; fold++) {
      const { part, where } = foldPart(method, CV_FOLD, fold);
      const relation = sql`(select * replace (${part} as ${identifier(PART)}) from ${table} where ${where})`;
      yield { state: { ...split, rows: { ...rows, relation, folds: new Map([...rows.folds, [CV_FOLD, count]]) }, leftOut: [], notes: [] }, fold, folds };
    }
  } finally {
    await dropTables(own);
  }
}

/** Folds go as the split goes; rows at random are spread by class where there are classes. */
function foldMethod(plan: SplitPlan, classes: boolean): SplitPlan['method'] {
  if (plan.method === 'group' || plan.method === 'time') return plan.method;
  return classes ? 'stratified' : 'random';
}
