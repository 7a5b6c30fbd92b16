import type { Kernel } from '../models/kernel.ts';
import { loadKernel } from '../train/load-kernel.ts';

let loading: Promise<Kernel> | undefined;

/** The compiled loops, loaded once a process for all commands; its threads are kept. */
export function sharedKernel(): Promise<Kernel> {
  loading ??= loadKernel();
  loading.catch(() => (loading = undefined));
  return loading;
}
