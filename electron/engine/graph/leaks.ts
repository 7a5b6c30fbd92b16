import type { Problem } from '../../contract/problem.ts';
import type { RowNode } from '../nodes/node.ts';
import { inOrder } from '../expr/expression.ts';
import { whileOpen, type CheckedNode } from './flow.ts';

/** Ways in which a model could see what it will not have: each with its reason and a fix where one is known. */
export function findLeaks(nodes: readonly CheckedNode[]): Problem[] {
  const problems: Problem[] = [];
  const split = nodes.findIndex((one) => one.definition?.kind === 'split');
  nodes.forEach((one, position) => {
    const { node, definition } = one;
    if (!definition) return;
    if (split > position && (isFitted(one) || definition.kind === 'sampler')) {
      const does = definition.kind === 'sampler' ? 'repeats rows' : 'learns from all rows';
      problems.push({
        code: 'FITTED_BEFORE_SPLIT',
        severity: 'error',
        node: node.id,
        message: `${definition.title} stands before the split and ${does}, the validation and test rows included: their metrics would be too good.`,
        next: 'Move it behind the split.',
        fix: { title: `Move ${definition.title} behind the split`, move: { node: node.id, after: nodes[split]?.node.id ?? '' } },
      });
    }
    if (definition.kind === 'row') problems.push(...targetReads(one), ...rowsBeforeWindow(nodes, position));
  });
  const windows = nodes.filter((one) => hasWindow(one));
  const plan = nodes[split];
  if (windows.length > 0 && plan?.definition?.kind === 'split' && plan.params) {
    const { method } = plan.definition.plan(plan.params, plan.before.schema);
    if (method === 'random' || method === 'stratified') {
      const [first] = windows;
      const time = first?.params?.['time'];
      const entity = first?.params?.['entity'];
      const fix = typeof time === 'string' ? { method: 'time', column: time } : typeof entity === 'string' ? { method: 'group', column: entity } : null;
      problems.push({
        code: 'WINDOW_ACROSS_SPLIT',
        severity: 'error',
        node: plan.node.id,
        field: 'method',
        message: `${first?.definition?.title ?? 'A window'} reads earlier rows, and a ${method} split puts neighbouring rows on both sides: test rows would share their history with training rows.`,
        next: 'Split by time, or by entity.',
        ...(fix ? { fix: { title: fix.method === 'time' ? `Split by time (${fix.column})` : `Split by ${fix.column}`, setParams: { node: plan.node.id, params: fix } } } : {}),
      });
    }
  }
  return problems;
}

function isFitted({ definition }: CheckedNode): boolean {
  return definition?.kind === 'row' && definition.state !== null;
}

/** Whether the node reads earlier rows; null parameters are reported elsewhere. */
function hasWindow({ definition, params, before }: CheckedNode): boolean {
  if (definition?.kind !== 'row' || !params || definition.state !== null) return false;
  const made = whileOpen(before.open, () => definition.apply(before.schema, params, null, null));
  return [...(made?.values() ?? [])].some((expr) => inOrder([expr]).some((part) => part.op === 'window'));
}

function targetReads({ node, definition, params, before }: CheckedNode): Problem[] {
  if (!params) return [];
  const reads = whileOpen(before.open, () => (definition as RowNode).reads(params, before.schema)) ?? [];
  const target = before.schema.find((one) => one.role === 'target' && reads.includes(one.name));
  if (!target) return [];
  return [{
    code: 'READS_TARGET',
    severity: 'error',
    node: node.id,
    column: target.name,
    message: `${definition?.title ?? ''} reads the target "${target.name}", which is not known when the model predicts.`,
    next: 'Leave the target out of this node.',
  }];
}

function rowsBeforeWindow(nodes: readonly CheckedNode[], position: number): Problem[] {
  const one = nodes[position];
  if (!one || !hasWindow(one)) return [];
  const before = nodes.slice(0, position).find(({ definition }) => definition?.kind === 'rows' || definition?.kind === 'sampler');
  if (!before) return [];
  return [{
    code: 'ROWS_BEFORE_WINDOW',
    severity: 'error',
    node: before.node.id,
    message: `${before.definition?.title ?? ''} changes which rows there are before ${one.definition?.title ?? ''} reads them: when the model serves, the window would see other rows.`,
    next: `Move it behind ${one.definition?.title ?? 'the window'}.`,
    fix: { title: `Move ${before.definition?.title ?? 'it'} behind ${one.definition?.title ?? 'the window'}`, move: { node: before.node.id, after: one.node.id } },
  }];
}
