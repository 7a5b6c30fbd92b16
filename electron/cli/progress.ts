import type { Progress } from '../contract/wire.ts';

/** Shows progress on one line of a terminal; elsewhere a line for each new stage. Nothing in the first half second. */
export function progressPrinter(out: NodeJS.WriteStream): { show(progress: Progress): void; clear(): void } {
  const start = performance.now();
  let last = '';
  let shownAt = 0;
  return {
    show({ stage, fraction }) {
      const now = performance.now();
      if (now - start < 500) return;
      if (!out.isTTY) {
        if (stage !== last) out.write(`${stage} …\n`);
        last = stage;
        return;
      }
      if (now - shownAt < 100 && stage === last) return;
      shownAt = now;
      last = stage;
      const share = fraction === null ? '' : ` ${Math.round(fraction * 100)}%`;
      out.write(`\r\u001b[K${stage}${share}`);
    },
    clear() {
      if (out.isTTY && last !== '') out.write('\r\u001b[K');
    },
  };
}
