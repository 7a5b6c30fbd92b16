import type { AppErrorData } from '../../electron/contract/app-error.ts';
import type { Problem } from '../../electron/contract/problem.ts';

/** An error of the user's data or graph as a problem of the node that it names (else of `node`); faults and cancels are none. */
export function problemOf({ code, kind, message, next, place }: AppErrorData, node?: string): Problem | undefined {
  const at = place.node ?? node;
  if (at === undefined || kind !== 'input') return undefined;
  return {
    code,
    severity: 'error',
    message,
    next,
    node: at,
    ...(place.field === undefined ? {} : { field: place.field }),
    ...(place.column === undefined ? {} : { column: place.column }),
    ...(place.offset === undefined ? {} : { offset: place.offset }),
  };
}
